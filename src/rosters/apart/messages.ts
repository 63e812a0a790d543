import type { ErrorCode } from "../../errors.ts";
import type { LentKeys } from "../../lib/keys.ts";
import type { Answer, Request, TaskName } from "./tasks.ts";

/** What the reader needs of the outside world. */
export type World = {
  databaseUrl: string;
  keys: LentKeys;
  at: Date;
  /** where the person is who asked, for the audit */
  network: string | undefined;
};

export type Order = { [T in TaskName]: { task: T; request: Omit<Request<T>, "bytes"> } }[TaskName];

/** Bytes come in pieces, in order, before the order that is about them: a large message in one go would hold up who sends it. */
export type ToReader = { is: "bytes"; piece: Uint8Array } | { is: "order"; world: World; order: Order };

/** Of an error goes back what may be logged: never its message, unless it is ours. */
export type Outcome =
  | { is: "answer"; answer: Answer<TaskName> }
  | { is: "stopped"; code: ErrorCode; message: string }
  | { is: "failed"; type: string; code: string | undefined; at: string[] };

/** `last`: this process ends now. */
export type FromReader = { outcome: Outcome; last: boolean };
