import { PupilId } from "../../src/ids.ts";
import { systemRandom } from "../../src/lib/random.ts";
import type { Enrolment } from "../../src/pupils/pupils.ts";

/** What a school says of a child of the third year of lager, with an id of its own unless one is given. */
export const enrolment = (more: Partial<Enrolment> = {}): Enrolment => ({
  pupilId: PupilId.parse(systemRandom.uuid()),
  givenName: "Lotte",
  familyName: "Peeters",
  level: "lager",
  kind: "gewoon",
  yearGroup: 3,
  stamboeknummer: null,
  siteId: null,
  number: null,
  ...more,
});
