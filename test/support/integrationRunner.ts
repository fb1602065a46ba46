import { appendFileSync, globSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

/**
 * Runs in VS Code's extension host: every bundled integration test, and one JSON line per test to
 * the file that SEXTANT_TEST_REPORT names. Throws when a test failed, as VS Code wants it.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, reporter: "min", allowUncaught: false });
  const folder = path.join(__dirname, "..", "integration");
  for (const file of globSync("**/*.test.cjs", { cwd: folder }).sort())
    mocha.addFile(path.join(folder, file));
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("pass", (test) => {
      report(test, "passed");
    });
    runner.on("pending", (test) => {
      report(test, "skipped");
    });
    runner.on("fail", (test: Mocha.Test, error: unknown) => {
      report(test, "failed", error);
    });
  });
  if (failures > 0) throw new Error(`${failures} integration tests failed`);
}

function report(test: Mocha.Test, state: "passed" | "failed" | "skipped", error?: unknown): void {
  const line = {
    title: test.titlePath().join(" › "),
    state,
    durationMs: test.duration ?? 0,
    ...(error === undefined ? {} : { error: describe(error) }),
  };
  const file = process.env["SEXTANT_TEST_REPORT"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
