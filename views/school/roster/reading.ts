import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton, submitButton } from "../../parts/button.ts";
import { wizardTexts } from "../../texts/school-roster-wizard/texts.ts";

/** As what a file was read, and what else it may be. */
export type ShownReading = {
  package: { id: string; name: string };
  /** All that there are, the list of no package last. */
  packages: { id: string; name: string }[];
  encoding?: { is: string; sure: boolean; samples: string[]; others: { is: string; samples: string[] }[] } | undefined;
  sheet?: { names: string[]; all: { name: string; hidden: boolean; rows: number }[]; sure: boolean } | undefined;
  notices: string[];
};

/** Of very many sheets the first are shown: a form has no room for more. */
const mostSheets = 40;

/** Whose list it is, which sheets and letters were read, and what one should know of it; with the way to correct it. */
export function readingPart(p: PageContext, reading: ShownReading, href: string | undefined): Html {
  const t = wizardTexts[p.locale].reading;
  const { sheet, encoding, notices } = reading;
  const letters = encoding && t.letters(letterNames[encoding.is] ?? encoding.is);
  const words = [whose(p, reading), sheet && t.sheets(sheet.names.join(", ")), letters].filter(Boolean).join(" ");
  return html`<p>${words}</p>
    ${
      notices.length > 0
        ? html`<ul>
            ${notices.map((one) => html`<li>${one}</li>`)}
          </ul>`
        : ""
    }
    ${href ? html`<p class="actions">${linkButton(t.correct, href, { look: "quiet" })}</p>` : ""}`;
}

function whose(p: PageContext, { package: { id, name } }: ShownReading): string {
  const t = wizardTexts[p.locale].reading;
  if (id === "free") return t.any;
  return id === "own" ? t.own : t.isOf(name);
}

const letterNames: Record<string, string> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows (1252)",
  "windows-1250": "Windows (1250)",
  "windows-1254": "Windows (1254)",
  "iso-8859-15": "ISO 8859-15",
  "iso-8859-2": "ISO 8859-2",
  cp850: "DOS (850)",
  macintosh: "Mac",
};

export type ReadingForm = { reading: ShownReading; action: string; problem?: string | undefined; back?: string };

/** What a person says of how a file is to be read. Open where it must be said, else folded. */
export function readingForm(p: PageContext, { reading, action, problem, back }: ReadingForm): Html {
  const t = wizardTexts[p.locale].reading;
  const form = html`<form class="stack" method="post" action="${action}">
    ${problem ? html`<p class="problem"><span>${problem}</span></p>` : ""} ${sheetChoice(p, reading)}
    ${letterChoice(p, reading)} ${packageChoice(p, reading)}
    <div class="actions">
      ${submitButton(t.again)} ${back ? linkButton(wizardTexts[p.locale].columns.another, back, { look: "quiet" }) : ""}
    </div>
  </form>`;
  if (problem !== undefined || !isSure(reading)) return form;
  return html`<details class="fold">
    <summary><strong>${t.correct}</strong></summary>
    ${form}
  </details>`;
}

export const isSure = ({ sheet, encoding }: ShownReading): boolean => sheet?.sure !== false && encoding?.sure !== false;

function packageChoice(p: PageContext, { package: { id }, packages }: ShownReading): Html {
  const t = wizardTexts[p.locale].reading;
  return html`<div class="field">
    <label for="package">${t.package}</label>
    <select id="package" name="package">
      ${packages.map(
        (one) =>
          html`<option value="${one.id}" ${one.id === id ? html`selected` : ""}>
            ${one.id === "free" ? t.none : one.id === "own" ? t.ours : one.name}
          </option>`,
      )}
    </select>
  </div>`;
}

function sheetChoice(p: PageContext, { sheet }: ShownReading): Html | string {
  const t = wizardTexts[p.locale].reading;
  if (!sheet || sheet.all.length < 2) return "";
  return html`<fieldset aria-describedby="sheet-hint">
    <legend>${t.sheet}</legend>
    <p class="hint" id="sheet-hint">${t.sheetHint}</p>
    ${sheet.all.slice(0, mostSheets).map(
      ({ name, hidden, rows }, at) =>
        html`<div class="option">
          <input
            id="sheet-${at}"
            name="sheet-${at}"
            type="checkbox"
            value="${name}"
            ${sheet.names.includes(name) ? html`checked` : ""}
          />
          <label for="sheet-${at}"
            >${name} <span class="hint">${t.sheetRows(rows)}${hidden ? `, ${t.hidden}` : ""}</span></label
          >
        </div>`,
    )}
  </fieldset>`;
}

/** The names themselves say which letters are right. */
function letterChoice(p: PageContext, { encoding }: ShownReading): Html | string {
  const t = wizardTexts[p.locale].reading;
  if (!encoding || encoding.others.length === 0) return "";
  return html`<fieldset aria-describedby="letters-hint">
    <legend>${t.letter}</legend>
    <p class="hint" id="letters-hint">${t.letterHint}</p>
    ${[encoding, ...encoding.others].map(
      ({ is, samples }) =>
        html`<div class="option">
          <input
            id="letters-${is}"
            name="encoding"
            type="radio"
            value="${is}"
            ${is === encoding.is ? html`checked` : ""}
          />
          <label for="letters-${is}"
            >${samples.join(" · ") || "–"} <span class="hint">${letterNames[is] ?? is}</span></label
          >
        </div>`,
    )}
  </fieldset>`;
}
