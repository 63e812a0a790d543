/**
 * Verifies one Argon2id hash as often as it is asked to, over IPC. Settings by environment: LIBRARY, AT_ONCE. Both libraries read the
 * parameters from the hash itself.
 */
import { hash, verify } from "@node-rs/argon2";
import argon2 from "argon2";
import { z } from "zod";
import { inParallel } from "./flows.ts";

const secret = "zeven gele olifanten op zolder";
const phc = await hash(secret, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
const check = process.env["LIBRARY"] === "argon2" ? () => argon2.verify(phc, secret) : () => verify(phc, secret);
const atOnce = Number(process.env["AT_ONCE"]);
const Question = z.object({ id: z.number(), verify: z.number() });

process.on("message", (message) => {
  const question = Question.safeParse(message);
  if (question.success) void answer(question.data);
});
// stays until it is told to stop
process.channel?.ref();

async function answer({ id, verify: times }: z.infer<typeof Question>): Promise<void> {
  await inParallel(times, atOnce, async () => {
    if (!(await check())) throw new Error("The secret is right, and yet it is refused");
  });
  process.send?.({ id, answer: "right" });
}
