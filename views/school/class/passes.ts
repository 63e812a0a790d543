import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { classTexts } from "../../texts/school-class/texts.ts";
import type { BoardPupil } from "./board.ts";

/** The codes that work at this moment, big enough to hold up to one pupil. */
export function openPasses(p: PageContext, { path, pupils }: { path: string; pupils: BoardPupil[] }): Html | string {
  const t = classTexts[p.locale];
  const time = new Intl.DateTimeFormat(p.locale, { timeStyle: "short", timeZone: "Europe/Brussels" });
  const cards = pupils.flatMap((pupil) => {
    const { pass } = pupil;
    if (pass?.state !== "open") return [];
    const name = `${pupil.givenName} ${pupil.familyName}`.trim();
    return html`<li>
      <p>
        <strong>${name}</strong> <span class="login-name">${pupil.loginName}</span>
        <span class="small">${t.gives[pass.gives]}, ${t.until(time.format(pass.expiresAt))}</span>
      </p>
      <p class="digits">${pass.code.slice(0, 3)} ${pass.code.slice(3)}</p>
      <form method="post" action="${path}/passes/${pass.id}/end">
        <button class="button quiet" aria-label="${t.stop(name)}">${t.stopShort}</button>
      </form>
    </li>`;
  });
  if (cards.length === 0) return "";
  return html`<section aria-labelledby="codes">
    <h2 id="codes">${t.codes}</h2>
    <p>${t.codesHint}</p>
    <ul class="passes">
      ${cards}
    </ul>
  </section>`;
}
