import { z } from "zod";
import type { ClassQuestion } from "../../views/school/roster/class-questions.ts";
import { fileGonePage } from "../../views/school/roster/columns.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { showPage } from "../http/pages.ts";
import { chooseReading } from "../rosters/rosters.ts";
import type { Refusal } from "./difference.ts";
import { actorOf, goTo, importIdOf, pageOf, type Handle } from "./roster-visit.ts";

/** A form has room for no more; the others are asked when these are answered. */
const mostAsked = 20;

/** Lines whose class a spreadsheet changed, as questions: one for each of what it made. */
export function classQuestionsIn(rejected: Refusal[]): ClassQuestion[] {
  const asked = new Map<string, ClassQuestion>();
  for (const { code, params } of rejected) {
    if (code !== "class-unclear") continue;
    const written = String(params["written"]);
    const before = asked.get(written);
    if (before) before.lines += 1;
    else asked.set(written, { written, lines: 1, candidates: String(params["candidates"]) });
  }
  return [...asked.values()].slice(0, mostAsked);
}

const ClassesForm = z.record(z.string().regex(/^(?:written|class)\d{1,2}$/), z.string().max(60));

/** Compares the list again, with the classes that a person said. What was left open stays a question. */
export const sayClasses: Handle = async (deps, ctx, visit) => {
  const of = { schoolId: visit.school.id, importId: importIdOf(ctx) };
  const form = await readForm(ctx, ClassesForm);
  if (!form.ok) throw new AppError("bad-request", "The form is not ours");
  const said = Array.from({ length: mostAsked }, (_, at) => [form.data[`written${at}`], form.data[`class${at}`]]);
  const classes = Object.fromEntries(
    said.flatMap(([written, name]) => (written && name?.trim() ? [[written, name]] : [])),
  );
  const planned = await chooseReading(deps, { ...of, choices: { classes }, actor: actorOf(visit) });
  if (planned.ok) return goTo(ctx, `${pageOf(visit, planned.importId)}${planned.next === "columns" ? "/columns" : ""}`);
  if (planned.problem === "file-gone") return showPage(ctx, (p) => fileGonePage(p, { frame: visit.frame }), 422);
  goTo(ctx, `${pageOf(visit, of.importId)}/columns`);
};
