/** Keeps the page of a job up to date while it runs; the page is right without it, whenever it is loaded. */
const progress = document.querySelector("[data-events]");
const bar = progress.querySelector("progress");
const label = progress.querySelector("output");
const source = new EventSource(progress.dataset.events);
source.addEventListener("message", ({ data }) => {
  const { running, done, all } = JSON.parse(data);
  bar.max = Math.max(all, 1);
  bar.value = done;
  label.textContent = label.textContent.replace(/^\d+/, String(done));
  if (running) return;
  source.close();
  location.replace(location.pathname);
});
