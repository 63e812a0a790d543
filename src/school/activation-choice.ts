import { AppError } from "../errors.ts";
import type { Choice } from "./activation.ts";

/** A school of 2,500 has some hundred classes; who chooses pupils one by one has fewer than a school. */
const most = 500;

/**
 * `?all=yes`, `?class=1A&class=1B` (an empty one: pupils without a class) or `?pupil=lotte.482137`. Undefined when nothing was ticked.
 * @throws AppError bad-request for a NUL, or more than anybody ticks
 */
export function choiceFrom(params: URLSearchParams): Choice | "everybody" | undefined {
  if (params.get("all") === "yes") return "everybody";
  const [classes, pupils] = [[...new Set(params.getAll("class"))], [...new Set(params.getAll("pupil"))]];
  if ([...classes, ...pupils].some((text) => text.includes("\0") || text.length > 200))
    throw new AppError("bad-request", "A class or pupil in the address can't be one");
  if (classes.length > most || pupils.length > most) throw new AppError("bad-request", "Too many were chosen at once");
  if (pupils.length > 0) return { kind: "pupils", loginNames: pupils };
  return classes.length > 0
    ? { kind: "classes", names: classes.map((name) => (name === "" ? null : name)) }
    : undefined;
}

/** The same as it stands in an address. */
export function choiceQuery(choice: Choice): string {
  const pairs =
    choice.kind === "pupils"
      ? choice.loginNames.map((name): [string, string] => ["pupil", name])
      : choice.names.map((name): [string, string] => ["class", name ?? ""]);
  return new URLSearchParams(pairs).toString();
}
