import { pino, type Logger } from "pino";

export type Log = Logger;

/** Many lines to a write: a write per line costs more than making the line. What is left is written when the process exits. */
const inBatches = { sync: false, minLength: 4096, periodicFlush: 500 };

const hidden = new Set([
  "password",
  "secret",
  "code",
  "token",
  "authorization",
  "cookie",
  "loginName",
  "givenName",
  "familyName",
  "nationalNumber",
]);

type Fields = Record<string, unknown>;
/** An error is not taken apart: what it shows is up to its serializer. */
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !(value instanceof Error);

/** Fields of these names are hidden, and those of a field. Looked for by hand: redaction by paths costs more than the rest of a line. */
export function hide(line: Fields): Fields {
  const isSafe = (name: string): boolean => {
    const value = line[name];
    return !hidden.has(name) && !(isFields(value) && Object.keys(value).some((inner) => hidden.has(inner)));
  };
  if (Object.keys(line).every(isSafe)) return line;
  return Object.fromEntries(
    Object.entries(line).map(([name, value]) => [
      name,
      hidden.has(name) ? "[hidden]" : isFields(value) ? hide(value) : value,
    ]),
  );
}

/**
 * One JSON line per event. What may be logged is decided where it is logged (ids and codes, never people);
 * the list here is the second line of defence for a field that slips through.
 */
export function createLog(level: string): Log {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: hide },
  };
  return pino(options, pino.destination(inBatches));
}
