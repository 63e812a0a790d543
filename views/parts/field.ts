import { html, type Html } from "../../src/lib/html.ts";
import { icon } from "./icon.ts";

export type Field = {
  /** The name in the form, and the id in the page unless that is given. */
  name: string;
  id?: string;
  label: string;
  autocomplete: "username" | "current-password" | "new-password" | "one-time-code" | "off";
  /** Digits alone: a phone shows its number keys. */
  inputMode?: "numeric";
  type?: "text" | "password";
  value?: string | undefined;
  hint?: string | undefined;
  /** What is wrong with this field; read out with it. */
  problem?: string | undefined;
  /** Id of a notice elsewhere on the page that is about this field. */
  describedBy?: string | undefined;
  autofocus?: boolean;
  maxLength?: number;
  /** Words of a button that shows a secret; the button appears only where it works, by show-secret.js. */
  show?: { show: string; hide: string };
};

/** A label, a hint, what is wrong, and the field. Nothing is corrected or capitalised on the way: names and words must be kept as typed. */
export function field(options: Field): Html {
  const { name, id = name, hint, problem } = options;
  const described = [hint && `${id}-hint`, problem && `${id}-problem`, options.describedBy].filter(Boolean).join(" ");
  return html`<div class="field ${problem ? "has-problem" : ""}">
    <label for="${id}">${options.label}</label>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ""}
    ${problem ? html`<p class="problem" id="${id}-problem">${icon("wrong")}<span>${problem}</span></p>` : ""}
    <div class="box">
      <input
        id="${id}"
        name="${name}"
        type="${options.type ?? "text"}"
        value="${options.value ?? ""}"
        autocomplete="${options.autocomplete}"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        maxlength="${options.maxLength ?? 200}"
        ${options.inputMode ? html`inputmode="${options.inputMode}"` : ""}
        ${described ? html`aria-describedby="${described}"` : ""}
        ${problem || options.describedBy ? html`aria-invalid="true"` : ""}
        ${options.autofocus ? html`autofocus` : ""}
      />
      ${options.show ? showButton(id, options.show) : ""}
    </div>
  </div>`;
}

const showButton = (name: string, words: { show: string; hide: string }): Html =>
  html`<button class="show" type="button" hidden data-shows="${name}" data-hide="${words.hide}" aria-controls="${name}">
    ${words.show}
  </button>`;

export type Checkbox = { name: string; label: string; hint: string; checked: boolean };

/** Comes in the form as `yes`, or not at all. */
export const checkbox = ({ name, label, hint, checked }: Checkbox): Html =>
  html`<div class="check">
    <input
      id="${name}"
      name="${name}"
      type="checkbox"
      value="yes"
      ${checked ? html`checked` : ""}
      aria-describedby="${name}-hint"
    />
    <label for="${name}">${label}<span class="hint" id="${name}-hint">${hint}</span></label>
  </div>`;
