import { wizardTexts } from "../../views/texts/school-roster-wizard/texts.ts";
import { AppError } from "../errors.ts";
import { localeOf } from "../http/pages.ts";
import type { Cell } from "../http/table-export.ts";
import { readToldLines, reasonText } from "../rosters/rosters.ts";
import { exportRoute, type Export } from "./export.ts";
import type { Gate } from "./gate.ts";
import { importIdOf, type WizardDeps } from "./roster-visit.ts";

/** Lines that weren't used, as the school's own list has them, with the line and the reason behind: to be mended and read in again. */
export const toldExport = (deps: WizardDeps, gate: Gate) =>
  exportRoute(deps, gate, {
    back: (ctx) => ctx.path.replace(/\/told\/export$/, ""),
    make: async (ctx, { school }): Promise<Export> => {
      const importId = importIdOf(ctx);
      const told = await readToldLines(deps, { schoolId: school.id, importId });
      if (!told) throw new AppError("not-found", "The list is no longer kept");
      const locale = localeOf(ctx);
      const t = wizardTexts[locale].told;
      const rows = told.lines.map(({ line, cells, code, params }): Cell[] => [
        ...cells,
        line,
        reasonText(code, params, locale),
      ]);
      const columns = [...told.headers, t.line, t.reason];
      const table = { fileName: `leerid ${school.number} ${t.line}`, columns, rows };
      return { list: "told-lines", details: { importId, rows: rows.length }, table };
    },
  });
