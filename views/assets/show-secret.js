// A button beside a secret shows what was typed. It stands hidden in the page, so that nobody sees one that does nothing.
for (const button of document.querySelectorAll("[data-shows]")) {
  const input = document.getElementById(button.dataset.shows);
  const words = { show: button.textContent.trim(), hide: button.dataset.hide };
  const set = (visible) => {
    input.type = visible ? "text" : "password";
    button.textContent = visible ? words.hide : words.show;
  };
  button.addEventListener("click", () => {
    set(input.type === "password");
    input.focus();
  });
  // A password manager must see a password field, and the next pupil no secret after "back".
  input.form.addEventListener("submit", () => set(false));
  button.hidden = false;
}
