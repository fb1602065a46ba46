import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../../src/cli/main.ts";
import type { ModelComparison } from "../../src/core/performance/performanceReport.ts";
import { createTestIo } from "../unit/cli/testIo.ts";

/** The example's year at the clinic, from the shell, in a clean checkout of its own. */

const example = path.resolve(import.meta.dirname, "../../examples/tumour-classifier");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sextant-clinic-"));
  const checkout = path.join(folder, "first");
  cpSync(example, checkout, {
    recursive: true,
    filter: (source) => !/(__pycache__|\.sextant|[\\/](models|reports|clinic))$/.test(source),
  });
  const identity = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org"];
  const git = (...args: readonly string[]) =>
    execFileSync("git", [...identity, ...args], { cwd: checkout });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Classify tumours");
  execFileSync("git", ["clone", "--quiet", checkout, path.join(folder, "clone")]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function clinic(command: string): void {
  execFileSync("python3", ["clinic.py", command], { cwd: path.join(folder, "clone") });
}

async function sextant(...argv: readonly string[]) {
  const cache = path.join(folder, "cache");
  const env = { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  const { io, stdout, stderr } = createTestIo(path.join(folder, "clone"), env);
  const exitCode = await run(argv, io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

it("finds that the model fell, retrains it, and shows that the new one is better by group", async () => {
  clinic("train");
  clinic("arrive");
  const checked = await sextant("drift", "check", "clinic");
  expect(checked.exitCode).toBe(1);
  expect(checked.stdout).toMatch(/^clinic: degraded: Accuracy fell from 0\.9\d+ to 0\.7\d+ /);
  expect(checked.stdout).toMatch(/\nmean_concave_points +drift /);
  expect(checked.stdout).toContain("error    Accuracy fell from");
  expect(checked.stdout).toContain("Launch it with `sextant drift retrain clinic`.");

  const retrained = await sextant("drift", "retrain", "clinic", "--format", "json");
  expect(retrained).toMatchObject({ exitCode: 0 });
  const { comparison } = JSON.parse(retrained.stdout) as { readonly comparison: ModelComparison };
  expect(comparison.verdict).toBe("better");
  const ofGroups = comparison.slices.map(({ verdict }) => verdict);
  expect(ofGroups.filter((verdict) => verdict === "better").length).toBeGreaterThan(10);
  expect(ofGroups).not.toContain("worse");

  const shown = await sextant("show", "@latest", "--format", "json");
  expect(JSON.parse(shown.stdout)).toMatchObject({
    status: "finished",
    entryPoint: "clinic-retrain",
    tags: {
      "sextant.retrain.monitor": "clinic",
      "sextant.retrain.causes": expect.stringContaining("performance") as unknown,
    },
  });
}, 60_000);
