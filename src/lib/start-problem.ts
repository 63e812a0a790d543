/** Why the program can't start, and what to do: a line for whoever starts it. Never a secret, also not one of an address. */
export class StartProblem extends Error {}

const ofFiles: Record<string, string> = {
  EACCES: "this user may not use it: give it to this user, or choose another folder with LEERID_DATA",
  EPERM: "this user may not use it: give it to this user, or choose another folder with LEERID_DATA",
  EROFS: "its disk can only be read: choose another folder with LEERID_DATA",
  ENOSPC: "its disk is full: make room, or choose another folder with LEERID_DATA",
  EDQUOT: "its disk is full for this user: make room, or choose another folder with LEERID_DATA",
  ENOTDIR: "something in its path is no folder: choose another folder with LEERID_DATA",
  EEXIST: "it is no folder: choose another folder with LEERID_DATA",
};

/** What the system says of a file or folder, as a line; undefined for any other error. */
export function problemOfFile(error: unknown): StartProblem | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("path" in error)) return undefined;
  const { code, path } = error;
  const said = typeof code === "string" ? ofFiles[code] : undefined;
  return said === undefined ? undefined : new StartProblem(`${String(path)}: ${said}`, { cause: error });
}
