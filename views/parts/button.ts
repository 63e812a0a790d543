import { html, type Html } from "../../src/lib/html.ts";
import { icon, type IconName } from "./icon.ts";

export type Look = { look?: "primary" | "quiet"; icon?: IconName };

const inside = (label: string, look: Look): Html => html`${look.icon ? icon(look.icon) : ""}<span>${label}</span>`;

/** Sends the form that it stands in. `name` and `value` tell which of several buttons it was. */
export const submitButton = (label: string, options: Look & { name?: string; value?: string } = {}): Html =>
  html`<button
    class="button ${options.look ?? "primary"}"
    ${options.name ? html`name="${options.name}" value="${options.value ?? ""}"` : ""}
  >
    ${inside(label, options)}
  </button>`;

export const linkButton = (label: string, href: string, look: Look = {}): Html =>
  html`<a class="button ${look.look ?? "primary"}" href="${href}">${inside(label, look)}</a>`;
