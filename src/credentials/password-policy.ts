import type { ZxcvbnFactory, ZxcvbnResult } from "@zxcvbn-ts/core";
import { normaliseCode } from "./activation-code.ts";
import { effortOf, type Known, type Neighbours, type PieceKind } from "./password-effort.ts";
import { lettersOf, loadWordCosts, popularWords, type WordCosts } from "./password-words.ts";

/** In characters as people count them (code points). No rule about kinds of characters. */
const passwordLimits = { least: 12, most: 64 } as const;

/** What makes a password easy to guess; the pages have the words. `name`: it is made of the pupil's own names or the school's. */
export type PasswordHint = "name" | "common" | "repeat" | "sequence" | "keyboard" | "date" | "digits";

export type PasswordCheck =
  | { ok: true }
  | { ok: false; reason: "too-short"; least: number }
  | { ok: false; reason: "too-long"; most: number }
  | { ok: false; reason: "same-as-code" }
  /** The hint that says most comes first; there may be none. */
  | { ok: false; reason: "too-easy"; hints: PasswordHint[] };

/** Of 0 to 4: three is more than a hundred million guesses, which Argon2id and the limits on attempts make out of reach. */
const leastScore = 3;
/** For who knows what is popular here, in powers of ten: three popular words are below, four that don't belong together above. */
const leastEffort = 7.8;
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
  const { zxcvbn, words, keyboards } = await loadEstimator();
  const text = password.normalize("NFKC");
  const result = zxcvbn.check(text, own);
  const { log10, kinds } = effortOf(text, { words, keyboards, own: new Set(own) });
  const short = isShortRun(text);
  const weak = log10 < leastEffort || isOneWord(kinds) || short;
  if (ownHint.length === 0 && result.score >= leastScore && !weak) return { ok: true };
  const hints = [...ownHint, ...(weak ? hintsOfPieces(kinds) : []), ...hintsOf(result), ...(short ? digitsHint : [])];
  return { ok: false, reason: "too-easy", hints: [...new Set(hints)] };
}

function ownWords(names: string[]): string[] {
  const parts = names.flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]).map(lettersOf);
  return [...new Set([...parts.filter((part) => part.length >= 3), ...houseWords])].sort((a, b) => b.length - a.length);
}

function restsOnOwnWords(password: string, own: string[]): boolean {
  const whole = lettersOf(password);
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

/** Digits and signs alone, or around one word that everybody knows, however many. */
const isOneWord = (kinds: PieceKind[]): boolean =>
  !kinds.includes("letter") && kinds.filter((kind) => kind === "word" || kind === "own").length <= 1;

const digitsHint: PasswordHint[] = ["digits"];
/** Digits and signs that stand for a letter where letters are on both sides: `b0terham`. */
const disguised = /(?<=\p{L})[013457@$](?=\p{L})/gu;
/** As people write a word: small, large, or with a capital in front. */
const writtenAsWord = /^(?:\p{L}\p{Ll}+|\p{Lu}+)$/u;
/** No word of the languages here has so many consonants together; what is drawn at random nearly always has. */
const manyConsonants = /[bcdfghjklmnpqrstvwxz]{5}/i;

/**
 * One word with a few digits and signs around it. A word that no list knows is one all the same; text that is drawn at random mixes
 * letters with the rest, and large with small.
 */
function isShortRun(text: string): boolean {
  const run = /^[^\p{L}]{0,8}(\p{L}{5,11})[^\p{L}]{0,10}$/u.exec(text.replace(disguised, "e"))?.[1];
  return run !== undefined && run.length < text.length && writtenAsWord.test(run) && !manyConsonants.test(run);
}

const hintOfPiece: Record<PieceKind, PasswordHint | undefined> = {
  own: "name",
  repeat: "repeat",
  sequence: "sequence",
  keyboard: "keyboard",
  date: "date",
  word: "common",
  digits: "digits",
  letter: undefined,
};

/** What to change first: names, then what a machine tries first. A word with digits behind it is told as such. */
function hintsOfPieces(kinds: PieceKind[]): PasswordHint[] {
  const found = new Set(kinds.map((kind) => hintOfPiece[kind]));
  const order = ["name", "repeat", "keyboard", "sequence", "date", "digits", "common"] as const;
  return order.filter((hint) => found.has(hint));
}

type Estimator = Pick<Known, "words" | "keyboards"> & { zxcvbn: ZxcvbnFactory };
let estimator: Promise<Estimator> | undefined;

function loadEstimator(): Promise<Estimator> {
  estimator ??= (async () => {
    const [core, common, dutch, popular] = await Promise.all([
      import("@zxcvbn-ts/core"),
      import("@zxcvbn-ts/language-common"),
      import("@zxcvbn-ts/language-nl-be"),
      popularWords(),
    ]);
    const dictionary = { ...common.dictionary, ...dutch.dictionary };
    const words: WordCosts = await loadWordCosts(Object.values(dictionary));
    const zxcvbn = new core.ZxcvbnFactory({
      dictionary: { ...dictionary, popular },
      graphs: common.adjacencyGraphs,
      maxLength: 64,
    });
    return { zxcvbn, words, keyboards: neighboursOf(common.adjacencyGraphs) };
  })();
  return estimator;
}

type Graphs = Record<string, Record<string, (string | null)[]>>;

/** Of the keyboards that stand in Flemish schools and homes. */
function neighboursOf({ azerty, qwerty, keypad }: Graphs): Neighbours {
  return [azerty, qwerty, keypad].map(
    (graph) =>
      new Map(
        Object.entries(graph ?? {}).map(([key, beside]) => [
          key,
          new Set(beside.flatMap((keys) => Array.from(keys?.toLowerCase() ?? ""))),
        ]),
      ),
  );
}
