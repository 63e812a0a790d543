import type { Context } from "koa";
import type { StaffFrame } from "../../views/school/frame.ts";
import { needsFreshSignIn, schoolOf, staffHere, type SchoolAtWork } from "../access/access.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { SchoolId, StaffId } from "../ids.ts";
import type { Oidc } from "../oidc/oidc.ts";

/** A signed-in member of staff at the school whose number is in the path. Every transaction of a visit runs `forSchools([visit.school.id])`. */
export type Visit = {
  staffId: StaffId;
  school: { id: SchoolId; number: string; name: string };
  /** May do everything for this school; a teacher may not. */
  isAdmin: boolean;
  /** What the frame of each page shows. */
  frame: StaffFrame;
};

export type Need = {
  /** Only who may do everything for this school: the default. */
  admin?: boolean;
  /** Signed in within the last quarter of an hour, or asked again now. */
  fresh?: boolean;
  /** The page where a form leads back to after that, with what was filled in as its query; else the start page. */
  back?: string;
};

export type Gate = {
  /**
   * Who is here, behind `requireStaff`. Undefined when the answer has been given already: a redirect to a fresh sign-in, which
   * leads back here.
   * @throws AppError "not-allowed" for who may not do this, and not-found at a school that is not theirs
   */
  enter(ctx: Context, need?: Need): Promise<Visit | undefined>;
};

/** Where the pages of a school are. */
export const schoolPath = (number: string): string => `/school/${number}`;

/** The school is the one in the path: two tabs can be at two schools, and a form goes to the one that it shows. */
export function createGate(deps: Pick<Deps, "now">, oidc: Oidc): Gate {
  return {
    enter: async (ctx, { admin = true, fresh = false, back } = {}) => {
      const session = staffHere(ctx);
      const school = schoolOf(session, ctx["params"]);
      if (admin && !school.admin) throw new AppError("not-allowed");
      const page = back ?? (ctx.method === "GET" ? ctx.url : schoolPath(school.number));
      if (fresh && needsFreshSignIn(deps, oidc, { ctx, back: page })) return undefined;
      return visitOf(session, school);
    },
  };
}

function visitOf(session: ReturnType<typeof staffHere>, { id, number, name, admin }: SchoolAtWork): Visit {
  const person = `${session.givenName} ${session.familyName}`;
  const frame = {
    path: schoolPath(number),
    school: { number, name },
    schools: session.schools,
    person,
    isAdmin: admin,
  };
  return { staffId: session.staffId, school: { id, number, name }, isAdmin: admin, frame };
}
