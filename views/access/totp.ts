import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { submitButton } from "../parts/button.ts";
import { field } from "../parts/field.ts";
import { notice } from "../parts/notice.ts";

export type TotpPage = {
  /** Gets `token` and `code`. */
  action: string;
  token: string;
  /** The outline of the dark squares, in a square of `qrSize`. */
  qrPath: string;
  qrSize: number;
  /** The same for who types it, such as `ABCD EFGH`. */
  key: string;
  problem?: "code-wrong" | undefined;
};

const quietZone = 4;

/** The QR code stays black on white in dark mode too: not every camera reads it the other way round. */
export function totpPage(p: PageContext, props: TotpPage): Html {
  const t = p.t.access.totp;
  const problem = props.problem && t.wrong;
  const side = props.qrSize + 2 * quietZone;
  return layout(
    p,
    { title: problem ? `${problem} ${t.title}` : t.title },
    html`<h1>${t.title}</h1>
      ${problem ? notice({ kind: "wrong", id: "happened" }, html`<p>${problem}</p>`) : ""}
      <p>${t.text}</p>
      <svg class="qr" viewBox="${-quietZone} ${-quietZone} ${side} ${side}" role="img" aria-label="${t.qr}">
        <rect x="${-quietZone}" y="${-quietZone}" width="${side}" height="${side}" fill="#fff" />
        <path d="${props.qrPath}" fill="#000" shape-rendering="crispEdges" />
      </svg>
      <p class="small">${t.key}</p>
      <p class="key">${props.key}</p>
      <form class="stack" method="post" action="${props.action}" novalidate>
        <input type="hidden" name="token" value="${props.token}" />
        ${field({
          name: "code",
          label: t.code,
          autocomplete: "one-time-code",
          inputMode: "numeric",
          describedBy: problem ? "happened" : undefined,
          autofocus: Boolean(problem),
          maxLength: 10,
        })}
        ${submitButton(t.submit)}
      </form>`,
  );
}
