import { html, type Html } from "../../src/lib/html.ts";
import { icon } from "./icon.ts";

export type Notice = { kind: "good" | "stuck" | "wrong"; id?: string };

/** What just happened, above the rest of the page; an alert is read aloud at once. */
export const notice = ({ kind, id }: Notice, content: Html | string): Html =>
  html`<div class="notice ${kind}" ${id ? html`id="${id}"` : ""} role="${kind === "good" ? "status" : "alert"}">
    ${icon(kind)}
    <div>${content}</div>
  </div>`;
