import { defineConfig } from "vitest/config";

/** The tiers that run in Node; those inside VS Code's extension host are Mocha's. */
export default defineConfig({
  test: {
    // Real processes, editors and servers share a machine of CI with others: a test that fails is
    // run once more there, and marked in the report.
    retry: process.env["CI"] === undefined ? 0 : 1,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.{ts,tsx}"],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          // One at a time: each has a VS Code and a browser of its own.
          name: "journeys",
          include: ["test/e2e/**/*.spec.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          exclude: ["test/contract/frameworks/**", "test/contract/spark/**"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          // PyTorch, TensorFlow, Ray and what stands on them: gigabytes, so only when asked for.
          name: "frameworks",
          include: ["test/contract/frameworks/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 1_800_000,
        },
      },
      {
        extends: true,
        test: {
          // PySpark takes half a gigabyte, and each session a few seconds to start.
          name: "spark",
          include: ["test/contract/spark/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
