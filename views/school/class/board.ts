import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { icon, type IconName } from "../../parts/icon.ts";
import { notice } from "../../parts/notice.ts";
import { classTexts } from "../../texts/school-class/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { openPasses } from "./passes.ts";

type PassGives = "words" | "password" | "lesson";
export type BoardPupil = {
  id: string;
  loginName: string;
  givenName: string;
  familyName: string;
  now:
    | { state: "in"; since: Date }
    | { state: "stuck"; reason: "suspended" | "held" | "tried" | "wrong" | "expired" }
    | { state: "never"; until: Date | undefined }
    | { state: "out" };
  /** What became of the latest pass. */
  pass:
    | { state: "open"; id: string; gives: PassGives; code: string; expiresAt: Date }
    | { state: "used"; gives: PassGives; at: Date }
    | { state: "guessed" }
    | undefined;
};

export type ClassBoardPage = {
  frame: StaffFrame;
  classId: string;
  name: string;
  at: Date;
  pupils: BoardPupil[];
  /** More classes to go back to. */
  hasMore: boolean;
  /** Why the form came back. */
  problem?: "choose-first" | "choose-one" | "not-empty" | undefined;
  /** Who was ticked. */
  chosen?: string[];
  done?: "helped" | "unlocked" | undefined;
};

const order = ["stuck", "never", "out", "in"] as const;
type State = (typeof order)[number];
const looks: Record<State, { kind: "good" | "stuck" | "wrong"; icon: IconName }> = {
  stuck: { kind: "wrong", icon: "wrong" },
  never: { kind: "stuck", icon: "badge" },
  out: { kind: "stuck", icon: "stuck" },
  in: { kind: "good", icon: "good" },
};

/** For a phone in one hand: who needs help comes first, and what helps stays within reach of the thumb. */
export function classBoardPage(p: PageContext, props: ClassBoardPage): Html {
  const t = classTexts[p.locale];
  const { frame, pupils, problem, done } = props;
  const path = `${frame.path}/class/${props.classId}`;
  const wrong =
    problem && { "choose-first": t.chooseFirst, "choose-one": t.chooseOne, "not-empty": t.remove.refused }[problem];
  const good = done && { helped: t.helped, unlocked: t.unlocked }[done];
  return staffPage(
    p,
    { frame, page: { title: t.classTitle(props.name), current: "class" } },
    html`${props.hasMore ? html`<p><a class="reach" href="${frame.path}/class">${t.allClasses}</a></p>` : ""}
      ${wrong ? notice({ kind: "wrong" }, html`<p>${wrong}</p>`) : ""}
      ${good ? notice({ kind: "good" }, html`<p>${good}</p>`) : ""} ${tally(p, pupils)}
      <div class="line">
        <span class="hint">${t.at(timeOf(p, props.at))}</span> ${linkButton(t.again, path, { look: "quiet" })}
      </div>
      ${openPasses(p, { path, pupils })} ${pupils.length === 0 ? emptyClass(p, path, frame) : chooser(p, path, props)}
      ${explanation(p)}`,
  );
}

/** Who may do everything for the school may also remove it. */
function emptyClass(p: PageContext, path: string, { isAdmin }: StaffFrame): Html {
  const t = classTexts[p.locale];
  if (!isAdmin) return html`<p>${t.empty}</p>`;
  return html`<p>${t.empty} ${t.remove.hint}</p>
    <form method="post" action="${path}/remove" class="actions">
      ${submitButton(t.remove.send, { look: "quiet" })}
    </form>`;
}

const timeOf = (p: PageContext, at: Date): string =>
  new Intl.DateTimeFormat(p.locale, { timeStyle: "short", timeZone: "Europe/Brussels" }).format(at);
const dayOf = (p: PageContext, at: Date): string =>
  new Intl.DateTimeFormat(p.locale, { day: "numeric", month: "short", timeZone: "Europe/Brussels" }).format(at);

function tally(p: PageContext, pupils: BoardPupil[]): Html {
  const t = classTexts[p.locale];
  const count = (state: State): number => pupils.filter(({ now }) => now.state === state).length;
  return html`<ul class="tally">
    ${order.toReversed().map(
      (state) =>
        html`<li class="state ${looks[state].kind}">
          ${icon(looks[state].icon)}<span><strong>${count(state)}</strong> ${t.states[state]}</span>
        </li>`,
    )}
  </ul>`;
}

function chooser(p: PageContext, path: string, props: ClassBoardPage): Html {
  const t = classTexts[p.locale];
  const rows = order.flatMap((state) => props.pupils.filter(({ now }) => now.state === state));
  return html`<form method="post" action="${path}">
    <h2 id="choose">${t.choose}</h2>
    <ul class="pupils" aria-labelledby="choose">
      ${rows.map((pupil) => pupilRow(p, props, pupil))}
    </ul>
    <div class="thumb">
      ${submitButton(t.secret, { name: "do", value: "secret" })}
      ${submitButton(t.lesson, { name: "do", value: "lesson" })}
      ${submitButton(t.unlock, { name: "do", value: "unlock", look: "quiet" })}
      ${submitButton(t.card, { name: "do", value: "card", look: "quiet" })}
    </div>
  </form>`;
}

/** Somebody whose LeerID is stopped can't be helped from here. */
function pupilRow(p: PageContext, props: ClassBoardPage, pupil: BoardPupil): Html {
  const { now } = pupil;
  const stopped = now.state === "stuck" && now.reason === "suspended";
  const look = looks[now.state];
  const chosen = props.chosen?.includes(pupil.id) ?? false;
  return html`<li>
    <input
      type="checkbox"
      name="pupil.${pupil.id}"
      value="yes"
      id="pupil-${pupil.id}"
      ${chosen ? html`checked` : ""}
      ${stopped ? html`disabled` : ""}
    />
    <label for="pupil-${pupil.id}">
      <strong>${pupil.givenName} ${pupil.familyName}</strong>
      <span class="state ${look.kind}">${icon(look.icon)}<span>${stateText(p, props.at, now)}</span></span>
      ${passText(p, pupil.pass)}
      <span class="hint login-name">${pupil.loginName}</span>
    </label>
  </li>`;
}

function stateText(p: PageContext, at: Date, now: BoardPupil["now"]): string {
  const t = classTexts[p.locale];
  switch (now.state) {
    case "in": {
      const today = dayOf(p, now.since) === dayOf(p, at);
      return `${t.states.in}, ${t.since(today ? timeOf(p, now.since) : dayOf(p, now.since))}`;
    }
    case "stuck":
      return t.reasons[now.reason];
    case "never":
      return now.until ? t.cardUntil(dayOf(p, now.until)) : t.noCard;
    case "out":
      return t.states.out;
  }
}

/** A classmate may have been quicker: the teacher reads when it happened, and what to do about it. */
function passText(p: PageContext, pass: BoardPupil["pass"]): Html | string {
  const t = classTexts[p.locale];
  if (pass?.state === "guessed") return html`<span class="small wrong">${t.guessed}</span>`;
  if (pass?.state !== "used") return "";
  return html`<span class="small">${t.got[pass.gives](timeOf(p, pass.at))} ${t.notThem}</span>`;
}

function explanation(p: PageContext): Html {
  const t = classTexts[p.locale];
  const lines = [
    [t.secret, t.whatSecret],
    [t.lesson, t.whatLesson],
    [t.unlock, t.whatUnlock],
    [t.card, t.whatCard],
  ];
  return html`<details>
    <summary>${t.what}</summary>
    <dl>
      ${lines.map(
        ([name, text]) =>
          html`<dt><strong>${name}</strong></dt>
            <dd>${text}</dd>`,
      )}
    </dl>
    <p>${t.whatIn}</p>
  </details>`;
}
