import type { Attribute } from "../applications/applications.ts";
import type { ClassGroupId, SectorId } from "../ids.ts";
import type { Keys } from "../lib/keys.ts";
import type { ReleasedPupil, ReleasedSchool } from "./account.ts";

/**
 * The scopes of an application and the claims they may carry, as the provider's configuration takes them. What flows is decided by the
 * manifest that the pupil's school released, never by a scope: a scope can only leave out. `openid` alone gives the subject.
 */
export const claimsByScope: Record<string, ("sub" | Attribute)[]> = {
  openid: ["sub"],
  email: ["email", "email_verified"],
  profile: ["name", "given_name", "family_name", "locale"],
  leerid: [
    "eduperson_scoped_affiliation",
    "schac_home_organization",
    "leerid_school_number",
    "leerid_level",
    "leerid_year_group",
    "leerid_class_groups",
    "leerid_family_initial",
  ],
};

/** For the discovery document, with what says how the pupil signed in. */
export const claimsSupported: string[] = [
  ...Object.values(claimsByScope).flat(),
  "acr",
  "amr",
  "auth_time",
  "iss",
  "sid",
];

export type ClassGroupClaim = { id: string; name: string };
export type Claims = { sub: string } & Partial<{
  email: string;
  email_verified: boolean;
  eduperson_scoped_affiliation: string[];
  schac_home_organization: string;
  leerid_school_number: string;
  leerid_level: string;
  leerid_year_group: number;
  leerid_class_groups: ClassGroupClaim[];
  given_name: string;
  leerid_family_initial: string;
  family_name: string;
  name: string;
  locale: string;
}>;

export type ClaimsInput = Omit<ReleasedPupil, "pseudonym"> & {
  sub: string;
  emailLocal: string | undefined;
  /** Host part of pseudonymous addresses. */
  emailDomain: string;
  /** Behind the school number in scoped affiliations. */
  scopeDomain: string;
  /** What the sector calls a class group: `pairwiseClassGroupId`. */
  classGroupId: (id: ClassGroupId) => string;
};

/**
 * Everything that an application may know of a pupil: `sub` and the released attributes, nothing else. A claim without a value is left
 * out, because an empty one would overwrite what the application has. Of a school only that flows which this very school released;
 * where a claim has room for one school it is the one of the earliest enrolment that released it.
 */
export function computeClaims(input: ClaimsInput): Claims {
  const { sub, emailLocal, emailDomain, attributes } = input;
  const wanted = <T>(name: Attribute, value: T | undefined): T | undefined =>
    attributes.has(name) ? value : undefined;
  const email = wanted("email", emailLocal === undefined ? undefined : `${emailLocal}@${emailDomain}`);
  return withoutEmpty({
    sub,
    email,
    email_verified: email === undefined ? undefined : wanted("email_verified", false),
    ...schoolClaims(input),
    given_name: wanted("given_name", filled(input.givenName)),
    leerid_family_initial: wanted("leerid_family_initial", initialOf(input.familyName)),
    family_name: wanted("family_name", filled(input.familyName)),
    name: wanted("name", filled(`${input.givenName} ${input.familyName}`)),
    locale: wanted("locale", input.locale),
  });
}

type Optional = Omit<Claims, "sub">;
type MaybeEmpty = { [K in keyof Optional]?: Optional[K] | undefined };

function schoolClaims({ attributes, schools, scopeDomain, classGroupId }: ClaimsInput): MaybeEmpty {
  const of = (name: Attribute): ReleasedSchool[] =>
    attributes.has(name) ? schools.filter((school) => school.attributes.has(name)) : [];
  const scope = ({ number }: ReleasedSchool): string => `${number}.${scopeDomain}`;
  const affiliations = new Set(of("eduperson_scoped_affiliation").map((school) => `student@${scope(school)}`));
  const groups = of("leerid_class_groups").flatMap((school) => school.classGroups);
  return {
    eduperson_scoped_affiliation: affiliations.size === 0 ? undefined : [...affiliations],
    schac_home_organization: of("schac_home_organization").map(scope)[0],
    leerid_school_number: of("leerid_school_number")[0]?.number,
    leerid_level: of("leerid_level")[0]?.level,
    leerid_year_group: of("leerid_year_group")[0]?.yearGroup,
    leerid_class_groups:
      groups.length === 0 ? undefined : groups.map(({ id, name }) => ({ id: classGroupId(id), name })),
  };
}

function withoutEmpty(claims: MaybeEmpty & { sub: string }): Claims {
  const result: Claims & Record<string, unknown> = { sub: claims.sub };
  for (const [name, value] of Object.entries(claims)) {
    if (value !== undefined) result[name] = value;
  }
  return result;
}

const filled = (text: string): string | undefined => text.trim() || undefined;

/** The first letter with its marks: `É` for `Élodie`, `D` for `D'hondt`. */
function initialOf(familyName: string): string | undefined {
  return /\p{L}\p{M}*/u.exec(familyName.normalize("NFC"))?.[0].toLocaleUpperCase("nl");
}

/** A class group's id that two sectors can't compare: 128 bits of a keyed hash. */
export function pairwiseClassGroupId(keys: Keys, sectorId: SectorId): (id: ClassGroupId) => string {
  return (id) => keys.mac("classGroup", sectorId, id).subarray(0, 16).toString("base64url");
}
