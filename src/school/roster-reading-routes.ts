import { z } from "zod";
import { fileGonePage } from "../../views/school/roster/columns.ts";
import { AppError } from "../errors.ts";
import { readForm } from "../http/forms.ts";
import { localeOf, returnTo, showPage } from "../http/pages.ts";
import {
  chooseReading,
  Encoding,
  ListPackage,
  viewColumns,
  type ReadChoices,
  type Reading,
} from "../rosters/rosters.ts";
import { showColumns } from "./roster-pages.ts";
import { actorOf, goTo, importIdOf, pageOf, type Handle } from "./roster-visit.ts";

const ReadingForm = z
  .object({ package: ListPackage.optional(), encoding: Encoding.optional() })
  .catchall(z.string().max(200));

/** Reads the kept file as a person says. What they didn't change is found out as before. */
export const saveReading: Handle = async (deps, ctx, visit) => {
  const of = { schoolId: visit.school.id, importId: importIdOf(ctx) };
  const form = await readForm(ctx, ReadingForm);
  const view = await viewColumns(deps, of);
  if (!form.ok) throw new AppError("bad-request", "The form is not ours");
  if (!view) return showPage(ctx, (p) => fileGonePage(p, { frame: visit.frame }), 422);
  const choices = changedIn(view.reading, form.data);
  const chosen = await chooseReading(deps, { ...of, choices, actor: actorOf(visit), locale: localeOf(ctx) });
  if (chosen.ok) return goTo(ctx, `${pageOf(visit, chosen.importId)}${chosen.next === "columns" ? "/columns" : ""}`);
  if (chosen.problem === "file-gone") return showPage(ctx, (p) => fileGonePage(p, { frame: visit.frame }), 422);
  returnTo(ctx, `${pageOf(visit, of.importId)}/columns`);
  showColumns(ctx, { visit, view }, { importId: of.importId, problem: chosen.message });
};

type Said = { package?: ReadChoices["package"]; encoding?: ReadChoices["encoding"] };

/** What was asked is answered by what stands there, also when nobody changed it. */
function changedIn(
  reading: Reading,
  { package: id, encoding, ...fields }: Said & Record<string, string | undefined>,
): ReadChoices {
  const sheets = Object.entries(fields).flatMap(([name, value]) => (/^sheet-\d+$/.test(name) && value ? [value] : []));
  const sameSheets = reading.sheet?.sure === true && sheets.join("\n") === reading.sheet.names.join("\n");
  const sameLetters = reading.encoding?.sure === true && encoding === reading.encoding.is;
  return {
    ...(id && id !== reading.package ? { package: id } : {}),
    ...(encoding && !sameLetters ? { encoding } : {}),
    ...(sheets.length > 0 && !sameSheets ? { sheets } : {}),
  };
}
