import { html, raw, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";
import type { Texts } from "../texts/nl.ts";

type PictureName = keyof Texts["pictures"];

/** Sixteen things that any child can name, drawn on a grid of 32. */
const pictures: [PictureName, string][] = [
  ["star", '<path d="m16 3 4 9 9.5 1-7 6.5 2 9.5-8.5-5-8.5 5 2-9.5-7-6.5 9.5-1z"/>'],
  [
    "sun",
    '<circle cx="16" cy="16" r="6"/><path d="M16 2v4m0 20v4M2 16h4m20 0h4M6 6l3 3m14 14 3 3m0-20-3 3M9 23l-3 3"/>',
  ],
  ["moon", '<path d="M21 4a12.5 12.5 0 1 0 7 17A11 11 0 0 1 21 4z"/>'],
  ["heart", '<path d="M16 28C5 20 3 14 5 9.500c2-4.5 9-4.5 11 1 2-5.5 9-5.5 11-1 2 4.5 0 10.5-11 18.500z"/>'],
  ["house", '<path d="M3 16 16 4l13 12M6 14v14h20V14M13 28v-8h6v8"/>'],
  ["tree", '<path d="M16 3 7 14h4l-6 8h22l-6-8h4zM16 22v7"/>'],
  ["fish", '<path d="M3 16c5-9 15-9 20 0-5 9-15 9-20 0zm19 0 7-6v12zM9 14v.1"/>'],
  ["boat", '<path d="M3 22h26l-4 7H7zM15 3v19M15 5l10 13H15zM12 9l-6 9h6"/>'],
  ["cup", '<path d="M6 8h17v13a6 6 0 0 1-6 6h-5a6 6 0 0 1-6-6zm17 3h2a4 4 0 0 1 0 9h-2"/>'],
  ["key", '<circle cx="10" cy="16" r="6"/><path d="M16 16h13v6m-5-6v4"/>'],
  [
    "flower",
    '<circle cx="16" cy="11" r="3"/><path d="M16 8c-3-8 5-8 0 0zm3 2c7-4 8 4 0 2zm-6 0c-7-4-8 4 0 2zm2 4c-5 7-9 0-1-1zm2 0c5 7 9 0 1-1zM16 16v13m0-3c4 0 6-2 6-4"/>',
  ],
  ["cloud", '<path d="M9 25a6 6 0 0 1 0-12 8 8 0 0 1 15-1 6.5 6.5 0 0 1 0 13z"/>'],
  ["ball", '<circle cx="16" cy="16" r="12"/><path d="M4 16h24M16 4c6 7 6 17 0 24M16 4c-6 7-6 17 0 24"/>'],
  ["flag", '<path d="M7 30V3m0 2h18l-4 6 4 6H7"/>'],
  ["book", '<path d="M16 8C12 5 8 5 3 6v19c5-1 9-1 13 2 4-3 8-3 13-2V6c-5-1-9-1-13 2zm0 0v19"/>'],
  [
    "umbrella",
    '<path d="M16 3v24a3 3 0 0 0 6 0M3 17a13 13 0 0 1 26 0c-3-3-6-3-8.5 0-2-3-6.5-3-9 0-2.5-3-5.5-3-8.5 0z"/>',
  ],
];

/** The three pictures that always go with a help code, so that a pupil who can't read it can still say it. */
export function helpPictures(code: string): PictureName[] {
  let mixed = 2_166_136_261;
  for (const character of code) mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return [4, 12, 20].map((shift) => pictures[(mixed >>> shift) & 15]?.[0] ?? "star");
}

export function helpCode({ t }: PageContext, code: string): Html {
  const drawing = (name: PictureName): Html =>
    html`<svg class="picture" viewBox="0 0 32 32" role="img" aria-label="${t.pictures[name]}">
      ${raw(pictures.find(([known]) => known === name)?.[1] ?? "")}
    </svg>`;
  return html`<p class="help-code">
    <span>${t.signIn.helpCode}</span>
    <span class="help-signs"
      >${helpPictures(code).map((name) => drawing(name))}<strong class="code">${code}</strong></span
    >
  </p>`;
}
