/** A national number that a school claims of one of two records. */
export type Claim = { of: "keep" | "other"; schoolId: string; hash: string; bis: boolean };

/**
 * Whether two records may become one by a person's word, as far as their national numbers go. Two numbers are two people, unless one
 * school has both: then one of them is a bis number that a final one replaces, or somebody says why.
 * @returns `needs-reason`: two final numbers at one school; `through-links`: each has a number, at different schools
 * @see docs/decisions/0034-links-between-schools.md
 */
export function judgeNumbers(claims: Claim[], reason: string | undefined): "fine" | "needs-reason" | "through-links" {
  const keep = claims.filter((claim) => claim.of === "keep");
  const other = claims.filter((claim) => claim.of === "other");
  if (keep.length === 0 || other.length === 0) return "fine";
  const together = keep.flatMap((one) =>
    other.filter(({ schoolId }) => schoolId === one.schoolId).map((two) => [one, two] as const),
  );
  if (together.length === 0) return "through-links";
  const same = together.some(([one, two]) => one.hash === two.hash || one.bis !== two.bis);
  return same || reason !== undefined ? "fine" : "needs-reason";
}
