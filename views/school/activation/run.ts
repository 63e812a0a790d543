import type { PartState, RunPart, RunState } from "../../../src/activation/activation.ts";
import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { icon, type IconName } from "../../parts/icon.ts";
import { notice } from "../../parts/notice.ts";
import { activationTexts } from "../../texts/school-activation/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { boardPath } from "./board.ts";

export type RunPage = {
  frame: StaffFrame;
  run: { id: string; state: RunState; parts: RunPart[]; forPupils: boolean };
  /** Why a file was not begun. */
  problem?: "busy" | "over" | undefined;
};

const kindOf: Record<RunState, "good" | "stuck" | "wrong"> = {
  waiting: "stuck",
  printing: "stuck",
  interrupted: "wrong",
  done: "good",
  cancelled: "stuck",
};

const runPath = (frame: StaffFrame, { id }: Pick<RunPage["run"], "id">): string => `${boardPath(frame)}/runs/${id}`;

/** How far it is. The page is right when it is loaded; activation.js keeps it so. */
export function runPage(p: PageContext, { frame, run, problem }: RunPage): Html {
  const t = activationTexts[p.locale];
  const { state, parts } = run;
  const path = runPath(frame, run);
  const done = parts.filter((part) => part.state === "handed-out" || part.state === "made").length;
  return staffPage(
    p,
    { frame, page: { title: t.runTitle, current: "activation", scripts: ["activation.js"] } },
    html`<p><a class="reach" href="${boardPath(frame)}">${t.board}</a></p>
      ${problem ? notice({ kind: "wrong" }, html`<p>${t[problem]}</p>`) : ""}
      ${notice({ kind: kindOf[state] }, html`<p>${t.runStates[state]}</p>`)}
      <div class="progress" data-events="${path}/events" data-state="${state}">
        <label for="progress"><output>${t.progress(done, parts.length)}</output></label>
        <progress id="progress" max="${parts.length}" value="${done}"></progress>
      </div>
      <div class="actions">${actions(p, run, frame)}</div>
      ${partTable(p, parts)}`,
  );
}

function actions(p: PageContext, run: RunPage["run"], frame: StaffFrame): Html {
  const t = activationTexts[p.locale];
  const { state, parts } = run;
  const path = runPath(frame, run);
  const stop = html`<form method="post" action="${path}/cancel">${submitButton(t.stop, { look: "quiet" })}</form>`;
  const started = parts.some((part) => part.state === "handed-out");
  switch (state) {
    case "printing":
      return html`${linkButton(t.refresh, path)} ${stop}`;
    case "waiting":
    case "interrupted":
      return html`<form method="post" action="${path}/cards" data-fetches>
          ${submitButton(started ? t.fetchRest : t.fetch)}
        </form>
        ${stop}
        <p class="hint">${t.once}</p>`;
    case "done":
    case "cancelled":
      return run.forPupils ? html`` : again(p, run, boardPath(frame));
  }
}

/** What is lost on paper, or was stopped before, is chosen anew. */
function again(p: PageContext, { state, parts }: RunPage["run"], path: string): Html {
  const t = activationTexts[p.locale];
  const wanted = state === "done" ? parts : parts.filter((part) => part.state !== "handed-out");
  if (wanted.length === 0) return html``;
  const query = new URLSearchParams(wanted.map(({ className }): [string, string] => ["class", className ?? ""]));
  const href = `${path}/new?${query.toString()}`;
  return html`<p>${state === "done" ? t.lostFile : t.leftOver}</p>
    ${linkButton(state === "done" ? t.makeAgain : t.goOn, href, { look: "quiet" })}`;
}

const looks: Record<PartState, { kind: "good" | "stuck" | "wrong"; icon: IconName }> = {
  waiting: { kind: "stuck", icon: "stuck" },
  made: { kind: "good", icon: "good" },
  lost: { kind: "wrong", icon: "wrong" },
  "handed-out": { kind: "good", icon: "good" },
};

function partTable(p: PageContext, parts: RunPart[]): Html {
  const t = activationTexts[p.locale];
  const row = ({ className, given, skipped, state }: RunPart): Html =>
    html`<tr>
      <th scope="row">${className ?? t.noClass}</th>
      <td>
        <span class="state ${looks[state].kind}">${icon(looks[state].icon)}<span>${t.partStates[state]}</span></span>
      </td>
      <td>${state === "handed-out" || state === "made" ? given : ""}</td>
      <td>${state === "handed-out" || state === "made" ? skipped : ""}</td>
    </tr>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${t.runTitle}">
    <table>
      <thead>
        <tr>
          <th scope="col">${t.className}</th>
          <th scope="col">${t.state}</th>
          <th scope="col">${t.given}</th>
          <th scope="col">${t.skipped}</th>
        </tr>
      </thead>
      <tbody>
        ${parts.map((part) => row(part))}
      </tbody>
    </table>
  </div>`;
}
