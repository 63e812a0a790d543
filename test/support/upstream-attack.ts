import { SchoolGroupId } from "../../src/ids.ts";
import type { School } from "../../src/schools/schools.ts";
import { addUpstream, linkUpstream } from "../../src/staff/staff.ts";
import { falseClient, startFalseUpstream, type FalseUpstream, type Lie } from "./false-upstream.ts";
import { startTestServer, type TestServer } from "./server.ts";
import { arrangeStaff } from "./staff.ts";
import { Visitor, expectPage, type Answer } from "./visitor.ts";
import { arrangeSchool } from "./world.ts";

/** A server with two other providers that lie when they are told to: the first is the platform's, the second a group's. */
export type UpstreamAttack = {
  world: TestServer;
  upstream: FalseUpstream;
  second: FalseUpstream;
  secondId: string;
  school: School;
  /** Of an admin's account at the first one; another one for each test. */
  readonly subject: string;
  /** Before each test. */
  begin(): Promise<void>;
  lieOf(lie?: Lie): Lie;
  /** Up to the other provider, and not further. */
  goAway(id?: string, to?: FalseUpstream): Promise<{ visitor: Visitor; interaction: URL; away: URL }>;
  signIn(lie?: Lie): Promise<{ visitor: Visitor; page: Answer }>;
  addToGroup(provider: FalseUpstream): Promise<string>;
  close(): Promise<void>;
};

export const sameSite = (world: TestServer) => ({ origin: world.issuer, "sec-fetch-site": "same-origin" });

export async function openUpstreamAttack(settings: Record<string, string>): Promise<UpstreamAttack> {
  const upstream = await startFalseUpstream();
  const second = await startFalseUpstream();
  const world = await startTestServer({
    ...settings,
    UPSTREAM_ISSUER: upstream.issuer,
    UPSTREAM_CLIENT_ID: falseClient.clientId,
    UPSTREAM_CLIENT_SECRET: falseClient.clientSecret,
    UPSTREAM_MFA_ACR: "two",
  });
  const school = await arrangeSchool(world, "De Linde");
  const { rows } = await world.database.owner.query("insert into school_group (name) values ('Leie') returning id");
  const groupId = SchoolGroupId.parse(rows[0].id);
  await world.database.owner.query("update school set school_group_id = $1", [groupId]);
  const addToGroup = ({ issuer }: FalseUpstream): Promise<string> =>
    addUpstream(world.deps, { ...falseClient, issuer, groupId, button: "Tweede", mfaAcr: [], actor: "test" });
  const secondId = await addToGroup(second);
  let people = 0;
  const goAway = async (id = "platform", to = upstream) => {
    const visitor = new Visitor({ stopAt: [to.issuer] });
    const { url } = await visitor.go(`${world.issuer}/school`);
    const body = new URLSearchParams({ upstream: id });
    const action = new URL(`${url.pathname}/upstream`, world.issuer);
    const away = await visitor.go(action, { body, headers: sameSite(world) });
    return { visitor, interaction: url, away: away.url };
  };
  const attack: UpstreamAttack = {
    ...{ world, upstream, second, secondId, school, goAway, addToGroup },
    get subject() {
      return `somebody-${people}`;
    },
    async begin() {
      for (const one of [upstream, second]) Object.assign(one, { lie: {}, asked: [], redeemed: [] });
      people += 1;
      const { staffId } = await arrangeStaff(world, { roles: [{ role: "school-admin", schoolId: school.id }] });
      await linkUpstream(world.deps, { staffId, account: { issuer: upstream.issuer, subject: attack.subject } });
    },
    lieOf: (lie = {}) => ({ ...lie, claims: { sub: attack.subject, ...lie.claims } }),
    async signIn(lie) {
      upstream.lie = attack.lieOf(lie);
      const { visitor, away } = await goAway();
      return { visitor, page: await visitor.go(await answerOf(away)) };
    },
    async close() {
      await world.close();
      await upstream.close();
      await second.close();
    },
  };
  return attack;
}

/** Where the other provider would send the browser back to. */
export async function answerOf(away: URL): Promise<URL> {
  const response = await fetch(away, { redirect: "manual" });
  return new URL(response.headers.get("location") ?? "");
}

export async function expectOut({ world }: UpstreamAttack, visitor: Visitor): Promise<void> {
  expectPage(await visitor.go(`${world.issuer}/school`), { says: /Aanmelden voor personeel/ });
}
