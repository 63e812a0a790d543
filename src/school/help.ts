/** Why did it fail? What a code on a page tells staff of the pupil's school. */
import { record } from "../audit/audit.ts";
import type { Deps } from "../deps.ts";
import {
  explain,
  hashCode,
  hashNetwork,
  parseCode,
  plainKindOf,
  type Explanation,
  type FailureFacts,
} from "../failures/failures.ts";
import type { ApplicationId, ClassGroupId, SchoolId, StaffId } from "../ids.ts";
import { schoolYearOf } from "../schools/schools.ts";
import { findFailure, type FailureRow } from "./queries-help.ts";

type HelpDeps = Pick<Deps, "db" | "now" | "keys" | "counter">;

/** Who asks. A teacher learns who it was only of the own classes: any pupil may have told them a code, though. */
export type Asker = { staffId: StaffId; schoolId: SchoolId; isAdmin: boolean; classNames: string[]; network: string };

export type HelpPupil = { name: string; loginName: string; classes: { id: ClassGroupId; name: string }[] };
export type Explained = {
  /** Undefined where the code is the same each time. */
  at: Date | undefined;
  explanation: Explanation;
  application: { id: ApplicationId; name: string } | undefined;
  pupil: HelpPupil | undefined;
};
export type Answer =
  | ({ is: "explained" } & Explained)
  | { is: "shape" | "unknown" }
  | { is: "throttled"; retryAfterSeconds: number };

/** Nobody has that many pupils with a problem; somebody who guesses has no use for that few. */
const guesses = { most: 30, windowSeconds: 15 * 60 };
const hour = 60 * 60_000;
/** A short code is said within the lesson; a long one may come in a message from home. */
const lasts = { short: 24 * hour, long: 14 * 24 * hour };

const nobody = { at: undefined, application: undefined, pupil: undefined };

/** Of a code that is another school's this says the same as of one that nobody was given. */
export async function whyDidItFail(deps: HelpDeps, asker: Asker, typed: string): Promise<Answer> {
  const code = parseCode(typed);
  if (!code) return { is: "shape" };
  const now = deps.now();
  const plain = plainKindOf(code.text);
  if (plain) return { is: "explained", ...nobody, explanation: explain(plain, { at: now }, now) };
  const key = deps.keys.mac("throttle", "failure-code", asker.staffId).toString("base64url");
  const { count, resetsInSeconds } = await deps.counter.add(key, guesses.windowSeconds);
  if (count > guesses.most) return { is: "throttled", retryAfterSeconds: resetsInSeconds };
  const { schoolId, staffId } = asker;
  return deps.db.forSchools([schoolId], async (tx) => {
    const found = await findFailure(tx, {
      schoolId,
      codeHash: hashCode(deps, code.text),
      since: new Date(now.getTime() - (code.short ? lasts.short : lasts.long)),
      networkHash: code.short ? hashNetwork(deps, asker.network) : undefined,
      schoolYear: schoolYearOf(now),
    });
    if (!found) return { is: "unknown" };
    const { pupilId, kind, at } = found;
    const event = { what: "help.explained", actor: `staff:${staffId}`, at: now, schoolId, details: { kind } } as const;
    if (pupilId) await record(tx, { ...event, pupilId });
    const explanation = explain(kind, factsOf(found), now);
    const { applicationId, application: name } = found;
    const application = applicationId === null || name === null ? undefined : { id: applicationId, name };
    return { is: "explained", at, explanation, application, pupil: pupilOf(found, asker) };
  });
}

function factsOf({
  at,
  status,
  secrets,
  application,
  applicationStatus,
  allowedAt,
  everybody,
}: FailureRow): FailureFacts {
  return {
    at,
    pupil: status === null ? undefined : { status, secrets },
    application:
      application === null || applicationStatus === null
        ? undefined
        : { status: applicationStatus, release: allowedAt === null ? undefined : { allowedAt, everybody } },
  };
}

/** A teacher gets to see the own classes of the pupil only. */
function pupilOf({ name, loginName, classes }: FailureRow, { isAdmin, classNames }: Asker): HelpPupil | undefined {
  const mine = classes.filter((one) => isAdmin || classNames.includes(one.name));
  if (name === null || loginName === null || (!isAdmin && mine.length === 0)) return undefined;
  return { name, loginName, classes: mine };
}

/** The page that does what is to be done next, where this person may open it. @param path of the school, such as `/school/012345` */
export function nextHref(
  { explanation: { next }, pupil, application }: Explained,
  { path, isAdmin }: { path: string; isAdmin: boolean },
): string | undefined {
  const [mine] = pupil?.classes ?? [];
  const classPage = mine && `${path}/class/${mine.id}`;
  switch (next) {
    case "class":
      return classPage;
    case "activate":
      if (!isAdmin) return classPage;
      return `${path}/activation${pupil ? `/new?pupil=${encodeURIComponent(pupil.loginName)}` : ""}`;
    case "check-name":
      return isAdmin ? `${path}/activation/pupils` : `${path}/class`;
    case "applications":
      return isAdmin ? `${path}/applications${application ? `/${application.id}` : ""}` : undefined;
    case "roster":
    case "staff":
      return isAdmin ? `${path}/${next}` : undefined;
    case "try-again":
    case "tell-vendor":
    case "tell-platform":
    case "wait":
      return undefined;
  }
}
