import { Option } from "commander";
import { z } from "zod";
import { invitationLink } from "../access/access.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { SchoolNumber } from "../ids.ts";
import { getSchoolByNumber } from "../schools/schools.ts";
import { findStaffByEmail, invite, resetStaff, resumeStaff, suspendStaff, type Role } from "../staff/staff.ts";
import type { Cli, Output } from "./command.ts";
import { schoolNumber } from "./school.ts";

const actor = "cli";

const InviteOptions = z.object({
  school: SchoolNumber,
  email: z.string(),
  givenName: z.string().trim().min(1),
  familyName: z.string().trim().min(1),
  role: z.enum(["school-admin", "teacher"]),
  class: z.string().optional(),
});

/** The `staff` commands: who works for a school, from the first admin on. */
export function staffCommands(cli: Cli): void {
  const staff = cli.program.command("staff").description("people who work for a school");
  staff
    .command("invite")
    .description("print a link by which this person gets an account, once and within 72 hours")
    .requiredOption("--school <six digits>", "instellingsnummer", schoolNumber)
    .requiredOption("--email <address>", "by which they sign in; give the link to nobody else")
    .requiredOption("--given-name <name>", "given name")
    .requiredOption("--family-name <name>", "family name")
    .addOption(
      new Option("--role <role>", "what they may do").choices(["school-admin", "teacher"]).default("school-admin"),
    )
    .option("--class <name>", "the class of a teacher, such as 3B")
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
  const { id: schoolId } = await getSchoolByNumber(deps.db.platform, options.school);
  return link(deps, { ...options, role: roleOf(options, schoolId) });
}

function roleOf(
  options: z.infer<typeof InviteOptions>,
  schoolId: Extract<Role, { role: "teacher" }>["schoolId"],
): Role {
  if (options.role === "school-admin") return { role: "school-admin", schoolId };
  if (options.class === undefined) throw new AppError("bad-request", "A teacher needs --class, such as --class 3B");
  return { role: "teacher", schoolId, className: options.class };
}

async function reset(deps: Deps, email: string): Promise<Output> {
  await resetStaff(deps, { email, actor });
  const person = await findStaffByEmail(deps.db.platform, email);
  if (!person) throw new AppError("staff-not-found");
  return link(deps, person);
}

async function link(
  deps: Deps,
  person: { email: string; givenName: string; familyName: string; role?: Role },
): Promise<Output> {
  const { email, givenName, familyName, role } = person;
  const { token, expiresAt } = await deps.db.platform.transaction((tx) =>
    invite(tx, deps, { email, givenName, familyName, role, actor }),
  );
  const address = invitationLink(deps.config.issuer, token);
  return {
    json: { email, link: address, expiresAt: expiresAt.toISOString() },
    text: `${address}\nFor ${email} alone; it works once, until ${expiresAt.toISOString()}. It is kept nowhere.`,
  };
}
