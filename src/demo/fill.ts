import { invitationLink } from "../access/access.ts";
import { activate } from "../activation/activation.ts";
import { addApplication, releaseApplication } from "../applications/applications.ts";
import type { Deps } from "../deps.ts";
import { SchoolNumber } from "../ids.ts";
import { applyRoster, planRoster } from "../rosters/rosters.ts";
import { addSchool, listSchools, startYearOf, type School } from "../schools/schools.ts";
import { addStaff, findStaffByEmail, invite } from "../staff/staff.ts";
import type { DemoExample, DemoLogin } from "./demo.ts";
import { exampleApplications } from "./example-ports.ts";
import { demoRoster } from "./roster.ts";

const actor = "demo";

const demoSchools = [
  { number: "012345", name: "Basisschool De Wingerd", kind: "basis", pupils: 600, seed: 1 },
  { number: "054321", name: "Atheneum aan de Leie", kind: "secundair", pupils: 600, seed: 2 },
] as const;

export const demoNumbers: ReadonlySet<string> = new Set(demoSchools.map(({ number }) => number));

/**
 * One school group, two schools, 1,200 invented pupils over all year groups, by the same steps as a real school: a roster file, a plan,
 * an activation. @returns a few pupils to try, with their first secrets
 */
export async function fillDemo(deps: Deps): Promise<DemoLogin[]> {
  const logins: DemoLogin[] = [];
  const taken = new Set<string>();
  for (const { number, name, kind, pupils, seed } of demoSchools) {
    const school = await addSchool(
      deps,
      { number: SchoolNumber.parse(number), name, groupName: "Scholengroep Leiestreek" },
      actor,
    );
    const file = demoRoster({ seed, pupils, kind, startYear: startYearOf(deps.now()), taken });
    const plan = await planRoster(deps, { schoolId: school.id, bytes: file.bytes });
    if (!plan.ok) throw new Error(`The demo roster can't be read: ${plan.message}`);
    const applied = await applyRoster(deps, { schoolId: school.id, importId: plan.importId, actor });
    if (!applied.ok) throw new Error(`The demo roster can't be applied: ${applied.message}`);
    await addDemoStaff(deps, school, file.classNames);
    logins.push(...(await activateSome(deps, school, file.classNames)));
  }
  return logins;
}

const hostOf = (number: string): string => `${number}.school.example`;
const headOf = (number: string) => ({
  givenName: "Griet",
  familyName: "Wouters",
  email: `directie@${hostOf(number)}`,
});

/** A head who is also the ICT coordinator, and a teacher for every class. */
async function addDemoStaff(deps: Deps, school: School, classNames: string[]): Promise<void> {
  const host = hostOf(school.number);
  const head = headOf(school.number);
  await addStaff(deps, { ...head, roles: [{ role: "school-admin", schoolId: school.id }], actor });
  for (const className of classNames) {
    const teacher = { givenName: "Leerkracht", familyName: className, email: `${className.toLowerCase()}@${host}` };
    await addStaff(deps, { ...teacher, roles: [{ role: "teacher", schoolId: school.id, className }], actor });
  }
}

/**
 * The way into the school's side: a fresh invitation for the head of the first school until one was taken. Nobody can be given a
 * password here: the second step needs an authenticator or a passkey of whoever tries.
 */
export async function inviteDemoHead(deps: Deps): Promise<string[]> {
  const [{ number, name }] = demoSchools;
  const head = headOf(number);
  const known = await findStaffByEmail(deps.db.platform, head.email);
  if (!known) return [];
  const who = `${head.givenName}, head of ${name}`;
  if (known.hasWayIn) return [`${deps.config.issuer}/school`, `${who}: sign in as ${head.email}`];
  const { token } = await deps.db.platform.transaction((tx) => invite(tx, deps, { ...head, actor }));
  return [invitationLink(deps.config.issuer, token), `${who}: open this once, to get into the school's side`];
}

/** Three classes of each school, one for each kind of first secret; the others wait for whoever tries `leerid activate`. */
async function activateSome(deps: Deps, school: School, classNames: string[]): Promise<DemoLogin[]> {
  const [first = "", second = "", third = ""] = classNames.slice(-3);
  const kinds = [
    { className: first, secret: "words", hint: "three words" },
    { className: second, secret: "code", hint: "a code, which leads to a password of one's own" },
    { className: third, secret: "badge", hint: "a badge: open this address, or scan it as a QR code" },
  ] as const;
  const logins: DemoLogin[] = [];
  for (const { className, secret, hint } of kinds) {
    const { cards } = await activate(deps, { schoolId: school.id, classNames: [className], secret, actor });
    const card = cards[0];
    if (!card) continue;
    const shown = secret === "badge" ? `${deps.config.issuer}/badge#${card.secret}` : card.secret;
    logins.push({
      who: `${card.givenName}, ${className}, ${school.name}`,
      loginName: card.loginName,
      secret: shown,
      hint,
    });
  }
  return logins;
}

/** The two example applications on the ports next to the provider's, switched on for every school there is. */
export async function registerExamples(deps: Deps): Promise<DemoExample[]> {
  const examples: DemoExample[] = [];
  for (const { name, port } of exampleApplications(deps.config.port)) {
    const origin = `http://localhost:${port}`;
    const { applicationId, clientId, clientSecret } = await addApplication(deps, {
      name,
      status: "sandbox",
      redirectUris: [`${origin}/callback`],
      postLogoutRedirectUris: [`${origin}/`],
      backchannelLogoutUri: `${origin}/backchannel-logout`,
      initiateLoginUri: `${origin}/sign-in`,
      bundle: "personalised",
      actor,
    });
    for (const school of await listSchools(deps.db.platform)) {
      await releaseApplication(deps, { applicationId, schoolId: school.id, actor });
    }
    examples.push({ name, port, clientId, clientSecret: clientSecret ?? "" });
  }
  return examples;
}
