import type { FullSchool } from "./full-school.ts";

/** What stands in the place of each `:name` of an address. */
type Ids = (school: FullSchool) => Record<string, string>;

/**
 * Who may ask for an address.
 * `open`: anybody. `step`: whoever is in that sign-in of that browser. `staff`: whoever is signed in as staff. `here`: every role at that
 * school. `class`: teachers of that class, and admins. `admin`: admins of that school and of its group. `api`: programs with a token.
 */
export type RouteLine = {
  who: "open" | "step" | "staff" | "here" | "class" | "admin" | "api";
  ids: Ids;
  /** What a form holds, where an empty one would be sent back before anybody looks whose it is. */
  form: Ids;
  /** The ids are the platform's (an application, a package) or a plain name: another school has them as well. */
  shared: boolean;
  /** What the test school has stands for it, but can't be shown: being let in is all that is looked at. */
  thin: boolean;
};

const none: Ids = () => ({});
type More = Partial<Pick<RouteLine, "form" | "shared" | "thin">>;
const line = (who: RouteLine["who"], ids: Ids = none, more: More = {}): RouteLine => ({
  who,
  ids,
  form: none,
  shared: ids === none,
  thin: false,
  ...more,
});
const [open, step, staff, here, api] = (["open", "step", "staff", "here", "api"] as const).map((who) => line(who));
const admin = (ids?: Ids, more?: More) => line("admin", ids, more);
const ofClass = (ids?: Ids, more?: More) => line("class", ids, more);

const run: Ids = ({ runId }) => ({ id: runId });
const list: Ids = ({ importId }) => ({ id: importId, line: "1" });
const year: Ids = ({ yearPlanId }) => ({ id: yearPlanId, line: "1" });
const link: Ids = ({ linkId }) => ({ id: linkId });
const answer: Ids = () => ({ other: "000000", says: "yes", all: "yes" });
const merge: Ids = ({ mergeId }) => ({ id: mergeId });
const colleague: Ids = ({ staffId }) => ({ staffId });
const invitation: Ids = ({ invitationId }) => ({ id: invitationId });
const application: Ids = ({ applicationId }) => ({ id: applicationId });
const adminPackage: Ids = ({ packageId }) => ({ id: packageId });
const klas: Ids = ({ classId, pupilId, passId }) => ({ classId, pupilId, passId });
const className: Ids = () => ({ name: "3B" });
const ticked: Ids = ({ pupilId }) => ({ do: "secret", [`pupil.${pupilId}`]: "yes" });
const shared = { shared: true };
const thin = { thin: true };

/** Every route has a line: one that is forgotten fails the test, and so does a line without a route. */
export const routeLines: Record<string, RouteLine | undefined> = {
  "GET /": open,
  "GET /badge": open,
  "GET /sign-in": open,
  "GET /start": open,
  "POST /sign-out": open,
  // for who is signed in as a pupil: test/attacks/links-pupil.test.ts
  "GET /earlier": open,
  "POST /earlier": open,
  "GET /earlier/done": open,
  "GET /interaction/:uid": step,
  "POST /interaction/:uid": step,
  "GET /interaction/:uid/badge": step,
  "POST /interaction/:uid/badge": step,
  "GET /interaction/:uid/password": step,
  "POST /interaction/:uid/password": step,
  "GET /interaction/:uid/pass": step,
  "POST /interaction/:uid/pass": step,
  "POST /interaction/:uid/wish": step,
  "POST /interaction/:uid/back": step,
  "POST /interaction/:uid/leave": step,
  "GET /interaction/:uid/staff": step,
  "POST /interaction/:uid/staff": step,
  "POST /interaction/:uid/staff/passkey": step,
  "POST /interaction/:uid/staff/upstream": step,
  "GET /interaction/:uid/staff/upstream": step,
  "GET /interaction/:uid/staff/code": step,
  "POST /interaction/:uid/staff/code": step,
  "POST /interaction/:uid/staff/recovery": step,
  // each asks for the token of an invitation: test/journeys/staff-invitation.test.ts
  "GET /welcome": open,
  "POST /welcome": open,
  "POST /welcome/password": open,
  "POST /welcome/code": open,
  "POST /welcome/passkey": open,
  "POST /welcome/upstream": open,
  "GET /welcome/mine": staff,
  "POST /welcome/mine": staff,
  "GET /upstream/:id/callback": step,
  "GET /school/start": open,
  "GET /school/me": staff,
  "POST /school/me/passkey": staff,
  "POST /school/me/passkey/name": staff,
  "POST /school/me/passkey/remove": staff,
  "POST /school/me/recovery": staff,
  "POST /school/me/link": staff,
  "GET /school/me/linked": staff,
  "POST /school/me/unlink": staff,
  "POST /school/me/out": staff,
  "GET /school": staff,
  "GET /school/choose": staff,
  "GET /school/help": staff,
  "GET /school/:number": here,
  "POST /school/:number/export": admin(),
  "GET /school/:number/applications": admin(),
  "POST /school/:number/applications/export": admin(),
  "GET /school/:number/applications/:id": admin(application, shared),
  "GET /school/:number/applications/:id/confirm": admin(application, { shared: true, thin: true }),
  "POST /school/:number/applications/:id/release": admin(application, shared),
  "POST /school/:number/applications/:id/withdraw": admin(application, shared),
  "GET /school/:number/packages": admin(),
  "GET /school/:number/packages/:id": admin(adminPackage, shared),
  "POST /school/:number/packages/:id": admin(adminPackage, shared),
  "POST /school/:number/packages/:id/withdraw": admin(adminPackage, shared),
  "GET /school/:number/roster": admin(none, thin),
  "POST /school/:number/roster": admin(),
  "POST /school/:number/roster/export": admin(),
  "GET /school/:number/roster/pupil": admin(),
  "POST /school/:number/roster/pupil": admin(),
  "GET /school/:number/roster/:id": admin(list, thin),
  "GET /school/:number/roster/:id/class": admin(list, thin),
  "GET /school/:number/roster/:id/columns": admin(list, thin),
  "POST /school/:number/roster/:id/columns": admin(list),
  "POST /school/:number/roster/:id/classes": admin(list),
  "POST /school/:number/roster/:id/again": admin(list),
  "POST /school/:number/roster/:id/reading": admin(list),
  "POST /school/:number/roster/:id/apply": admin(list),
  "GET /school/:number/roster/:id/events": admin(list, thin),
  "GET /school/:number/roster/:id/doubt/:line": admin(list, thin),
  "POST /school/:number/roster/:id/doubt/:line": admin(list),
  "GET /school/:number/roster/:id/lines": admin(list, thin),
  "POST /school/:number/roster/:id/lines/export": admin(list),
  "POST /school/:number/roster/:id/told/export": admin(list),
  "GET /school/:number/roster/:id/undo": admin(list, thin),
  "POST /school/:number/roster/:id/undo": admin(list),
  "GET /school/:number/year": admin(),
  "POST /school/:number/year": admin(),
  "GET /school/:number/year/:id": admin(year, thin),
  "GET /school/:number/year/:id/pupils": admin(year, thin),
  "POST /school/:number/year/:id/pupils/export": admin(year),
  "POST /school/:number/year/:id/agree": admin(year),
  "POST /school/:number/year/:id/withdraw": admin(year),
  "GET /school/:number/year/:id/doubt/:line": admin(year, thin),
  "POST /school/:number/year/:id/doubt/:line": admin(year),
  "GET /school/:number/merge": admin(),
  "POST /school/:number/merge": admin(),
  "POST /school/:number/merge/export": admin(),
  "POST /school/:number/merge/confirm": admin(),
  "POST /school/:number/merge/:id/split": admin(merge),
  "POST /school/:number/links": admin(none, { form: answer }),
  "POST /school/:number/links/:id/undo": admin(link),
  "GET /school/:number/activation": admin(),
  "POST /school/:number/activation/export": admin(),
  "POST /school/:number/activation/ladder": admin(),
  "GET /school/:number/activation/pupils": admin(),
  "POST /school/:number/activation/pupils/export": admin(),
  "GET /school/:number/activation/without-class": admin(none, thin),
  "POST /school/:number/activation/without-class/export": admin(),
  "GET /school/:number/activation/class/:name": admin(className, shared),
  "POST /school/:number/activation/class/:name/export": admin(className, shared),
  "GET /school/:number/activation/new": admin(),
  "POST /school/:number/activation/runs": admin(),
  "GET /school/:number/activation/runs/:id": admin(run),
  "GET /school/:number/activation/runs/:id/events": admin(run),
  "POST /school/:number/activation/runs/:id/cancel": admin(run),
  "POST /school/:number/activation/runs/:id/resume": admin(run),
  "POST /school/:number/activation/runs/:id/cards": admin(run),
  "GET /school/:number/class": here,
  "GET /school/:number/class/:classId": ofClass(klas),
  "POST /school/:number/class/:classId": ofClass(klas, { form: ticked }),
  "POST /school/:number/class/:classId/remove": admin(klas),
  "POST /school/:number/class/:classId/passes/:passId/end": ofClass(klas),
  "GET /school/:number/class/:classId/card/:pupilId": ofClass(klas),
  "POST /school/:number/class/:classId/card/:pupilId": ofClass(klas),
  "GET /school/:number/staff": admin(),
  "POST /school/:number/staff/export": admin(),
  "POST /school/:number/staff/invitations/export": admin(),
  "GET /school/:number/staff/invite": admin(),
  "POST /school/:number/staff/invite": admin(),
  "POST /school/:number/staff/invitations/:id/again": admin(invitation),
  "POST /school/:number/staff/invitations/:id/withdraw": admin(invitation),
  "GET /school/:number/staff/:staffId": admin(colleague),
  "POST /school/:number/staff/:staffId/classes": admin(colleague),
  "POST /school/:number/staff/:staffId/admin": admin(colleague),
  "POST /school/:number/staff/:staffId/remove": admin(colleague),
  "GET /school/:number/audit": admin(),
  "POST /school/:number/audit/export": admin(),
  "GET /school/:number/help": here,
  "POST /school/:number/help": here,
  // scopes per school: tested beside src/api
  "GET /api/v1": open,
  "GET /api/v1/openapi.json": open,
  "PUT /api/v1/schools/:number/roster": api,
  "GET /api/v1/schools/:number/roster/plans/:id": api,
  "GET /api/v1/schools/:number/roster/plans/:id/changes": api,
  "POST /api/v1/schools/:number/roster/plans/:id/apply": api,
  "GET /api/v1/schools/:number/activation": api,
  "GET /api/v1/schools/:number/activation/pupils": api,
  "ALL /api/v1/{*rest}": open,
};
