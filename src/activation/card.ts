import type { FirstSecretKind } from "../credentials/credentials.ts";

/** What a card shows. It exists in memory and on paper only. */
export type ActivatedPupil = {
  loginName: string;
  givenName: string;
  familyName: string;
  /** The first by name, of pupils in more than one class. */
  className: string | undefined;
  kind: FirstSecretKind;
  secret: string;
};
