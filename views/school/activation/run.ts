import type { PartState, Run, RunPart, RunState } from "../../../src/activation/activation.ts";
import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { icon, type IconName } from "../../parts/icon.ts";
import { notice } from "../../parts/notice.ts";
import { activationTexts } from "../../texts/school-activation/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { boardPath, classHref } from "./board.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

export type RunPage = {
  frame: StaffFrame;
  run: Pick<Run, "state" | "parts" | "forPupils" | "still"> & { id: string };
  /** Why a file was not begun. */
  problem?: "making" | "busy" | "over" | undefined;
};

const kindOf: Record<RunState, "good" | "stuck" | "wrong"> = {
  making: "stuck",
  ready: "good",
  stopped: "stuck",
  printing: "stuck",
  interrupted: "wrong",
  done: "good",
  cancelled: "stuck",
  expired: "wrong",
};

const runPath = (frame: StaffFrame, { id }: Pick<RunPage["run"], "id">): string => `${boardPath(frame)}/runs/${id}`;

/** How far it is. The page is right when it is loaded; activation.js keeps it so. */
export function runPage(p: PageContext, { frame, run, problem }: RunPage): Html {
  const t = activationTexts[p.locale];
  const { state, parts } = run;
  const path = runPath(frame, run);
  const scripts = state === "expired" ? [] : ["activation.js"];
  return staffPage(
    p,
    { frame, page: { title: t.runTitle, current: "activation", scripts } },
    html`<p><a class="reach" href="${boardPath(frame)}">${t.board}</a></p>
      ${problem ? notice({ kind: "wrong" }, html`<p>${t[problem]}</p>`) : ""} ${standing(p, run)}
      ${state === "expired" ? "" : bar(p, run, path)}
      <div class="actions">${actions(p, run, frame)}</div>
      ${partTable(p, parts)}`,
  );
}

function bar(p: PageContext, { state, parts }: RunPage["run"], path: string): Html {
  const made = parts.filter((part) => part.state !== "waiting").length;
  return html`<div class="progress" data-events="${path}/events" data-state="${state}">
    <label for="progress"><output>${activationTexts[p.locale].progress(made, parts.length)}</output></label>
    <progress id="progress" max="${parts.length}" value="${made}"></progress>
  </div>`;
}

const sumOf = (parts: RunPart[], count: (part: RunPart) => number): number =>
  parts.reduce((sum, part) => sum + count(part), 0);

const onPaper = (parts: RunPart[]): number => sumOf(parts, ({ printed }) => printed ?? 0);

function standing(p: PageContext, { state, parts, still }: RunPage["run"]): Html {
  const t = activationTexts[p.locale];
  const leftOut = sumOf(parts, ({ given, printed }) => (printed === null ? 0 : given - printed));
  const without = t.leftOut(leftOut);
  if (state !== "done" || onPaper(parts) > 0)
    return html`${notice({ kind: kindOf[state] }, html`<p>${t.runStates[state]}</p>`)}
    ${leftOut > 0 ? html`<p>${without}</p>` : ""} ${still ? html`<p>${t.still}</p>` : ""}`;
  // nobody needed one, or nobody of them does any more: there is no file to print
  return notice({ kind: "stuck" }, html`<p>${leftOut > 0 ? without : t.nothingToDo}</p>`);
}

function actions(p: PageContext, run: RunPage["run"], frame: StaffFrame): Html {
  const t = activationTexts[p.locale];
  const path = runPath(frame, run);
  const form = (deed: string, label: string): Html =>
    html`<form method="post" action="${path}/${deed}">${submitButton(label, { look: "quiet" })}</form>`;
  switch (run.state) {
    case "making":
      return html`${linkButton(t.refresh, path)} ${run.still ? form("resume", t.resume) : ""} ${form("cancel", t.stop)}
        <p class="hint">${t.stopHint}</p>`;
    case "printing":
      return linkButton(t.refresh, path);
    case "ready":
    case "stopped":
    case "interrupted":
      return html`<form method="post" action="${path}/cards" data-fetches>${submitButton(t.fetch)}</form>
        <p class="hint">${t.once}</p>`;
    case "done":
    case "cancelled":
    case "expired":
      return again(p, run, boardPath(frame));
  }
}

/** What is lost on paper, was not fetched in time or was stopped before is chosen anew. */
function again(p: PageContext, { state, parts, forPupils }: RunPage["run"], path: string): Html {
  const t = activationTexts[p.locale];
  const wanted = parts.filter((part) => (state === "done" ? onPaper([part]) > 0 : part.state !== "handed-out"));
  if (wanted.length === 0) return html``;
  if (forPupils) {
    const link = ({ className }: RunPart): Html =>
      linkButton(className ?? t.noClass, classHref(path, className), { look: "quiet" });
    return html`<p>${t.anew}</p>
      ${wanted.map((part) => link(part))}`;
  }
  const query = new URLSearchParams(wanted.map(({ className }): [string, string] => ["class", className ?? ""]));
  const href = `${path}/new?${query.toString()}`;
  if (state === "expired") return linkButton(t.makeAgain, href);
  return html`<p>${state === "done" ? t.lostFile : t.leftOver}</p>
    ${linkButton(state === "done" ? t.makeAgain : t.goOn, href, { look: "quiet" })}`;
}

const looks: Record<PartState, { kind: "good" | "stuck" | "wrong"; icon: IconName }> = {
  waiting: { kind: "stuck", icon: "stuck" },
  made: { kind: "good", icon: "good" },
  "handed-out": { kind: "good", icon: "badge" },
  lost: { kind: "wrong", icon: "wrong" },
};

function partTable(p: PageContext, parts: RunPart[]): Html {
  const t = activationTexts[p.locale];
  const row = ({ className, given, skipped, printed, state }: RunPart): Html =>
    html`<tr>
      <th scope="row">${className ?? t.noClass}</th>
      <td>
        <span class="state ${looks[state].kind}">${icon(looks[state].icon)}<span>${t.partStates[state]}</span></span>
      </td>
      <td>${state === "waiting" ? "" : (printed ?? given)}</td>
      <td>${state === "waiting" ? "" : skipped}</td>
    </tr>`;
  return scrollTable({
    name: { label: t.runTitle },
    heads: html`<th scope="col">${t.className}</th>
      <th scope="col">${t.state}</th>
      <th scope="col">${t.given}</th>
      <th scope="col">${t.skipped}</th>`,
    rows: parts.map((part) => row(part)),
  });
}
