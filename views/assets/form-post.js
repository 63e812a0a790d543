// The answer to an application goes on at once, and once: what it holds counts only the first time.
const form = document.querySelector("main form");
form.addEventListener("submit", () => {
  form.querySelector("button").disabled = true;
});
// A page that the browser kept holds an answer that was used: only a new one helps.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
form.requestSubmit();
