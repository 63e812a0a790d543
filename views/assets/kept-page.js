// A browser may keep a page as it stood and show it again on the way back, to whoever sits there by then, without asking us. So a page
// that is left hides, and one that is shown again is asked for anew. Without scripts the page after a sign-out makes the browser forget.
addEventListener("pagehide", () => {
  document.documentElement.hidden = true;
});
addEventListener("pageshow", ({ persisted }) => {
  // by its address: what a form was sent for is not sent again
  if (persisted) location.replace(location.pathname + location.search);
});
