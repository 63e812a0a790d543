import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "adapters/**/*.test.ts", "views/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: "test/support/global-setup.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // journeys in a browser and with processes that are killed share two cores: one that fails is looked at once more
    retry: process.env["CI"] ? 1 : 0,
    pool: "forks",
  },
});
