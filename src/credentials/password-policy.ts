import type { ZxcvbnFactory, ZxcvbnResult } from "@zxcvbn-ts/core";
import { fold } from "../pupils/pupils.ts";
import { normaliseCode } from "./activation-code.ts";

/** In characters as people count them (code points). No rule about kinds of characters. */
const passwordLimits = { least: 12, most: 64 } as const;

/** What makes a password easy to guess; the pages have the words. `name`: it is made of the pupil's own names or the school's. */
export type PasswordHint = "name" | "common" | "repeat" | "sequence" | "keyboard" | "date";

export type PasswordCheck =
  | { ok: true }
  | { ok: false; reason: "too-short"; least: number }
  | { ok: false; reason: "too-long"; most: number }
  | { ok: false; reason: "same-as-code" }
  /** The hint that says most comes first; there may be none. */
  | { ok: false; reason: "too-easy"; hints: PasswordHint[] };

/** Of 0 to 4: three is more than a hundred million guesses, which Argon2id and the limits on attempts make out of reach. */
const leastScore = 3;
/** What everybody thinks of on this page; taken for own names. */
const houseWords = ["leerid", "leerling", "vlaanderen"];
/** So much must be left of a password when the pupil's own words are taken out. */
const leastBesidesOwnWords = 8;

/**
 * Says whether a pupil may have this password, and if not what to do about it.
 * The dictionaries weigh 30 MB in memory and are only loaded when somebody chooses a password.
 * @param ownNames login name, names, school: a password made of these is the first that a classmate tries
 */
export async function checkPassword(
  password: string,
  ownNames: string[],
  limits: { least: number; most: number } = passwordLimits,
): Promise<PasswordCheck> {
  const length = Array.from(password.normalize("NFKC")).length;
  if (length < limits.least) return { ok: false, reason: "too-short", least: limits.least };
  if (length > limits.most) return { ok: false, reason: "too-long", most: limits.most };
  if (normaliseCode(password) !== undefined) return { ok: false, reason: "same-as-code" };
  const own = ownWords(ownNames);
  const ownHint: PasswordHint[] = restsOnOwnWords(password, own) ? ["name"] : [];
  const zxcvbn = await loadEstimator();
  const result = zxcvbn.check(password.normalize("NFKC"), own);
  if (ownHint.length === 0 && result.score >= leastScore) return { ok: true };
  return { ok: false, reason: "too-easy", hints: [...new Set([...ownHint, ...hintsOf(result)])] };
}

const tidy = (text: string) => fold(text).replace(/[^\p{L}\p{N}]/gu, "");

function ownWords(names: string[]): string[] {
  const parts = names.flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]).map(tidy);
  return [...new Set([...parts.filter((part) => part.length >= 3), ...houseWords])].sort((a, b) => b.length - a.length);
}

function restsOnOwnWords(password: string, own: string[]): boolean {
  const whole = tidy(password);
  const rest = own.reduce((left, word) => left.replaceAll(word, ""), whole);
  return rest.length < whole.length && rest.length < leastBesidesOwnWords;
}

function hintsOf(result: ZxcvbnResult): PasswordHint[] {
  return result.sequence.flatMap((match): PasswordHint[] => {
    if (match.pattern === "repeat") return ["repeat"];
    if (match.pattern === "sequence") return ["sequence"];
    if (match.pattern === "spatial") return ["keyboard"];
    if (match.pattern === "date" || match.pattern === "regex") return ["date"];
    if (match.pattern !== "dictionary") return [];
    return match["dictionaryName"] === "userInputs" ? ["name"] : ["common"];
  });
}

let estimator: Promise<ZxcvbnFactory> | undefined;

function loadEstimator(): Promise<ZxcvbnFactory> {
  estimator ??= (async () => {
    const [core, common, dutch] = await Promise.all([
      import("@zxcvbn-ts/core"),
      import("@zxcvbn-ts/language-common"),
      import("@zxcvbn-ts/language-nl-be"),
    ]);
    return new core.ZxcvbnFactory({
      dictionary: { ...common.dictionary, ...dutch.dictionary },
      graphs: common.adjacencyGraphs,
      maxLength: 64,
    });
  })();
  return estimator;
}
