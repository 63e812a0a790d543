import { parseLoginName, type LoginName } from "../../pupils/pupils.ts";
import { profileOf, type PackageId } from "./packages.ts";

/** Whom staff wrote that a line is about; `wrong` is no login name. */
export type LeerId = LoginName | "new" | "wrong" | null;

/** A cell of the column LeerID. A package that has user names of its own may write these there: they say nothing here. */
export function readLeerId(cell: string, id: PackageId): LeerId {
  if (cell === "") return null;
  if (/^(?:nieuw|nouveau|nouvelle|new)$/i.test(cell)) return "new";
  const parsed = parseLoginName(cell);
  if (parsed.ok) return parsed.loginName;
  return profileOf(id).ownLogins ? null : "wrong";
}
