import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { drawLoginName } from "../../src/pupils/login-name.ts";
import { findTrouble } from "../../src/sessions/sessions.ts";
import { stores, times } from "../support/attacker.ts";
import {
  atPassPage,
  codesOn,
  isHome,
  newWordsOn,
  openBoard,
  press,
  typeCode,
  type Teacher,
} from "../support/class-board.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { expectPage, Visitor, withoutAddress, withoutCode, type Answer } from "../support/visitor.ts";
import { arrangePupil, arrangeSchool, type ArrangedPupil } from "../support/world.ts";

type School = Awaited<ReturnType<typeof arrangeSchool>>;

/** A code from the teacher's screen is bound to one pupil, one class and a few minutes, and works once. */
describe.each(stores)("a code from the teacher's screen, with %s", (_store, settings) => {
  let world: TestServer;
  let school: School;
  let teacher: Teacher;
  let pupil: ArrangedPupil;

  beforeAll(async () => {
    world = await startTestServer(settings);
    school = await arrangeSchool(world);
    await arrangePupil(world, school, { className: "3B" });
    teacher = await openBoard(world, school);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.database.owner.query("delete from class_pass");
    pupil = await arrangePupil(world, school, { className: "3B" });
  });

  const give = async (button: "secret" | "lesson", pupils = [pupil]) => {
    const page = await press(world, teacher, { button, pupils });
    expectPage(page, { says: /Codes voor nu/ });
    return codesOn(page)[0] ?? "";
  };
  const type = async (code: string, loginName = pupil.loginName) => typeCode(await atPassPage(world), loginName, code);
  const works = async (secret: string) => {
    const visitor = new Visitor();
    await visitor.go(`${world.issuer}/sign-in`);
    return isHome(await visitor.submit({ login_name: pupil.loginName, secret }));
  };
  const sql = (text: string, values: unknown[]) => world.database.owner.query(text, values);
  const refused = (page: Answer) => expectPage(page, { status: 422, says: /klopt niet, of werkt niet meer/ });
  const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

  test("lets exactly one of 4 browsers in that type it at the same moment", async () => {
    const code = await give("lesson");
    const browsers = await times(4, () => atPassPage(world));
    const pages = await Promise.all(browsers.map((browser) => typeCode(browser, pupil.loginName, code)));
    expect(pages.filter((page) => isHome(page))).toHaveLength(1);
  });

  test("gives exactly one of 4 browsers new words, and the pupil has one secret after it", async () => {
    const code = await give("secret");
    const browsers = await times(4, () => atPassPage(world));
    const pages = await Promise.all(browsers.map((browser) => typeCode(browser, pupil.loginName, code)));
    expect(pages.map((page) => newWordsOn(page)).filter((words) => words !== "")).toHaveLength(1);
    const { rows } = await sql("select kind from credential where pupil_id = $1 and revoked_at is null", [
      pupil.pupilId,
    ]);
    expect(rows).toEqual([{ kind: "words" }]);
  });

  test("works no second time", async () => {
    const code = await give("lesson");
    expect(isHome(await type(code))).toBe(true);
    refused(await type(code));
  });

  test("is no use to a classmate with another login name, also one who has a code too", async () => {
    const friend = await arrangePupil(world, school, { className: "3B", givenName: "Wout", familyName: "Zwaan" });
    const page = await press(world, teacher, { button: "secret", pupils: [pupil, friend] });
    const [mine = "", theirs = ""] = codesOn(page);
    refused(await type(theirs, pupil.loginName));
    refused(await type(mine, friend.loginName));
  });

  test("must be typed: a login name alone opens nothing while the door is open", async () => {
    await give("secret");
    for (const code of ["", "000000", "zes"]) {
      const page = await type(code);
      expect([page.status, newWordsOn(page)]).toEqual([422, ""]);
    }
  });

  test("is gone after five wrong tries from anywhere, and the teacher reads that", async () => {
    const code = await give("secret");
    for (let tries = 0; tries < 5; tries += 1) refused(await type(wrong(code)));
    refused(await type(code));
    expectPage(await teacher.visitor.go(teacher.path), { says: /te vaak een foute code getypt/ });
    expect(await works(pupil.password)).toBe(true);
  });

  test("is guessed at five times by 8 browsers at the same moment, not eight times", async () => {
    const code = await give("lesson");
    const browsers = await times(8, () => atPassPage(world));
    await Promise.all(browsers.map((browser) => typeCode(browser, pupil.loginName, wrong(code))));
    const { rows } = await sql("select tries from class_pass where pupil_id = $1", [pupil.pupilId]);
    expect(rows).toEqual([{ tries: 5 }]);
    refused(await type(code));
  });

  test.each(["secret", "lesson"] as const)("dies when its time is over: %s", async (button) => {
    const code = await give(button);
    const minutes = button === "secret" ? 5 : 20;
    const { rows } = await sql(
      "select round(extract(epoch from expires_at - created_at) / 60)::int as minutes from class_pass",
      [],
    );
    expect(rows).toEqual([{ minutes }]);
    await sql("update class_pass set expires_at = now() - interval '1 millisecond'", []);
    refused(await type(code));
  });

  test("dies with the role of who gave it, with their suspension, and when it is taken back", async () => {
    const role = [teacher.staffId];
    const code = await give("lesson");
    await sql("update staff_role set class_name = '4A' where staff_id = $1", role);
    refused(await type(code));
    await sql("update staff_role set class_name = '3B' where staff_id = $1", role);
    await sql("update staff set status = 'suspended' where id = $1", role);
    refused(await type(code));
    await sql("update staff set status = 'active' where id = $1", role);
    await teacher.visitor.go(teacher.path);
    expectPage(await teacher.visitor.submit({}, { to: /\/passes\/[0-9a-f-]+\/end$/ }), {});
    refused(await type(code));
  });

  test("dies when the pupil leaves the class, or is suspended", async () => {
    const code = await give("lesson");
    await sql("update pupil set status = 'suspended' where id = $1", [pupil.pupilId]);
    refused(await type(code));
    await sql("update pupil set status = 'active' where id = $1", [pupil.pupilId]);
    await sql("delete from class_membership where pupil_id = $1", [pupil.pupilId]);
    refused(await type(code));
  });

  test("that is given again ends the one before", async () => {
    const first = await give("lesson");
    const second = await give("lesson");
    expect(second).not.toBe(first);
    refused(await type(first));
    expect(isHome(await type(second))).toBe(true);
  });

  test("is answered to the letter alike for a pupil without one, a wrong one and nobody", async () => {
    const code = await give("lesson");
    const other = await arrangePupil(world, school, { className: "3B" });
    const seen = async (loginName: string) => {
      const page = await type(wrong(code), loginName);
      return withoutCode(withoutAddress(page))
        .replaceAll(loginName, "NAME")
        .replaceAll(page.url.pathname.replace(/\/pass$/, ""), "HERE");
    };
    const wrongCode = await seen(pupil.loginName);
    expect(await seen(other.loginName)).toBe(wrongCode);
    expect(await seen(drawLoginName(world.deps.random, "lotte", 8))).toBe(wrongCode);
    await sql("update pupil set status = 'suspended' where id = $1", [other.pupilId]);
    expect(await seen(other.loginName)).toBe(wrongCode);
  });

  test("hears a typing error in the login name at once, and that costs no try", async () => {
    await give("lesson");
    const typo = pupil.loginName.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
    expectPage(await type("123456", typo), { status: 422, says: /tikfout/ });
    const { rows } = await sql("select tries from class_pass", []);
    expect(rows).toEqual([{ tries: 0 }]);
  });

  test("ends every old secret and every session at the moment that the new one appears, and a wrong one ends none", async () => {
    const inside = new Visitor();
    await inside.go(`${world.issuer}/sign-in`);
    await inside.submit({ login_name: pupil.loginName, secret: pupil.password });
    const code = await give("secret");
    await type(wrong(code));
    expect(isHome(await inside.go("/"))).toBe(true);
    const words = newWordsOn(await type(code));
    expect(isHome(await inside.go("/"))).toBe(false);
    expect([await works(pupil.password), await works(words)]).toEqual([false, true]);
  });

  test("helps a pupil who typed too often: the lock ends with the old secret", async () => {
    const child = new Visitor();
    await child.go(`${world.issuer}/sign-in`);
    for (let tries = 0; tries < 12; tries += 1)
      await child.submit({ login_name: pupil.loginName, secret: `gok ${tries}` });
    expect((await findTrouble(world.deps, [pupil.loginName])).get(pupil.loginName)).toBe("held");
    const words = newWordsOn(await type(await give("secret")));
    expect(await works(words)).toBe(true);
  });

  test("stands in no audit record, no address and no column of the database", async () => {
    const code = await give("secret");
    const words = newWordsOn(await type(code));
    const { rows } = await sql(
      "select (select json_agg(a) from audit_event a)::text || (select json_agg(c) from class_pass c)::text as all",
      [],
    );
    for (const secret of [code, words, ...words.split(" ")]) expect(rows[0].all).not.toContain(`"${secret}"`);
    expect([...teacher.visitor.visited, ...teacher.visitor.locations].join(" ")).not.toContain(code);
  });
});
