/**
 * The process that reads rosters: what an outsider sends never runs beside people who sign in. It does one order at a time, and ends
 * when the process that started it ends. Whoever started it bounds its memory and its time.
 * @see docs/decisions/0038-uploads-read-apart.md
 */
import { writeFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import type { FromReader, Outcome, ToReader } from "./messages.ts";

enableCompileCache(join(import.meta.dirname, "../../../node_modules/.cache/leerid"));
const { perform } = await import("./perform.ts");

/** A heap that a large file has blown up doesn't shrink: the next file gets a new process. */
const mostBytesIdle = 224 * 1024 * 1024;

const Message = z.custom<ToReader>((value) => typeof value === "object" && value !== null && "is" in value);

dieFirst();
let pieces: Uint8Array[] = [];
process.on("message", (sent) => {
  const message = Message.parse(sent);
  if (message.is === "bytes") return void pieces.push(message.piece);
  const bytes = Buffer.concat(pieces);
  pieces = [];
  void perform(message.world, message.order, bytes).then(answer);
});
process.on("disconnect", () => process.exit(0));

function answer(outcome: Outcome): void {
  const last = process.memoryUsage.rss() > mostBytesIdle;
  const message: FromReader = { outcome, last };
  process.send?.(message, undefined, undefined, () => {
    if (last) process.disconnect();
  });
}

/** Where the machine itself runs out of memory, it is this process that goes, and none in which people sign in. */
function dieFirst(): void {
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // not every system has it
  }
}
