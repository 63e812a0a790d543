import { Option } from "commander";
import { z } from "zod";
import { invitationLink } from "../access/access.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { SchoolNumber } from "../ids.ts";
import { getGroupByName, getSchoolByNumber } from "../schools/schools.ts";
import { findStaffByEmail, invite, resetStaff, resumeStaff, suspendStaff, type InvitedRole } from "../staff/staff.ts";
import type { Cli, Output } from "./command.ts";
import { schoolNumber } from "./school.ts";

const actor = "cli";

const InviteOptions = z.object({
  school: SchoolNumber.optional(),
  group: z.string().optional(),
  email: z.string(),
  givenName: z.string().trim().min(1),
  familyName: z.string().trim().min(1),
  role: z.enum(["school-admin", "teacher", "group-admin"]),
  class: z.string().optional(),
});

/** The `staff` commands: who works for a school, from the first admin on. */
export function staffCommands(cli: Cli): void {
  const staff = cli.program.command("staff").description("people who work for a school");
  staff
    .command("invite")
    .description("print a link by which this person gets an account, once and within 72 hours")
    .option("--school <six digits>", "instellingsnummer", schoolNumber)
    .option("--group <name>", "school group, for the role group-admin")
    .requiredOption("--email <address>", "by which they sign in; give the link to nobody else")
    .requiredOption("--given-name <name>", "given name")
    .requiredOption("--family-name <name>", "family name")
    .addOption(
      new Option("--role <role>", "what they may do")
        .choices(["school-admin", "teacher", "group-admin"])
        .default("school-admin"),
    )
    .option("--class <name>", "the classes of a teacher, such as 3B or 3A,3B")
    .action((given: unknown) => cli.run((deps) => invited(deps, InviteOptions.parse(given))));
  const argument = ["<e-mail address>", "by which they sign in"] as const;
  staff
    .command("suspend")
    .description("end every session, and let this person in no more until resumed")
    .argument(...argument)
    .action((email: string) =>
      cli.run(async (deps) => done(email, "suspended", await suspendStaff(deps, { email, actor }))),
    );
  staff
    .command("resume")
    .description("let this person sign in again")
    .argument(...argument)
    .action((email: string) =>
      cli.run(async (deps) => done(email, "active", await resumeStaff(deps, { email, actor }))),
    );
  staff
    .command("reset")
    .description("for who lost every way in: end it all, and print a link to begin anew; roles stay")
    .argument(...argument)
    .action((email: string) => cli.run((deps) => reset(deps, email)));
}

const done = (email: string, status: string, _nothing: void): Output => ({
  json: { email, status },
  text: `${email}  ${status}`,
});

async function invited(deps: Deps, options: z.infer<typeof InviteOptions>): Promise<Output> {
  return link(deps, { ...options, role: await roleOf(deps, options) });
}

async function roleOf({ db }: Deps, options: z.infer<typeof InviteOptions>): Promise<InvitedRole> {
  if (options.role === "group-admin") {
    if (options.group === undefined) throw new AppError("bad-request", "A group admin needs --group");
    return { role: "group-admin", schoolGroupId: (await getGroupByName(db.platform, options.group)).id };
  }
  if (options.school === undefined) throw new AppError("bad-request", "This role needs --school");
  const { id: schoolId } = await getSchoolByNumber(db.platform, options.school);
  if (options.role === "school-admin") return { role: "school-admin", schoolId };
  if (options.class === undefined) throw new AppError("bad-request", "A teacher needs --class, such as --class 3B");
  return { role: "teacher", schoolId, classNames: options.class.split(",").map((name) => name.trim()) };
}

async function reset(deps: Deps, email: string): Promise<Output> {
  await resetStaff(deps, { email, actor });
  const person = await findStaffByEmail(deps.db.platform, email);
  if (!person) throw new AppError("staff-not-found");
  return link(deps, person);
}

async function link(
  deps: Deps,
  person: { email: string; givenName: string; familyName: string; role?: InvitedRole },
): Promise<Output> {
  const { givenName, familyName, role } = person;
  const { token, expiresAt, email } = await deps.db.platform.transaction((tx) =>
    invite(tx, deps, { email: person.email, givenName, familyName, role, actor }),
  );
  const address = invitationLink(deps.config.issuer, token);
  return {
    json: { email, link: address, expiresAt: expiresAt.toISOString() },
    text: `${address}\nFor ${email} alone; it works once, until ${expiresAt.toISOString()}. It is kept nowhere.`,
  };
}
