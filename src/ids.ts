import { z } from "zod";

/** Ids are UUID version 7 and branded: only these parsers make one. */
export const PupilId = z.uuid().brand<"PupilId">();
export type PupilId = z.infer<typeof PupilId>;

export const SchoolId = z.uuid().brand<"SchoolId">();
export type SchoolId = z.infer<typeof SchoolId>;

export const SchoolGroupId = z.uuid().brand<"SchoolGroupId">();
export type SchoolGroupId = z.infer<typeof SchoolGroupId>;

export const ClassGroupId = z.uuid().brand<"ClassGroupId">();
export type ClassGroupId = z.infer<typeof ClassGroupId>;

export const CredentialId = z.uuid().brand<"CredentialId">();
export type CredentialId = z.infer<typeof CredentialId>;

export const ApplicationId = z.uuid().brand<"ApplicationId">();
export type ApplicationId = z.infer<typeof ApplicationId>;

export const SectorId = z.uuid().brand<"SectorId">();
export type SectorId = z.infer<typeof SectorId>;

export const StaffId = z.uuid().brand<"StaffId">();
export type StaffId = z.infer<typeof StaffId>;

export const InvitationId = z.uuid().brand<"InvitationId">();
export type InvitationId = z.infer<typeof InvitationId>;

export const UpstreamId = z.uuid().brand<"UpstreamId">();
export type UpstreamId = z.infer<typeof UpstreamId>;

export const ImportId = z.uuid().brand<"ImportId">();
export type ImportId = z.infer<typeof ImportId>;

export const YearPlanId = z.uuid().brand<"YearPlanId">();
export type YearPlanId = z.infer<typeof YearPlanId>;

export const MergeId = z.uuid().brand<"MergeId">();
export type MergeId = z.infer<typeof MergeId>;

export const LinkId = z.uuid().brand<"LinkId">();
export type LinkId = z.infer<typeof LinkId>;

export const ActivationRunId = z.uuid().brand<"ActivationRunId">();
export type ActivationRunId = z.infer<typeof ActivationRunId>;

export const PackageId = z.uuid().brand<"PackageId">();
export type PackageId = z.infer<typeof PackageId>;

export const ClassPassId = z.uuid().brand<"ClassPassId">();
export type ClassPassId = z.infer<typeof ClassPassId>;

/** The school's official number (instellingsnummer): six digits, leading zeros kept. */
export const SchoolNumber = z
  .string()
  .regex(/^\d{6}$/, "A school number has six digits")
  .brand<"SchoolNumber">();
export type SchoolNumber = z.infer<typeof SchoolNumber>;

/** Who a session, grant or token belongs to: the pupil in one generation of the account. A reset starts the next one. */
export type AccountId = { pupilId: PupilId; generation: number };

export const formatAccountId = ({ pupilId, generation }: AccountId): string => `${pupilId}.${generation}`;

export function parseAccountId(text: string): AccountId | undefined {
  const [id, generation, ...more] = text.split(".");
  const pupilId = PupilId.safeParse(id);
  if (!pupilId.success || more.length > 0 || !/^[1-9]\d{0,8}$/.test(generation ?? "")) return undefined;
  return { pupilId: pupilId.data, generation: Number(generation) };
}

/** The same for staff. No text is both: a pupil's begins with a UUID. */
export type StaffAccountId = { staffId: StaffId; generation: number };

export const formatStaffAccountId = ({ staffId, generation }: StaffAccountId): string =>
  `staff.${staffId}.${generation}`;

export function parseStaffAccountId(text: string): StaffAccountId | undefined {
  const [kind, id, generation, ...more] = text.split(".");
  const staffId = StaffId.safeParse(id);
  if (kind !== "staff" || !staffId.success || more.length > 0) return undefined;
  return /^[1-9]\d{0,8}$/.test(generation ?? "")
    ? { staffId: staffId.data, generation: Number(generation) }
    : undefined;
}
