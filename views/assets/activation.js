/** Keeps the page of a run up to date while its file is made; the page is right without it, whenever it is loaded. */
const progress = document.querySelector("[data-events]");
const bar = progress.querySelector("progress");
const label = progress.querySelector("output");
let source;

function listen() {
  if (source) return;
  let begun = progress.dataset.state === "printing";
  source = new EventSource(progress.dataset.events);
  source.addEventListener("message", ({ data }) => {
    const { state, done, all } = JSON.parse(data);
    begun ||= state === "printing" || state === "done";
    bar.max = all;
    bar.value = done;
    label.textContent = label.textContent.replace(/^\d+/, String(done));
    if (begun && state !== "printing") {
      source.close();
      location.replace(location.pathname);
    }
  });
}

if (progress.dataset.state === "printing") listen();
document.querySelector("form[data-fetches]")?.addEventListener("submit", () => setTimeout(listen, 100));
