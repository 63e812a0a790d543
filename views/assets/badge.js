// A badge holds an address with a secret behind the "#", which browsers send to nobody. This takes it from the address bar or
// from the camera, and posts it. A scanner that types needs none of this.
const form = document.querySelector("[data-badge]");
const field = form.elements.badge;

const send = (badge) => {
  field.value = badge;
  form.submit();
};

const takeFromAddress = () => {
  const badge = location.hash.slice(1);
  if (badge.length < 16) return;
  history.replaceState(null, "", location.pathname + location.search);
  // Somebody is signed in here: an address alone must not put them into another pupil's account, so a person presses the button.
  if ("confirm" in form.dataset) field.value = badge;
  else send(badge);
};
addEventListener("hashchange", takeFromAddress);
takeFromAddress();

const panel = document.querySelector("[data-camera]");
const canRead = async () =>
  panel &&
  navigator.mediaDevices &&
  "BarcodeDetector" in window &&
  (await BarcodeDetector.getSupportedFormats()).includes("qr_code");

if (await canRead().catch(() => false)) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const button = panel.querySelector("button");
  const figure = panel.querySelector("figure");
  const video = panel.querySelector("video");
  const words = { start: button.textContent, stop: panel.dataset.stop };
  let stream;

  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    figure.hidden = true;
    button.textContent = words.start;
  };
  // Only a code of this very site: another one must not make us post what it holds.
  const ours = (text) =>
    URL.canParse(text) && new URL(text).origin === location.origin && new URL(text).hash.length > 16;
  const look = async () => {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    const badge = found.map((code) => code.rawValue).find(ours);
    if (badge) {
      stop();
      send(badge);
    } else setTimeout(look, 150);
  };
  const start = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      figure.hidden = false;
      button.textContent = words.stop;
      await video.play();
      void look();
    } catch {
      stop();
      panel.querySelector("[data-refused]").hidden = false;
    }
  };
  button.addEventListener("click", () => void (stream ? stop() : start()));
  panel.hidden = false;
}
