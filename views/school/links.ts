import { html, type Html } from "../../src/lib/html.ts";
import type { PageContext } from "../page.ts";
import { submitButton } from "../parts/button.ts";
import { notice } from "../parts/notice.ts";
import { linkTexts } from "../texts/school-links/texts.ts";
import type { StaffFrame } from "./frame.ts";

type Child = { id: string; name: string };
/** Everything between this school and one other. */
export type LinkCard = {
  school: { number: string; name: string };
  /** how many there are; `children` may be the first of them only */
  count: number;
  children: Child[];
};
export type LinkSaid = "choose" | "answered" | "refused" | "gone" | "undone" | "notUndone";
export type LinkCards = {
  /** What is asked now, by school. */
  asked: LinkCard[];
  /** Children who went on to a school while nobody had to be asked. */
  told: LinkCard[];
  said?: LinkSaid | undefined;
};

/** Whether two LeerIDs are one child: a card for each other school. */
export function linkCards(p: PageContext, frame: StaffFrame, { asked, told, said }: LinkCards): Html {
  const t = linkTexts[p.locale];
  const good = said === "answered" || said === "refused" || said === "undone";
  return html`${said ? notice({ kind: good ? "good" : "wrong" }, html`<p>${t[said]}</p>`) : ""}
  ${asked.map((card) => askedCard(p, frame, card))} ${told.map((card) => toldCard(p, frame, card))}`;
}

function askedCard(p: PageContext, frame: StaffFrame, { school, count, children }: LinkCard): Html {
  const t = linkTexts[p.locale];
  const id = `link-${school.number}`;
  const only = count === 1 ? children[0] : undefined;
  return html`<section class="sheet" aria-labelledby="${id}">
    <h2 id="${id}">${t.title(school.name)}</h2>
    <p>${t.intro(school.name, count)}</p>
    <form class="stack" method="post" action="${frame.path}/links">
      <input type="hidden" name="other" value="${school.number}" />
      ${only ? theOne(only) : choices(p, { school, count, children })}
      <p class="hint">${t.sure}</p>
      <div class="actions">
        ${submitButton(t.yes, { name: "says", value: "yes" })}
        ${submitButton(t.another, { look: "quiet", name: "says", value: "another" })}
      </div>
    </form>
  </section>`;
}

const theOne = ({ id, name }: Child): Html =>
  html`<p><strong>${name}</strong><input type="hidden" name="link.${id}" value="yes" /></p>`;

function choices(p: PageContext, { school, count, children }: LinkCard): Html {
  const t = linkTexts[p.locale];
  const card = `link-${school.number}`;
  const tick = (name: string, label: string): Html =>
    html`<div class="check">
      <input id="${card}-${name}" name="${name}" type="checkbox" value="yes" />
      <label for="${card}-${name}">${label}</label>
    </div>`;
  const left = count - children.length;
  return html`<div role="group" aria-labelledby="${card}">
    ${tick("all", t.all(count))} ${children.map(({ id, name }) => tick(`link.${id}`, name))}
    ${left > 0 ? html`<p>${t.more(left)}</p>` : ""}
  </div>`;
}

function toldCard(p: PageContext, frame: StaffFrame, { school, count, children }: LinkCard): Html {
  const t = linkTexts[p.locale];
  const id = `told-${school.number}`;
  const left = count - children.length;
  return html`<section class="sheet" aria-labelledby="${id}">
    <h2 id="${id}">${t.toldTitle(school.name)}</h2>
    <p>${t.toldText(count)}</p>
    <details class="fold">
      <summary>${t.toldList(count)}</summary>
      <ul>
        ${children.map(
          ({ id: linkId, name }) =>
            html`<li>
              <form method="post" action="${frame.path}/links/${linkId}/undo">
                ${name} <button class="button quiet" aria-label="${t.undo}: ${name}">${t.undo}</button>
              </form>
            </li>`,
        )}
      </ul>
      ${left > 0 ? html`<p>${t.more(left)}</p>` : ""}
    </details>
  </section>`;
}

export type LinkMail = { givenName: string; href: string; schools: { name: string; questions: number }[] };

/** How many questions wait at which school, and nobody's name. */
export function linkMail(
  p: Pick<PageContext, "locale" | "t">,
  { givenName, href, schools }: LinkMail,
): { subject: string; text: string } {
  const t = linkTexts[p.locale].mail;
  const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
  const lines = [
    p.t.launcher.hello(oneLine(givenName)),
    "",
    t.text,
    ...schools.map(({ name, questions }) => `- ${oneLine(name)}: ${questions}`),
    "",
    t.where,
    href,
  ];
  return { subject: t.subject, text: `${lines.join("\n")}\n` };
}
