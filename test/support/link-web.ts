import { vi } from "vitest";
import { Stop, applyRoster, planRoster } from "../../src/rosters/rosters.ts";
import type { School } from "../../src/schools/schools.ts";
import { csv, type Line } from "./rosters.ts";
import type { TestServer } from "./server.ts";
import { arrangeStaff, signInStaff, type ArrangedStaff } from "./staff.ts";
import { Visitor } from "./visitor.ts";

/** A school hands in a whole list, and the job that looks for one child with two LeerIDs has done its work. */
export async function handIn(world: TestServer, school: School, ...lines: Line[]): Promise<void> {
  const { deps } = world;
  const planned = await planRoster(deps, { schoolId: school.id, bytes: csv(...lines) });
  if (!planned.ok) throw new Error(planned.message);
  const { importId } = planned;
  const applied = await applyRoster(deps, { schoolId: school.id, importId, confirmed: Stop.options });
  if (!applied.ok) throw new Error(applied.problem);
  await linksDone(world);
}

/** Until no job about links waits or runs. */
export const linksDone = ({ database }: Pick<TestServer, "database">): Promise<void> =>
  vi.waitFor(
    async () => {
      const { rows } = await database.owner.query(
        "select id from pgboss.job_common where name = 'link-questions' and state in ('created', 'retry', 'active')",
      );
      if (rows.length > 0) throw new Error("a job about links is not done");
    },
    { timeout: 20_000, interval: 50 },
  );

export type Enrolled = { pupilId: string; loginName: string };
/** The pupil of that given name whom the school enrols now. */
export async function pupilAt({ database }: TestServer, school: School, givenName: string): Promise<Enrolled> {
  const { rows } = await database.owner.query(
    `select p.id, p.login_name from enrolment e join pupil p on p.id = e.pupil_id
      where e.school_id = $1 and e.given_name = $2 and upper_inf(e.during)`,
    [school.id, givenName],
  );
  const [row, ...more] = rows;
  if (!row || more.length > 0) throw new Error(`not one ${givenName}, but ${rows.length}`);
  return { pupilId: row.id, loginName: row.login_name };
}

/** A password of their own, as if chosen long ago. */
export async function givePassword({ deps, database }: TestServer, { pupilId }: Enrolled): Promise<string> {
  const password = `een lang wachtwoord ${deps.random.int(1e9)}`;
  await database.owner.query(
    `insert into credential (id, pupil_id, kind, phc, created_at, used_at)
      values ($1, $2, 'password', $3, '2026-09-02', '2026-09-02')`,
    [deps.random.uuid(), pupilId, await deps.hasher.hash(password)],
  );
  return password;
}

export type Head = { visitor: Visitor; staff: ArrangedStaff };
/** Who decides for these schools, standing on the start page of the first. */
export async function headOf(world: TestServer, ...schools: School[]): Promise<Head> {
  const roles = schools.map(({ id }) => ({ role: "school-admin", schoolId: id }) as const);
  const staff = await arrangeStaff(world, { roles });
  const visitor = new Visitor();
  await signInStaff(world, { visitor, staff, path: `/school/${schools[0]?.number}` });
  return { visitor, staff };
}

/** A pupil signs in at our own front door. */
export async function signInPupil(
  world: TestServer,
  { loginName, secret, visitor = new Visitor() }: { loginName: string; secret: string; visitor?: Visitor },
): Promise<Visitor> {
  await visitor.go(`${world.issuer}/sign-in`);
  await visitor.submit({ login_name: loginName, secret });
  return visitor;
}

/** Answers the card of the start page that the visitor stands on. */
export const answerCard = (visitor: Visitor, says: "yes" | "another", fields: Record<string, string> = {}) =>
  visitor.submit(fields, { button: { name: "says", value: says }, to: /\/links$/ });
