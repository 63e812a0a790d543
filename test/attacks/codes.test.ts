import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openApi, type ApiWorld } from "../support/api.ts";
import {
  basic,
  getCode,
  newBrowser,
  offline,
  post,
  redeem,
  refresh,
  stores,
  tally,
  times,
  tokensOf,
  userInfo,
  type GotCode,
} from "../support/attacker.ts";
import { proofKey, proofOf } from "../support/dpop.ts";
import { assertionOf } from "../support/packages.ts";
import { arrangeApplication, arrangePupil, type ArrangedApplication } from "../support/world.ts";

const bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Groups A and H: whoever tries a code that isn't theirs holds a code that leaked: from then on it is nobody's. */
describe.each(stores)("an authorization code that somebody else tries, with %s", (_store, settings) => {
  let api: ApiWorld;
  let application: ArrangedApplication;
  let foreign: ArrangedApplication;
  let foreignPublic: ArrangedApplication;
  beforeAll(async () => {
    api = await openApi(settings);
    application = await arrangeApplication(api.world, { releaseTo: api.school });
    foreign = await arrangeApplication(api.world, { releaseTo: api.school });
    foreignPublic = await arrangeApplication(api.world, { releaseTo: api.school, authMethod: "none" });
  });
  afterAll(() => api.close());

  const newCode = async (): Promise<GotCode> => {
    const pupil = await arrangePupil(api.world, api.school);
    return getCode(newBrowser(), { issuer: api.world.issuer, application, pupil, change: offline });
  };
  const right = (got: GotCode) => redeem(api.world.issuer, application, got);
  const at = () => `${api.world.issuer}/token`;
  const fieldsOf = (got: GotCode): Record<string, string> => ({
    grant_type: "authorization_code",
    code: got.code,
    code_verifier: got.verifier,
    redirect_uri: application.redirectUri,
  });
  const change = (got: GotCode, changed: Record<string, string | undefined>, headers = basic(application)) =>
    post(at(), { ...fieldsOf(got), ...changed }, headers);
  const asPackage = async (got: GotCode) =>
    post(at(), {
      ...fieldsOf(got),
      client_assertion_type: bearer,
      client_assertion: await assertionOf(api.world, api.pack),
    });

  const wrong: [string, (got: GotCode) => ReturnType<typeof post>][] = [
    [
      "another application",
      (got) => redeem(api.world.issuer, { ...foreign, redirectUri: application.redirectUri }, got),
    ],
    ["another application with its own address", (got) => redeem(api.world.issuer, foreign, got)],
    ["an application without a secret", (got) => redeem(api.world.issuer, foreignPublic, got)],
    ["an administration package", (got) => asPackage(got)],
    ["a wrong verifier", (got) => change(got, { code_verifier: "x".repeat(43) })],
    ["no verifier", (got) => change(got, { code_verifier: undefined })],
    ["a verifier that can't be one", (got) => change(got, { code_verifier: "x" })],
    ["another address", (got) => change(got, { redirect_uri: "http://localhost:9/other" })],
    ["no address", (got) => change(got, { redirect_uri: undefined })],
  ];

  test.each(wrong)("is burnt by %s", async (_who, tryIt) => {
    const got = await newCode();
    const first = await tryIt(got);
    expect([first.status, first.body.access_token]).toEqual([400, undefined]);
    expect(tally([await right(got)])).toEqual({ "400 invalid_grant": 1 });
  });

  test.each(wrong)("takes with it what it gave, when %s tries it afterwards", async (_who, tryIt) => {
    const got = await newCode();
    const { accessToken, refreshToken } = tokensOf(await right(got));
    expect((await userInfo(api.world.issuer, accessToken)).status).toBe(200);
    expect((await tryIt(got)).status).toBe(400);
    expect((await userInfo(api.world.issuer, accessToken)).status).toBe(401);
    expect(tally([await refresh(api.world.issuer, application, refreshToken)])).toEqual({ "400 invalid_grant": 1 });
  });

  test("is burnt by twenty wrong tries at the same moment, and nothing fails", async () => {
    const got = await newCode();
    const tries = await times(20, (index) => (wrong[index % wrong.length]?.[1] ?? right)(got));
    expect(tries.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 400));
    expect(tally([await right(got)])).toEqual({ "400 invalid_grant": 1 });
  });

  test("gives nothing that lasts, when right and wrong tries come at the same moment", async () => {
    const got = await newCode();
    const wrongs = times(9, async (index) => (wrong[index]?.[1] ?? right)(got));
    const [first, others] = await Promise.all([right(got), wrongs]);
    expect(others.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 400));
    if (first.status !== 200) return;
    expect((await userInfo(api.world.issuer, tokensOf(first).accessToken)).status).toBe(401);
  });

  const mine = () => ({ client_id: application.clientId });
  test.each<[string, () => Record<string, string>]>([
    ["the client id alone", () => mine()],
    ["a wrong secret", () => ({ ...mine(), client_secret: "wrong" })],
    ["no client at all", () => ({})],
    ["a client that nobody has", () => ({ client_id: "nobody", client_secret: "x" })],
    ["an application with the secret of another", () => ({ ...mine(), client_secret: foreign.clientSecret })],
  ])("is not burnt by %s: who can't say who they are tried nothing", async (_who, more) => {
    const got = await newCode();
    expect((await post(at(), { ...fieldsOf(got), ...more() })).status).toBeOneOf([400, 401]);
    expect((await right(got)).status).toBe(200);
  });

  test("is not burnt by a proof of a key that is asked for anew", async () => {
    const got = await newCode();
    const stale = await proofOf(await proofKey(), { method: "POST", url: at() }, { claims: { iat: 1 } });
    expect((await post(at(), fieldsOf(got), { ...basic(application), dpop: stale })).body.error).toBe(
      "invalid_dpop_proof",
    );
    expect((await right(got)).status).toBe(200);
  });

  test("stays the pupil's: wrong tries of other codes harm neither it nor the session", async () => {
    const pupil = await arrangePupil(api.world, api.school);
    const browser = newBrowser();
    const first = await getCode(browser, { issuer: api.world.issuer, application, pupil });
    await times(10, (index) =>
      redeem(api.world.issuer, application, { ...first, code: `${first.code.slice(0, -1)}${index}x` }),
    );
    expect((await right(first)).status).toBe(200);
    const burnt = await getCode(browser, { issuer: api.world.issuer, application });
    expect((await redeem(api.world.issuer, foreign, burnt)).status).toBe(400);
    const next = await getCode(browser, { issuer: api.world.issuer, application });
    const { accessToken } = tokensOf(await right(next));
    expect((await userInfo(api.world.issuer, accessToken)).status).toBe(200);
  });
});
