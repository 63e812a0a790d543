/** Whole months beside the running one. PostgreSQL holds the same floor: see `drop_audit_partitions`. */
const keptMonths = 24;

/** The first day of the oldest month that is kept, such as `2024-11-01`. Partitions lie between midnights of the database's own zone. */
export function oldestKeptMonth(now: Date): string {
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - keptMonths, 1));
  return month.toISOString().slice(0, 10);
}

/** Whether a partition such as `audit_event_2024_10` is old enough to be gone. The default partition never is. */
export function mayBeGone(part: string, now: Date): boolean {
  const found = /^audit_event_(\d{4})_(\d{2})$/.exec(part);
  return found !== null && `${found[1]}-${found[2]}-01` < oldestKeptMonth(now);
}
