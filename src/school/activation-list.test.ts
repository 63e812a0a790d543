import { Buffer } from "node:buffer";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { locationOf, openActivationWeb, path, words, type ActivationWeb } from "../../test/support/activation-web.ts";
import { takeAttempt } from "../sessions/sessions.ts";
import { arrangePupils, listQuery, pupilColumns } from "./activation-list.ts";
import { boardOf, listPupils, type PupilWithState } from "./activation.ts";
import { pageOf } from "./table.ts";

const pupil = (given: string, family: string, more: Partial<PupilWithState> = {}): PupilWithState => ({
  loginName: `${given.toLowerCase()}.482137`,
  givenName: given,
  familyName: family,
  level: "lager",
  yearGroup: 3,
  classNames: ["3B"],
  state: "none",
  readyUntil: null,
  stamboeknummer: null,
  ...more,
});
const query = (text: string) => listQuery(new URLSearchParams(text), pupilColumns);
const names = (pupils: PupilWithState[], text: string) =>
  arrangePupils(pupils, query(text)).map((one) => one.givenName);

describe("a list of pupils", () => {
  const all = [
    pupil("Zoë", "Aerts", { classNames: ["10A"], state: "active" }),
    pupil("Noor", "De Smet", { classNames: ["2B"], state: "ready" }),
    pupil("Wout", "D'hondt", { state: "held" }),
  ];

  test("is by family name unless it is asked otherwise", () => {
    expect(names(all, "")).toEqual(["Zoë", "Wout", "Noor"]);
    expect(names(all, "sort=nonsense")).toEqual(["Zoë", "Wout", "Noor"]);
  });

  test.each([
    ["sort=class", ["Noor", "Wout", "Zoë"]],
    ["sort=class&down=yes", ["Zoë", "Wout", "Noor"]],
    ["sort=state", ["Noor", "Zoë", "Wout"]],
    ["sort=login", ["Noor", "Wout", "Zoë"]],
  ])("is in the order of people with %s", (text, order) => {
    expect(names(all, text)).toEqual(order);
  });

  test.each([
    ["state=held", ["Wout"]],
    ["class=2B", ["Noor"]],
    ["class=", ["Zoë", "Wout", "Noor"]],
    ["q=zoe", ["Zoë"]],
    ["q=SMET noor", ["Noor"]],
    ["q=noor.48", ["Noor"]],
    ["q=nobody", []],
    ["state=ready&q=wout", []],
  ])("shows with %s only who fits", (text, shown) => {
    expect(names(all, text)).toEqual(shown);
  });

  test("has a hundred pupils on a page, and its last page for whoever asks beyond", () => {
    const many = Array.from({ length: 250 }, (_, index) => index);
    expect(pageOf(many, 1).shown).toEqual(many.slice(0, 100));
    expect(pageOf(many, 99)).toEqual({ shown: many.slice(200), count: 250, page: 3, pages: 3 });
    expect(pageOf([], 1)).toEqual({ shown: [], count: 0, page: 1, pages: 1 });
  });

  test.each(["page=-1", "page=x", "page=1e99", "page=0", "q=%00", "class=%00"])(
    "takes %s for nothing asked",
    (text) => {
      expect(names(all, text)).toHaveLength(3);
      expect(pageOf(all, query(text).page).shown).toHaveLength(3);
    },
  );
});

describe("on the pages", () => {
  let at: ActivationWeb;
  beforeAll(async () => {
    at = await openActivationWeb();
  });
  beforeEach(() => at.newSchool());
  afterAll(() => at.close());
  const rows = (text: string) => parse(Buffer.from(text), { delimiter: ";", bom: true });

  test("the whole school is one list, which links sort and a form filters", async () => {
    await at.add({ className: "3B" });
    const [other] = await at.add({ className: "4A" });
    const all = await at.web.ask(`${path}/pupils`);
    expect(all.text).toContain(`href="${path}/pupils?sort=class"`);
    expect(words(all)).toContain("2 in totaal");
    const some = await at.web.ask(`${path}/pupils?class=4A&sort=name&down=yes`);
    expect(some.text).toContain(other?.loginName);
    expect(words(some)).toContain("1 van 2");
    expect(some.text).toContain('aria-sort="descending"');
  });

  test("links that sort keep the filters, and what was typed in them is no markup", async () => {
    await at.add({ className: "3B" });
    const kept = await at.web.ask(`${path}/pupils?q=lotte&state=none`);
    expect(kept.text).toContain("q=lotte&amp;state=none&amp;sort=class");
    const nasty = await at.web.ask(`${path}/pupils?q=${encodeURIComponent('"><b>')}`);
    expect(nasty.text).not.toContain('"><b>');
  });

  test("a pupil who has to wait is on hold, and asking costs one look however many pupils there are", async () => {
    const pupils = await at.add({ count: 300, className: "3B" });
    const give =
      "insert into credential (id, pupil_id, kind, secret_hash, created_at, expires_at) select gen_random_uuid(), id, 'words', sha256(id::text::bytea), $2, $3 from unnest($1::uuid[]) id";
    const ids = pupils.map(({ pupilId }) => pupilId);
    await at.update(give, [ids, at.world.clock.now, new Date(at.world.clock.now.getTime() + 1e9)]);
    for (let tries = 0; tries < 11; tries += 1)
      await takeAttempt(at.world.deps, pupils[7]?.loginName ?? "", "192.0.2.0");
    let looks = 0;
    const { counter } = at.world.deps;
    const counts: typeof counter.counts = (keys) => {
      looks += 1;
      return counter.counts(keys);
    };
    const deps = { ...at.world.deps, counter: { ...counter, counts } };
    const { totals } = await boardOf(deps, at.schoolId);
    expect([totals.states.held, totals.states.ready, looks]).toEqual([1, 299, 1]);
    const { pupils: listed } = await listPupils(deps, { schoolId: at.schoolId, name: "3B" });
    expect(listed.filter(({ state }) => state === "held").map(({ loginName }) => loginName)).toEqual([
      pupils[7]?.loginName,
    ]);
  });

  test("the table goes along as a file, as it is filtered and sorted", async () => {
    await at.add({ className: "3B" });
    const [other] = await at.add({ className: "4A" });
    const answer = await at.web.post(`${path}/pupils/export?class=4A`, { format: "csv" });
    expect(rows(answer.text)).toEqual([
      ["Klas", "Familienaam", "Voornaam", "Gebruikersnaam", "Stand", "Kaartje geldig tot"],
      ["4A", "P00000", "Lotte", other?.loginName, "Nog geen kaartje", ""],
    ]);
    const board = await at.web.post(`${path}/export?sort=class&down=yes`, { format: "csv" });
    expect(rows(board.text).map(([name]) => name)).toEqual(["Klas", "4A", "3B"]);
    expect((await at.web.post(`${path}/class/3B/export`, { format: "xlsx" })).headers["content-type"]).toContain(
      "sheet",
    );
  });

  test("who took which list is in the audit, without a name of a pupil", async () => {
    await at.add({ className: "3B" });
    await at.web.post(`${path}/class/3B/export?q=lotte`, { format: "xlsx" });
    expect(await at.audit("list.exported")).toEqual([
      {
        actor: expect.stringMatching(/^staff:/),
        details: { list: "activation-pupils", format: "xlsx", class: "3B", pupils: 1 },
      },
    ]);
  });

  test("a list is not handed out without a fresh sign-in, nor in another form", async () => {
    await at.add({ className: "3B" });
    expect((await at.web.post(`${path}/export`, { format: "exe" })).status).toBe(400);
    at.gate.fresh = false;
    const answer = await at.web.post(`${path}/class/3B/export?q=lotte`, { format: "csv" });
    expect(locationOf(answer)).toBe("/school/sign-in/again");
    expect(at.gate.asked.at(-1)).toEqual({ fresh: true, back: `${path}/class/3B?q=lotte` });
    expect(await at.audit("list.exported")).toEqual([]);
  });

  test("a form that is sent too late leads back to itself as it was filled in", async () => {
    await at.add({ className: "3A" });
    await at.add({ className: "3B" });
    at.gate.fresh = false;
    await at.web.post(`${path}/runs?class=3A&class=3B`, { secret: "code", paper: "letters.tr", again: "yes" });
    const { back } = at.gate.asked.at(-1) ?? {};
    expect(back).toBe(`${path}/new?class=3A&class=3B&secret=code&paper=letters.tr&again=yes`);
    at.gate.fresh = true;
    const { text } = await at.web.ask(back ?? "");
    for (const chosen of [/value="code" selected/, /value="letters.tr" selected/, /name="again"[^>]*checked/])
      expect(text).toMatch(chosen);
  });
});
