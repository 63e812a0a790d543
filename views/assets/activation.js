/** Keeps the page of a run up to date while it is made or fetched; the page is right without it, whenever it is loaded. */
const progress = document.querySelector("[data-events]");
const bar = progress.querySelector("progress");
const label = progress.querySelector("output");
const moves = (state) => state === "making" || state === "printing";
let source;

function listen() {
  if (source) return;
  let begun = moves(progress.dataset.state);
  source = new EventSource(progress.dataset.events);
  source.addEventListener("message", ({ data }) => {
    const { state, done, all } = JSON.parse(data);
    begun ||= moves(state) || state === "done";
    bar.max = all;
    bar.value = done;
    label.textContent = label.textContent.replace(/^\d+/, String(done));
    if (begun && !moves(state)) {
      source.close();
      location.replace(location.pathname);
    }
  });
}

if (moves(progress.dataset.state)) listen();
document.querySelector("form[data-fetches]")?.addEventListener("submit", () => setTimeout(listen, 100));
