import { html, type Html } from "../../../src/lib/html.ts";
import type { PageContext } from "../../page.ts";
import { linkButton } from "../../parts/button.ts";
import { notice } from "../../parts/notice.ts";
import { packageTexts } from "../../texts/packages/texts.ts";
import { staffPage, type StaffFrame } from "../frame.ts";
import { scrollTable } from "../../parts/scroll-table.ts";

export type Scope = "roster.write" | "roster.read" | "activation.read";
export type SchoolPackage = {
  packageId: string;
  name: string;
  status: "active" | "suspended";
  /** empty: the school allows it nothing */
  scopes: Scope[];
  grantedAt: Date | null;
};
export type PackagesPage = {
  frame: StaffFrame;
  packages: SchoolPackage[];
  /** What was done a moment ago. */
  done?: "saved" | "withdrawn" | undefined;
};

/** Which administration packages may do what at this school. */
export function packagesPage(p: PageContext, { frame, packages, done }: PackagesPage): Html {
  const t = packageTexts[p.locale];
  const allowed = packages.filter(({ scopes }) => scopes.length > 0);
  const others = packages.filter(({ scopes }) => scopes.length === 0);
  return staffPage(
    p,
    { frame, page: { title: t.title, current: "packages" } },
    html`${done ? notice({ kind: "good" }, html`<p>${t[done]}</p>`) : ""}
      <p>${t.intro}</p>
      <section aria-labelledby="allowed">
        <h2 id="allowed">${t.allowed}</h2>
        ${allowed.length === 0 ? html`<p>${t.none}</p>` : allowedTable(p, frame, allowed)}
      </section>
      <section aria-labelledby="others">
        <h2 id="others">${t.others}</h2>
        ${others.length === 0 ? html`<p>${t.noOthers}</p>` : otherList(p, frame, others)}
      </section>`,
  );
}

function allowedTable(p: PageContext, frame: StaffFrame, packages: SchoolPackage[]): Html {
  const t = packageTexts[p.locale];
  const day = new Intl.DateTimeFormat(p.locale, { dateStyle: "long", timeZone: "Europe/Brussels" });
  const row = ({ packageId, name, status, scopes, grantedAt }: SchoolPackage): Html =>
    html`<tr>
      <th scope="row">
        <a href="${frame.path}/packages/${packageId}" aria-label="${t.changeOf(name)}">${name}</a>
        ${status === "suspended" ? html`<p class="hint">${t.suspended}</p>` : ""}
      </th>
      <td>
        <ul>
          ${scopes.map((scope) => html`<li>${t.scopes[scope]}</li>`)}
        </ul>
      </td>
      <td>${grantedAt ? day.format(grantedAt) : ""}</td>
    </tr>`;
  return scrollTable({
    name: { label: t.allowed },
    heads: html`<th scope="col">${t.name}</th>
      <th scope="col">${t.may}</th>
      <th scope="col">${t.since}</th>`,
    rows: packages.map((one) => row(one)),
  });
}

function otherList(p: PageContext, frame: StaffFrame, packages: SchoolPackage[]): Html {
  const t = packageTexts[p.locale];
  return html`<p class="actions">
    ${packages.map(({ packageId, name }) =>
      linkButton(t.allowOf(name), `${frame.path}/packages/${packageId}`, { look: "quiet" }),
    )}
  </p>`;
}
