import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { submitButton } from "../parts/button.ts";

export type ArrivedPage = {
  givenName: string;
  schools: { number: string; name: string }[];
  signOutAction: string;
};

/** Where staff arrive. */
export function arrivedPage(p: PageContext, { givenName, schools, signOutAction }: ArrivedPage): Html {
  const aside = html`<form method="post" action="${signOutAction}">
    ${submitButton(p.t.launcher.done, { look: "quiet", icon: "exit" })}
  </form>`;
  return layout(
    p,
    { title: p.t.launcher.hello(givenName), shape: "wide", aside },
    html`<h1>${p.t.launcher.hello(givenName)}</h1>
      <ul>
        ${schools.map(({ number, name }) => html`<li>${name} (${number})</li>`)}
      </ul>`,
  );
}
