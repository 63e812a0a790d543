/** Days of birth of a line: of its column, and of its national number. */
export type Born = { told: string | undefined; ofNumber: string | undefined };
type Line = { nameKey: string; born: Born };
type Told = { person?: number; bornOther?: boolean };

/** What days of birth tell: which lines of one name are about one child, and where the number is of another day than its line. */
export function personsIn<L extends Line>(lines: L[]): Map<L, Told> {
  const sameName = new Map<string, number>();
  for (const { nameKey } of lines) sameName.set(nameKey, (sameName.get(nameKey) ?? 0) + 1);
  const days = new Map<string, number>();
  const persons = new Map<L, Told>();
  for (const line of lines) {
    const { told, ofNumber } = line.born;
    const day = told ?? ofNumber;
    if (told !== undefined && ofNumber !== undefined && told !== ofNumber) persons.set(line, { bornOther: true });
    else if (day !== undefined && sameName.get(line.nameKey) !== 1)
      persons.set(line, { person: placeOf(days, `${line.nameKey}|${day}`) });
  }
  return persons;
}

function placeOf(days: Map<string, number>, key: string): number {
  const place = days.get(key) ?? days.size;
  days.set(key, place);
  return place;
}
