import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";

export type AskedDevice = {
  /** What was chosen on this way in. Nothing is chosen for the pupil: only what a pupil says is kept. */
  chosen?: "shared" | "own" | undefined;
  /** Whoever says nothing is on a shared device here. */
  sharedUnlessSaid: boolean;
};

/** Whose device is this? Comes in the form as `shared=yes` or `shared=no`, or not at all. */
export function deviceChoice({ t }: PageContext, { chosen, sharedUnlessSaid }: AskedDevice): Html {
  const { shared, sharedHint, own, ownHint, device, unsaid } = t.signIn;
  return html`<fieldset class="device">
    <legend>${device}</legend>
    ${choice({ id: "shared", value: "yes", label: shared, hint: sharedHint, checked: chosen === "shared" })}
    ${choice({ id: "own-device", value: "no", label: own, hint: ownHint, checked: chosen === "own" })}
    ${sharedUnlessSaid ? html`<p class="hint">${unsaid}</p>` : ""}
  </fieldset>`;
}

type Choice = { id: string; value: string; label: string; hint: string; checked: boolean };

const choice = ({ id, value, label, hint, checked }: Choice): Html =>
  html`<div class="check">
    <input
      id="${id}"
      name="shared"
      type="radio"
      value="${value}"
      ${checked ? html`checked` : ""}
      aria-describedby="${id}-hint"
    />
    <label for="${id}">${label}<span class="hint" id="${id}-hint">${hint}</span></label>
  </div>`;
