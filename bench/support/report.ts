/** What a bench found. A larger ratio is better; 1 means that ours costs what the reference costs. */
export type Report = {
  name: string;
  ours: number;
  reference: number;
  unit: string;
  ratio: number;
  /** The least that quality.md asks of the ratio. */
  bar: number;
  /** What the two figures are. */
  what: { ours: string; reference: string };
  /** Further figures, each under its own words. */
  details: Record<string, string | number>;
};

/** The middle one: a round in which the machine did something else doesn't count. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** @param ratio of one round; the ratio of medians when left out */
export function report(found: Omit<Report, "ratio"> & { ratio?: number }): Report {
  const { ours, reference, details } = found;
  const rounded = Object.entries(details).map(([words, value]) => [words, tidy(value)] as const);
  return {
    ...found,
    ours: round(ours, 3),
    reference: round(reference, 3),
    ratio: round(found.ratio ?? reference / ours, 3),
    details: Object.fromEntries(rounded),
  };
}

const tidy = (value: string | number) => (typeof value === "number" ? round(value, 2) : value);
const round = (value: number, digits: number) => Number(value.toFixed(digits));

export function asText({ name, ours, reference, unit, ratio, bar, what, details }: Report): string {
  const lines: [string, string | number][] = [
    [what.ours, `${ours} ${unit}`],
    [what.reference, `${reference} ${unit}`],
    ["reference / ours", `${ratio} (bar: ${bar})`],
    ...Object.entries(details),
  ];
  const width = Math.max(...lines.map(([words]) => words.length));
  return [name, ...lines.map(([words, value]) => `  ${words.padEnd(width)}  ${value}`), ""].join("\n");
}
