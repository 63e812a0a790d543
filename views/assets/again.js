// A page that couldn't be shown tries again by itself: with growing pauses, so that a class doesn't come back all at once, and not for ever.
// How often it tried is kept with the tab, because each try is a new page.
const pauses = [5, 10, 20, 40, 60, 60];
const forgottenAfterMs = 15 * 60_000;
const key = "leerid-again";

const button = document.querySelector("[data-again]");
if (button.dataset.again === "back") {
  // the browser knows the form as it was filled in; the link leads to an empty one
  button.addEventListener("click", (event) => {
    if (history.length < 2) return;
    event.preventDefault();
    history.back();
  });
} else {
  const tries = triesSoFar();
  const seconds = pauses[tries];
  const show = (name) => (document.querySelector(`[data-when="${name}"]`).hidden = false);
  if (seconds === undefined) show("stopped");
  else {
    show("soon");
    setTimeout(
      () => {
        remember(tries + 1);
        location.reload();
      },
      seconds * 1000 * (1 + Math.random() / 2),
    );
  }
  // who presses the button begins to count anew
  button.addEventListener("click", () => remember(0));
}

function triesSoFar() {
  try {
    const { path, tries, at } = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    return path === location.pathname && Date.now() - at < forgottenAfterMs ? tries : 0;
  } catch {
    return pauses.length;
  }
}

function remember(tries) {
  try {
    sessionStorage.setItem(key, JSON.stringify({ path: location.pathname, tries, at: Date.now() }));
  } catch {
    // without a memory it doesn't try by itself: see above
  }
}
