import { html, raw, type Html } from "../../src/lib/html.ts";

/** Line drawings on a grid of 24. They only repeat what a word beside them says, so a screen reader skips them. */
const drawings = {
  good: '<circle cx="12" cy="12" r="10"/><path d="m7 12.5 3.5 3.5L17 9"/>',
  stuck: '<circle cx="12" cy="12" r="10"/><path d="M12 6.5V12l3.5 2.5"/>',
  wrong: '<path d="M12 2.5 22.5 21h-21z"/><path d="M12 9.5v5m0 3v.1"/>',
  badge:
    '<rect x="4" y="2.5" width="16" height="19" rx="3"/><path d="M8 7.5h3v3H8zm5 0h3v3h-3zm-5 5h3v3H8zm5.5.5h.1m2.4 0h.1m-2.5 2.5h.1m2.4 0h.1M9 18.5h6"/>',
  help: '<circle cx="12" cy="12" r="10"/><path d="M9 9.3a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2m0 3v.1"/>',
  exit: '<path d="M14 3H6a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h8m-4-9h11m-4-4 4 4-4 4"/>',
} as const;

export type IconName = keyof typeof drawings;

export const icon = (name: IconName): Html =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${raw(drawings[name])}</svg>`;

/** One key, many doors: a key on a door. */
export const mark = (): Html =>
  html`<svg class="mark" viewBox="0 0 40 40" aria-hidden="true">
    <path class="mark-door" d="M5 39V18a15 15 0 0 1 30 0v21z" />
    <path class="mark-key" d="M20 22.5V35m0-1h4.5m-4.5-5h3.5" />
    <circle class="mark-key" cx="20" cy="16.5" r="5.5" />
  </svg>`;

/** A row of doors of which one stands open. */
export const doors = (): Html =>
  html`<svg class="doors" viewBox="0 0 300 96" aria-hidden="true">
    <path class="door-1" d="M4 94V34a24 24 0 0 1 48 0v60z" />
    <path class="door-2" d="M65 94V34a24 24 0 0 1 48 0v60z" />
    <path class="door-open" d="M122 94V28a28 28 0 0 1 56 0v66z" />
    <path class="door-3" d="M187 94V34a24 24 0 0 1 48 0v60z" />
    <path class="door-4" d="M248 94V34a24 24 0 0 1 48 0v60z" />
    <path class="door-knob" d="M42 62v.1M103 62v.1M225 62v.1M286 62v.1" />
    <path class="door-key" d="M150 46v32m0-1h9m-9-10h7" />
    <circle class="door-key" cx="150" cy="34" r="11" />
    <path class="door-floor" d="M2 94.5h296" />
  </svg>`;
