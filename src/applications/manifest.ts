/** How well an application knows a pupil, from least to most. */
export const bundles = ["anonymous", "pseudonymous", "personalised"] as const;
export type Bundle = (typeof bundles)[number];

/**
 * The closed list of what an application can ever ask for, with the smallest bundle that holds it. `sub`, `acr`, `amr` and `auth_time`
 * come with every sign-in. Adding a line here is a decision about children's privacy.
 * @see docs/decisions for the list and what is never on it
 */
const smallestBundle = {
  eduperson_scoped_affiliation: "anonymous",
  schac_home_organization: "anonymous",
  email: "pseudonymous",
  email_verified: "pseudonymous",
  leerid_school_number: "pseudonymous",
  leerid_level: "pseudonymous",
  leerid_year_group: "pseudonymous",
  leerid_class_groups: "pseudonymous",
  locale: "pseudonymous",
  given_name: "personalised",
  leerid_family_initial: "personalised",
  family_name: "personalised",
  name: "personalised",
} as const satisfies Record<string, Bundle>;

export type Attribute = keyof typeof smallestBundle;

export const isAttribute = (name: string): name is Attribute => Object.hasOwn(smallestBundle, name);
export const attributes: readonly Attribute[] = Object.keys(smallestBundle).filter(isAttribute);

/** Not part of any bundle: only by name, and with a reason. */
const onlyWithReason: ReadonlySet<Attribute> = new Set<Attribute>(["family_name", "name"]);

/** What the bundle holds when nothing is chosen. */
export function attributesOf(bundle: Bundle): Attribute[] {
  return attributes.filter((name) => fits(name, bundle) && !onlyWithReason.has(name));
}

const fits = (name: Attribute, bundle: Bundle): boolean =>
  bundles.indexOf(smallestBundle[name]) <= bundles.indexOf(bundle);

export type Wishes = {
  bundle: Bundle;
  /** Fewer than the bundle holds, or `family_name` and `name` besides. All of the bundle when left out. */
  attributes?: string[] | undefined;
  /** Why the application needs an attribute: shown to every school. */
  reasons?: Record<string, string> | undefined;
};

/** Attribute to reason, as it is stored and shown. */
export type Manifest = Partial<Record<Attribute, string>>;
export type ManifestOutcome = { ok: true; manifest: Manifest } | { ok: false; problems: string[] };

/** Turns a vendor's wishes into a manifest: nothing outside the closed list or the bundle, and a reason with every attribute. */
export function makeManifest({ bundle, attributes: wished, reasons = {} }: Wishes): ManifestOutcome {
  const names = withVerified(wished ?? attributesOf(bundle));
  const problems = [
    ...names.flatMap((name) => attributeProblem(name, bundle, reasons)),
    ...Object.entries(reasons).flatMap(([name, reason]) => reasonProblem(name, reason, names)),
  ];
  if (new Set(names).size !== names.length) problems.push("an attribute is listed twice");
  if (problems.length > 0) return { ok: false, problems };
  const manifest: Manifest = {};
  for (const name of names.filter(isAttribute)) manifest[name] = reasonFor(name, reasons) ?? noReason(bundle);
  return { ok: true, manifest };
}

/** What stands where the vendor gave no reason: the attribute simply belongs to the bundle. */
export const noReason = (bundle: Bundle): string => `part of the ${bundle} bundle`;

/** An address without a word on whether it is verified invites an application to guess. */
const withVerified = (names: string[]): string[] =>
  names.includes("email") && !names.includes("email_verified") ? [...names, "email_verified"] : names;

/** By its own property only: a wish called `constructor` has no reason. */
const reasonFor = (name: string, reasons: Record<string, string>): string | undefined =>
  Object.hasOwn(reasons, name) ? reasons[name] : undefined;

function attributeProblem(name: string, bundle: Bundle, reasons: Record<string, string>): string[] {
  if (!isAttribute(name)) return [`there is no attribute "${name}"; there are ${attributes.join(", ")}`];
  if (!fits(name, bundle)) return [`${name} needs the ${smallestBundle[name]} bundle`];
  if (onlyWithReason.has(name) && reasonFor(name, reasons) === undefined) return [`${name} needs a reason`];
  return [];
}

function reasonProblem(name: string, reason: string, names: string[]): string[] {
  if (!names.includes(name)) return [`there is a reason for "${name}", which is not asked for`];
  const length = reason.trim().length;
  if (length < 10 || length > 500) return [`the reason for ${name} needs 10 to 500 characters`];
  return /[\p{Cc}\p{Cf}]/u.test(reason) ? [`the reason for ${name} holds control characters`] : [];
}
