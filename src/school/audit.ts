/** What a school sees of its own audit: who did what, to whom, when and from where. */
import type { Deps } from "../deps.ts";
import type { SchoolId } from "../ids.ts";
import type { AuditQuery } from "./audit-query.ts";
import { listAudit, listAuditPeople, type AuditPerson, type AuditRow } from "./queries-audit.ts";

type Reading = Pick<Deps, "db" | "now">;
const perPage = 50;
const atOnce = 500;

/** Who did it, or to whom. A person has a name, also when they work here no more. */
export type AuditName = { is: "person"; name: string } | { is: "platform" | "job" | "pupil" | "package" | "gone" };

export type ShownEvent = Omit<AuditRow, "actor" | "count"> & { who: AuditName; colleague: AuditName | undefined };

export type AuditPage = {
  events: ShownEvent[];
  count: number;
  page: number;
  pages: number;
  /** Who ever did something here, for the choice. */
  people: { actor: string; who: AuditName }[];
};

/** Two statements, whatever the number of events. A page beyond the last one is empty. */
export const auditOf = (
  { db, now }: Reading,
  { schoolId, query }: { schoolId: SchoolId; query: AuditQuery },
): Promise<AuditPage> =>
  db.forSchools([schoolId], async (tx) => {
    const people = await listAuditPeople(tx);
    const offset = (query.page - 1) * perPage;
    const rows = await listAudit(tx, { ...query, schoolId, people, offset, limit: perPage, now: now() });
    const count = rows[0]?.count ?? 0;
    return {
      events: rows.map((row) => shown(row, people)),
      count,
      page: query.page,
      pages: Math.max(query.page, Math.ceil(count / perPage)),
      people: people.filter(({ acted }) => acted).map(({ actor }) => ({ actor, who: nameOf(actor, people) })),
    };
  });

/** Every event that was asked for, a few hundred in memory at once. What happens meanwhile is not in it. */
export async function* allOfAudit(
  { db, now }: Reading,
  { schoolId, query }: { schoolId: SchoolId; query: AuditQuery },
): AsyncGenerator<ShownEvent> {
  const at = now();
  const people = await db.forSchools([schoolId], listAuditPeople);
  for (let offset = 0; ; offset += atOnce) {
    const page = { ...query, schoolId, people, offset, limit: atOnce, now: at };
    const rows = await db.forSchools([schoolId], (tx) => listAudit(tx, page));
    for (const row of rows) yield shown(row, people);
    if (rows.length < atOnce) return;
  }
}

function shown({ actor, count: _count, ...row }: AuditRow, people: AuditPerson[]): ShownEvent {
  const { staffId } = row.details;
  const colleague = typeof staffId === "string" && staffId !== actor ? nameOf(staffId, people) : undefined;
  return { ...row, who: nameOf(actor, people), colleague };
}

function nameOf(actor: string, people: AuditPerson[]): AuditName {
  const name = people.find((person) => person.actor === actor)?.name;
  if (name) return { is: "person", name };
  if (actor === "pupil") return { is: "pupil" };
  if (actor.startsWith("job:")) return { is: "job" };
  if (actor.startsWith("package:")) return { is: "package" };
  // a bare id without a name: their account was removed
  return /^[0-9a-f-]{36}$/.test(actor) ? { is: "gone" } : { is: "platform" };
}
