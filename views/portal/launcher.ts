import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { submitButton } from "../parts/button.ts";

export type LauncherPage = {
  givenName: string;
  /** What the pupil's school switched on, in the order shown. */
  tiles: { name: string; href: string }[];
  /** Gets an empty POST that signs out everywhere. */
  signOutAction: string;
};

/** Every application is a door. */
export function launcherPage(p: PageContext, { givenName, tiles, signOutAction }: LauncherPage): Html {
  const t = p.t.launcher;
  const aside = html`<form method="post" action="${signOutAction}">
    ${submitButton(t.done, { look: "quiet", icon: "exit" })}
  </form>`;
  return layout(
    p,
    { title: t.title, shape: "wide", aside },
    html`<h1>${t.hello(givenName)}</h1>
      ${
        tiles.length === 0
          ? html`<p>${t.none}</p>`
          : html`<ul class="tiles" aria-label="${t.title}">
              ${tiles.map(
                ({ name, href }) =>
                  html`<li>
                    <a class="tile" href="${href}">
                      <span class="tile-door tint-${tintOf(name)}" aria-hidden="true">${initialOf(name)}</span>
                      <span class="tile-name">${name}</span>
                    </a>
                  </li>`,
              )}
            </ul>`
      }`,
  );
}

const initialOf = (name: string): string => Array.from(name.trim())[0]?.toUpperCase() ?? "";

/** The same name has the same colour on every device. */
const tintOf = (name: string): number =>
  (Array.from(name).reduce((sum, character) => sum * 31 + (character.codePointAt(0) ?? 0), 7) % 6) + 1;
