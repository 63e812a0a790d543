import { isAbsence } from "../packages/presence.ts";
import type { ReasonCode } from "../reason-texts.ts";
import type { Rejected } from "../rejected.ts";

/** Such a line is about nobody who could be missed here. */
const aboutNobodyHere = (code: ReasonCode): boolean => code === "total" || isAbsence(code);

/** Lines that don't say whom they are about: each may be about any pupil who seems to be missing. */
export const countUnread = (rejected: Rejected[]): number =>
  rejected.filter(
    ({ code, hash, stamboeknummer, nameKey }) =>
      !aboutNobodyHere(code) && hash === null && stamboeknummer === null && nameKey === null,
  ).length;
