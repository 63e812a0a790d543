import type { Page } from "playwright-core";
import { TOTP, Secret } from "otpauth";
import { type StaffId } from "../../src/ids.ts";
import { addStaff, invite, type InvitedRole, type Role } from "../../src/staff/staff.ts";
import type { TestServer } from "./server.ts";
import { expectPage, type Answer, type Visitor } from "./visitor.ts";

export type ArrangedStaff = {
  staffId: StaffId;
  givenName: string;
  email: string;
  password: string;
  /** Base32: the key that the authenticator application holds. */
  totpKey: string;
};

type World = Pick<TestServer, "deps" | "database">;
type About = { roles: Role[]; givenName?: string; familyName?: string };
let people = 0;

/** Somebody of staff who can sign in with a password and an authenticator application. */
export async function arrangeStaff({ deps, database }: World, about: About): Promise<ArrangedStaff> {
  people += 1;
  const { roles, givenName = "Griet", familyName = "Wouters" } = about;
  const email = `staff-${people}@school.example`;
  const staffId = await addStaff(deps, { givenName, familyName, email, roles, actor: "test" });
  const password = `een lang wachtwoord ${deps.random.int(1e9)}`;
  const secret = deps.random.bytes(20);
  const { owner } = database;
  await owner.query("insert into staff_password (staff_id, phc, set_at) values ($1, $2, now())", [
    staffId,
    await deps.hasher.hash(password),
  ]);
  await owner.query("insert into staff_totp (staff_id, sealed, last_step, set_at) values ($1, $2, 0, now())", [
    staffId,
    deps.keys.seal(secret, `staff-totp ${staffId}`),
  ]);
  return { staffId, givenName, email, password, totpKey: Secret.fromHex(secret.toString("hex")).base32 };
}

/** What the authenticator application shows; `steps` half minutes from now. */
export const totpCode = (key: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: Date.now() + steps * 30_000 });

/** A code works once: this lets the same person sign in again within the half minute. */
const forgetStep = ({ database }: World, { staffId }: ArrangedStaff) =>
  database.owner.query("update staff_totp set last_step = 0 where staff_id = $1", [staffId]);

/** Through the real pages, from wherever the sign-in page was asked for. */
export async function passSignIn(world: World, visitor: Visitor, staff: ArrangedStaff): Promise<Answer> {
  await forgetStep(world, staff);
  expectPage(await visitor.submit({ email: staff.email, password: staff.password }), { says: /authenticator/i });
  return visitor.submit({ code: totpCode(staff.totpKey) }, { to: /\/code$/ });
}

/** Makes every session as old as this. */
export const ageSessions = ({ database }: Pick<World, "database">, minutes: number) =>
  database.owner.query(
    `update oidc_artifact set payload = jsonb_set(payload::jsonb, '{loginTs}',
      to_jsonb(extract(epoch from now())::int - $1::int * 60))::json where model = 'Session'`,
    [minutes],
  );

/** Goes to a page for staff and signs in on the way. @returns that page */
export async function signInStaff(
  world: TestServer,
  { visitor, staff, path = "/school" }: { visitor: Visitor; staff: ArrangedStaff; path?: string },
): Promise<Answer> {
  await visitor.go(new URL(path, world.issuer));
  return passSignIn(world, visitor, staff);
}

/** The same in a real browser, which then stands on that page. */
export async function signInStaffInBrowser(
  world: TestServer,
  { page, staff, path = "/school" }: { page: Page; staff: ArrangedStaff; path?: string },
): Promise<void> {
  await forgetStep(world, staff);
  await page.goto(new URL(path, world.issuer).href);
  await page.fill("[name=email]", staff.email);
  await page.fill("[name=password]", staff.password);
  await page.press("[name=password]", "Enter");
  await page.waitForURL("**/staff/code");
  await page.fill("#code", totpCode(staff.totpKey));
  await page.press("#code", "Enter");
  await page.waitForURL((url) => url.pathname.startsWith(new URL(path, world.issuer).pathname));
}

/** The link that an invited person gets. */
export async function arrangeInvitation(
  { deps }: World,
  invited: { role?: InvitedRole; email?: string; givenName?: string },
): Promise<{ token: string; email: string }> {
  people += 1;
  const { role, email = `invited-${people}@school.example`, givenName = "An" } = invited;
  const { token } = await deps.db.platform.transaction((tx) =>
    invite(tx, deps, { email, givenName, familyName: "Claes", role, actor: "cli" }),
  );
  return { token, email };
}
