import { html, type Html } from "../../src/lib/html.ts";
import { layout } from "../layout.ts";
import type { PageContext } from "../page.ts";
import { linkButton } from "../parts/button.ts";
import { packageTexts } from "../texts/packages/texts.ts";
import { scrollTable } from "../parts/scroll-table.ts";

export type ReferencePage = {
  issuer: string;
  basePath: string;
  endpoints: {
    method: string;
    path: string;
    scope: string;
    summary: string;
    description: string;
    problems: string[];
  }[];
  problems: { code: string; status: number; title: string }[];
  /** scope -> what it allows */
  scopes: Record<string, string>;
};

/** The API in one page. Its frame is in the reader's language, the technical part is in English for all. */
export function referencePage(p: PageContext, props: ReferencePage): Html {
  const t = packageTexts[p.locale].reference;
  return layout(
    p,
    { title: t.title, shape: "staff" },
    html`<h1>${t.title}</h1>
      <p>${t.intro}</p>
      <p>${t.forSchools}</p>
      <div lang="en">${start(props)} ${scopeTable(props)} ${endpointList(props)} ${problemTable(props)}</div>`,
  );
}

const start = ({ issuer, basePath }: ReferencePage): Html =>
  html`<h2>Start</h2>
    <ol>
      <li>
        Send us the name of your package and your public keys (EC P-256 or RSA; best as an address of your own, so that
        you can change them). You get a client id.
      </li>
      <li>A school allows your package what it may do there, in its portal. It can stop that at any moment.</li>
      <li>
        Ask for a token at <code>${issuer}/token</code>: <code>grant_type=client_credentials</code>, the scopes, and an
        assertion that your key signed (<code>private_key_jwt</code>, audience <code>${issuer}</code>, at most an hour,
        each once). A token lives ten minutes. After a 401 ask for a new one.
      </li>
      <li>Put the whole list of a school, read the plan, apply it.</li>
    </ol>
    <p>
      Answers may get more members: skip those that you don't know. At most 600 requests a minute, and 30 lists an hour
      per school; 429 and 503 say in Retry-After when to come back.
    </p>
    <p class="actions">${linkButton("OpenAPI 3.1 document", `${basePath}/openapi.json`, { look: "quiet" })}</p>`;

const scopeTable = ({ scopes }: ReferencePage): Html =>
  html`<h2 id="scopes">Scopes</h2>
    ${table(
      "Scopes",
      ["Scope", "Allows"],
      Object.entries(scopes).map(([name, text]) => [html`<code>${name}</code>`, text]),
    )}`;

function endpointList({ endpoints, basePath }: ReferencePage): Html {
  const one = ({ method, path, scope, summary, description, problems }: ReferencePage["endpoints"][number]): Html =>
    html`<section class="sheet">
      <h3>${summary}</h3>
      <p><code>${method.toUpperCase()} ${basePath}${path}</code></p>
      <p>${description}</p>
      <p class="hint">
        Scope: <code>${scope}</code>. ${problems.length === 0 ? "" : "It may say no with:"} ${problems.join(", ")}
      </p>
    </section>`;
  return html`<h2 id="endpoints">Endpoints</h2>
    ${endpoints.map((endpoint) => one(endpoint))}`;
}

const problemTable = ({ problems }: ReferencePage): Html =>
  html`<h2 id="problems">Problems</h2>
    <p>
      Every no is <code>application/problem+json</code> (RFC 9457). Decide by its <code>code</code>; tell us its
      <code>errorCode</code> when you ask for help.
    </p>
    ${table(
      "Problems",
      ["Code", "Status", "Meaning"],
      problems.map(({ code, status, title }) => [html`<code id="${code}">${code}</code>`, String(status), title]),
    )}`;

function table(label: string, headings: string[], rows: (Html | string)[][]): Html {
  const line = ([first, ...rest]: (Html | string)[]): Html =>
    html`<tr>
      <th scope="row">${first ?? ""}</th>
      ${rest.map((cell) => html`<td>${cell}</td>`)}
    </tr>`;
  return scrollTable({
    name: { label },
    heads: html`${headings.map((heading) => html`<th scope="col">${heading}</th>`)}`,
    rows: rows.map((cells) => line(cells)),
  });
}
