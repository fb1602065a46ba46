import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { checkoutRoot, say } from "../checkout.ts";
import { CommandFailed, runCommand } from "../commands.ts";
import { countResult } from "./tier.ts";
import type { Tier, TierResult } from "./tier.ts";

/** What we read of Vitest's JSON report. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly unknown[];
  }[];
}

/** The tests of one project of vitest.config.ts. */
export function vitestTier(name: string, summary: string): Tier {
  return { name, summary, run: () => runProject(name) };
}

async function runProject(project: string): Promise<TierResult> {
  const report = path.join(checkoutRoot, "test-results", `${project}.json`);
  await mkdir(path.dirname(report), { recursive: true });
  await rm(report, { force: true });
  const isClean = await runVitest([
    ...["run", "--project", project],
    ...["--reporter", "default", "--reporter", "json", `--outputFile.json=${report}`],
  ]);
  const result = await readResult(report);
  // Vitest also fails for what is no test's fault, such as an unhandled rejection.
  return isClean || result.failed > 0 ? result : { ...result, failed: 1 };
}

async function runVitest(args: readonly string[]): Promise<boolean> {
  try {
    await runCommand(process.execPath, ["node_modules/vitest/vitest.mjs", ...args], {
      cwd: checkoutRoot,
      isShown: true,
    });
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return false;
  }
}

async function readResult(file: string): Promise<TierResult> {
  let report: VitestReport;
  try {
    report = JSON.parse(await readFile(file, "utf8")) as VitestReport;
  } catch {
    say("  Vitest left no report: the tests did not run.");
    return { passed: 0, failed: 1 };
  }
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) say(`  ${skipped} tests were skipped, which counts as failed.`);
  return countResult(report.numPassedTests, report.numFailedTests + unloadable, skipped);
}
