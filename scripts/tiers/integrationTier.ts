import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { checkoutRoot, say } from "../checkout.ts";
import { countResult } from "./tier.ts";
import type { Tier, TierResult } from "./tier.ts";

/** One line per test, as the runner inside VS Code writes it; test/support/integrationRunner.ts. */
interface ReportedTest {
  readonly title: string;
  readonly state: "passed" | "failed" | "skipped";
  readonly durationMs: number;
  readonly error?: string;
}

const bundleFolder = path.join(checkoutRoot, ".cache", "integration");
const editorLog = path.join(checkoutRoot, "test-results", "integration-editor.log");

/**
 * Mocha inside a real VS Code. Ours is served to a headless browser; with SEXTANT_TEST_DESKTOP=1
 * the desktop VS Code is downloaded and used instead.
 */
export const integrationTier: Tier = {
  name: "integration",
  summary: "inside a real VS Code",
  run: async () => {
    await bundleTests();
    const scratch = await mkdtemp(path.join(tmpdir(), "sextant-integration-"));
    try {
      return await runInEditor(scratch);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
};

/** Each test file becomes a bundle of its own beside the runner, which finds them by name. */
async function bundleTests(): Promise<void> {
  await rm(bundleFolder, { recursive: true, force: true });
  await build({
    entryPoints: ["test/integration/**/*.test.ts", "test/support/integrationRunner.ts"],
    absWorkingDir: checkoutRoot,
    outdir: bundleFolder,
    outbase: "test",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
    logOverride: { "empty-import-meta": "silent" },
  });
}

async function runInEditor(scratch: string): Promise<TierResult> {
  const workspace = path.join(scratch, "workspace");
  const report = path.join(scratch, "report.jsonl");
  await mkdir(workspace);
  await mkdir(path.dirname(editorLog), { recursive: true });
  await rm(editorLog, { force: true });
  const isDesktop = process.env["SEXTANT_TEST_DESKTOP"] === "1";
  let failure: unknown;
  try {
    await runTests({
      ...(isDesktop
        ? {}
        : { vscodeExecutablePath: path.join(checkoutRoot, "test", "support", "vscode") }),
      extensionDevelopmentPath: checkoutRoot,
      extensionTestsPath: path.join(bundleFolder, "support", "integrationRunner.cjs"),
      launchArgs: [
        workspace,
        `--user-data-dir=${path.join(scratch, "user-data")}`,
        `--extensions-dir=${path.join(scratch, "extensions")}`,
      ],
      extensionTestsEnv: { SEXTANT_TEST_REPORT: report, SEXTANT_EDITOR_LOG: editorLog },
    });
  } catch (error) {
    failure = error;
  }
  return countTests(await readReport(report), failure);
}

async function readReport(file: string): Promise<readonly ReportedTest[]> {
  try {
    const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as ReportedTest);
  } catch {
    return [];
  }
}

function countTests(tests: readonly ReportedTest[], failure: unknown): TierResult {
  const marks = { passed: "✓", failed: "✗", skipped: "-" };
  for (const { title, state, durationMs, error } of tests) {
    say(`  ${marks[state]} ${title} (${Math.round(durationMs)} ms)`);
    if (error !== undefined) say(error.replace(/^/gm, "      "));
  }
  const count = (state: ReportedTest["state"]): number =>
    tests.filter((test) => test.state === state).length;
  const result = countResult(count("passed"), count("failed"), count("skipped"));
  if (failure === undefined || result.failed > 0) return result;
  const reason = failure instanceof Error ? failure.message : "unknown failure";
  say(`  VS Code did not finish the tests: ${reason}. Its log is ${editorLog}.`);
  return { ...result, failed: 1 };
}
