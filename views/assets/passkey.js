// A passkey is made or asked for by the browser; what it answers goes with an ordinary form. The button stands hidden in the page, so
// that nobody sees one that does nothing.
const ways = {
  create: async (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: async (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};
const able =
  "PublicKeyCredential" in window &&
  "parseCreationOptionsFromJSON" in PublicKeyCredential &&
  "toJSON" in PublicKeyCredential.prototype;

const answer = async (form) => {
  const failed = form.querySelector("[data-failed]");
  failed.hidden = true;
  try {
    const passkey = await ways[form.dataset.passkey](JSON.parse(form.dataset.options));
    form.elements.response.value = JSON.stringify(passkey.toJSON());
    form.submit();
  } catch {
    failed.hidden = false;
  }
};

for (const form of able ? document.querySelectorAll("[data-passkey]") : []) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void answer(form);
  });
  form.hidden = false;
}
