import { pino, type Logger } from "pino";

export type Log = Logger;

/** Many lines to a write: a write per line costs more than making the line. What is left is written when the process exits. */
const inBatches = { sync: false, minLength: 4096, periodicFlush: 500 };

/**
 * One JSON line per event. What may be logged is decided where it is logged (ids and codes, never people);
 * the list here is the second line of defence for a field that slips through.
 */
export function createLog(level: string): Log {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "*.password",
        "*.secret",
        "*.code",
        "*.token",
        "*.authorization",
        "*.cookie",
        "password",
        "secret",
        "code",
        "token",
        "authorization",
        "cookie",
        "loginName",
        "*.loginName",
        "givenName",
        "*.givenName",
        "familyName",
        "*.familyName",
        "nationalNumber",
        "*.nationalNumber",
      ],
      censor: "[hidden]",
    },
  };
  return pino(options, pino.destination(inBatches));
}
