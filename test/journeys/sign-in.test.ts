import { afterAll, beforeAll, expect, test } from "vitest";
import { enter, relyingParty } from "../support/relying-party.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { Visitor, expectPage } from "../support/visitor.ts";
import { arrangeApplication, arrangeFirstSecret, arrangePupil, arrangeSchool } from "../support/world.ts";

let world: TestServer;
const applicationOrigin = "http://localhost:9";
const newVisitor = () => new Visitor({ stopAt: [applicationOrigin] });

beforeAll(async () => {
  world = await startTestServer();
});
afterAll(() => world.close());

test("a pupil signs in once and the second application opens with no page of ours", async () => {
  const school = await arrangeSchool(world);
  const pupil = await arrangePupil(world, school);
  const first = await relyingParty(world.issuer, await arrangeApplication(world, { releaseTo: school }));
  const second = await relyingParty(world.issuer, await arrangeApplication(world, { releaseTo: school }));
  const visitor = newVisitor();
  const one = await enter(visitor, first, pupil);
  const two = await enter(visitor, second, undefined);
  expect(one.user).toMatchObject({ given_name: "Noor", leerid_family_initial: "P", leerid_year_group: 3 });
  expect(two.user.sub).not.toBe(one.user.sub);
  expect(two.user["email"]).not.toBe(one.user["email"]);
});

test("an application that the school has not switched on gets access_denied, and the pupil is told", async () => {
  const school = await arrangeSchool(world);
  const pupil = await arrangePupil(world, school);
  const party = await relyingParty(world.issuer, await arrangeApplication(world));
  const visitor = newVisitor();
  const flow = await party.start();
  await visitor.go(flow.url);
  expectPage(await visitor.submit({ login_name: pupil.loginName, secret: pupil.password }), {
    status: 403,
    says: /nog niet/,
  });
  const back = await visitor.submit({}, { to: /\/back$/ });
  expect(back.url.origin).toBe(applicationOrigin);
  expect(back.url.searchParams.get("error")).toBe("access_denied");
});

test("a code leads to a password of one's own, and then works no more", async () => {
  const school = await arrangeSchool(world);
  const pupil = await arrangePupil(world, school);
  await arrangeFirstSecret(world, { pupilId: pupil.pupilId, kind: "code", secret: "CDFG-HJKM-NPQR" });
  const party = await relyingParty(world.issuer, await arrangeApplication(world, { releaseTo: school }));
  const visitor = newVisitor();
  const flow = await party.start();
  await visitor.go(flow.url);
  expectPage(await visitor.submit({ login_name: pupil.loginName, secret: "cdfg hjkm npqr" }), { says: /wachtwoord/i });
  const password = "zeven gele olifanten op zolder";
  const at = await visitor.submit({ password, repeat: password });
  expect((await party.finish(flow, at)).claims()?.acr).toBe("leerid:password");

  const again = newVisitor();
  await again.go((await party.start()).url);
  expectPage(await again.submit({ login_name: pupil.loginName, secret: "CDFG-HJKM-NPQR" }), { status: 422 });
});
