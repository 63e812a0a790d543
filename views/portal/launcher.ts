import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton, submitButton } from "../parts/button.ts";
import { notice } from "../parts/notice.ts";

export type LauncherPage = {
  givenName: string;
  /** What the pupil's school switched on, in the order shown. */
  tiles: { name: string; href: string }[];
  /** Gets an empty POST that signs out everywhere. */
  signOutAction: string;
  /** Where a pupil says that there was a LeerID before; always there, so that it tells nothing. */
  earlierHref: string;
  /** Two LeerIDs became one some days ago; in so many applications both were known. */
  linked?: { knownTwice: number } | undefined;
};

/** Every application is a door. */
export function launcherPage(
  p: PageContext,
  { givenName, tiles, signOutAction, earlierHref, linked }: LauncherPage,
): Html {
  const t = p.t.launcher;
  const aside = html`<form method="post" action="${signOutAction}">
    ${submitButton(t.done, { look: "quiet", icon: "exit" })}
  </form>`;
  return layout(
    p,
    { title: t.title, shape: "wide", aside },
    html`<h1>${t.hello(givenName)}</h1>
      ${linked ? notice({ kind: "good" }, linkedText(p, linked.knownTwice)) : ""}
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
      }
      <p>${linkButton(p.t.earlier.title, earlierHref, { look: "quiet" })}</p>`,
  );
}

function linkedText(p: PageContext, knownTwice: number): Html {
  const t = p.t.linked;
  return html`<p><strong>${t.title}</strong></p>
    <p>${t.text}</p>
    ${knownTwice > 0 ? html`<p>${t.twice(knownTwice)}</p>` : ""}`;
}

const initialOf = (name: string): string => Array.from(name.trim())[0]?.toUpperCase() ?? "";

/** The same name has the same colour on every device. */
const tintOf = (name: string): number =>
  (Array.from(name).reduce((sum, character) => sum * 31 + (character.codePointAt(0) ?? 0), 7) % 6) + 1;
