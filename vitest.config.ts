import { availableParallelism, setPriority } from "node:os";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

// The process that reads rosters lets others go first. Here nobody signs in: it would wait for the tests, and they for it.
setPriority(10);

/** The longest last would leave one core without work for minutes. What they are called says it: nothing is known of earlier runs here. */
const longest = ["every-page-staff", "signed-out", "first-start", "killer-files", "back-button", "every-page-pupils"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => longest.some((name) => moduleId.endsWith(`/${name}.test.ts`));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "adapters/**/*.test.ts", "views/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: "test/support/global-setup.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // a test waits for a browser, a database or another process half of its time: one worker more than cores keeps them busy
    maxWorkers: availableParallelism() + 1,
    // journeys in a browser and with processes that are killed share two cores: one that fails is looked at once more
    retry: process.env["CI"] ? 1 : 0,
    pool: "forks",
    sequence: { sequencer: LongestFirst },
  },
});
