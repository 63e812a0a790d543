import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton } from "../parts/button.ts";
import { doors } from "../parts/icon.ts";

export type WelcomePage = { signInHref: string; badgeHref: string };

/** The front page for who isn't signed in. */
export function welcomePage(p: PageContext, { signInHref, badgeHref }: WelcomePage): Html {
  const t = p.t.welcome;
  return layout(
    p,
    { title: t.title },
    html`${doors()}
      <h1>${t.title}</h1>
      <p>${t.text}</p>
      <div class="stack">
        ${linkButton(t.signIn, signInHref)} ${linkButton(t.badge, badgeHref, { look: "quiet", icon: "badge" })}
      </div>
      <p class="small">${t.school}</p>`,
  );
}
