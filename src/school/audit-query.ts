import { z } from "zod";
import { auditDeeds, type AuditKind } from "../audit/audit.ts";

/** Kinds of deeds as a head thinks of them: what the platform does to itself belongs to no school. */
export type KindOfDeed = Exclude<AuditKind, "platform">;
const isKind = (kind: string): kind is KindOfDeed => Object.hasOwn(auditDeeds, kind) && kind !== "platform";
const Kind = z.string().refine(isKind);

export const auditColumns = ["when", "who", "what"] as const;
export type AuditColumn = (typeof auditColumns)[number];

export type AuditQuery = {
  kind: KindOfDeed | undefined;
  /** As in the audit, without `staff:`. */
  who: string | undefined;
  /** Days in Brussels, both included, such as `2026-11-22`. */
  from: string | undefined;
  until: string | undefined;
  /** Part of a pupil's name, or a login name. */
  pupil: string | undefined;
  sort: AuditColumn;
  down: boolean;
  /** From 1 on. */
  page: number;
};

const Day = z.iso.date();
const lastPage = 1000;

/** What the address asks; what it can't mean counts as not asked. The newest first, unless it says otherwise. */
export function auditQuery(params: URLSearchParams): AuditQuery {
  const text = (name: string) => params.get(name)?.replaceAll("\0", "").trim().slice(0, 100) || undefined;
  const sort = auditColumns.find((column) => column === params.get("sort"));
  return {
    kind: Kind.safeParse(params.get("what")).data,
    who: text("who"),
    from: Day.safeParse(params.get("from")).data,
    until: Day.safeParse(params.get("until")).data,
    pupil: text("q"),
    sort: sort ?? "when",
    down: sort === undefined || params.get("down") === "yes",
    page: Math.min(lastPage, Math.max(1, Math.trunc(Number(params.get("page"))) || 1)),
  };
}
