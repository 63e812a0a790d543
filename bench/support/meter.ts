/**
 * Loaded into every process that a bench measures (`--import`): tells over IPC what the kernel has counted for the process. That is user
 * plus system time of all its threads, on any system; reading /proc would give the same in steps of 10 ms, on Linux only.
 */
export type Usage = { cpuMs: number; systemMs: number; rssBytes: number };

process.on("message", (question: unknown) => {
  if (typeof question !== "object" || question === null || !("id" in question && "usage" in question)) return;
  const { user, system } = process.cpuUsage();
  const usage: Usage = { cpuMs: (user + system) / 1000, systemMs: system / 1000, rssBytes: process.memoryUsage.rss() };
  process.send?.({ id: question.id, answer: usage });
});
// a listener alone must not keep a process alive that is done
process.channel?.unref();
