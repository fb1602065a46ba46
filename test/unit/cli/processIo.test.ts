import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundleCli, type BundledCli } from "../../support/bundledCli.ts";
import { TestProject } from "../supervisor/testProject.ts";

let cli: BundledCli;
let project: TestProject;
beforeAll(async () => {
  cli = await bundleCli();
});
afterAll(() => cli.dispose());
beforeEach(() => {
  project = new TestProject();
  mkdirSync(path.join(project.root, ".sextant", "runs"));
});
afterEach(() => project.dispose());

/** Output goes to a file that may only be read. */
function callWithoutOutput(...args: readonly string[]): { status: number | null; stderr: string } {
  const file = path.join(project.root, "closed");
  writeFileSync(file, "");
  const closed = openSync(file, "r");
  try {
    return spawnSync(process.execPath, [cli.path, ...args], {
      cwd: project.root,
      stdio: ["ignore", closed, "pipe"],
      encoding: "utf8",
    });
  } finally {
    closeSync(closed);
  }
}

describe("output that cannot be written", () => {
  it("is a failure", () => {
    const { status, stderr } = callWithoutOutput("runs", "--format", "json");
    expect(stderr).toMatch(/^sextant: The output could not be written: .+\n$/);
    expect(status).toBe(3);
  });

  it("does not disturb a run", () => {
    const script = project.script("console.log('hello'); process.exit(7)");
    const { status } = callWithoutOutput("run", "--no-snapshot", "--", ...script);
    expect(status).toBe(7);
  });
});

describe("a folder that was removed", () => {
  it("is told of instead of a trace", () => {
    const gone = path.join(project.root, "gone");
    const source = `
      const fs = require("node:fs");
      fs.mkdirSync(${JSON.stringify(gone)});
      process.chdir(${JSON.stringify(gone)});
      try { fs.rmdirSync(${JSON.stringify(gone)}); } catch { process.exit(42); }
      const { status, stderr } = require("node:child_process").spawnSync(
        process.execPath, [${JSON.stringify(cli.path)}, "runs"], { encoding: "utf8" });
      process.stdout.write(stderr);
      process.exit(status ?? 1);`;
    const { status, stdout } = spawnSync(process.execPath, ["-e", source], { encoding: "utf8" });
    // Windows does not remove a folder that somebody is in.
    const isRemovable = process.platform !== "win32";
    expect(status).toBe(isRemovable ? 3 : 42);
    expect(stdout).toBe(
      isRemovable
        ? "sextant: The current folder is not there any more. Change to another one and try again.\n"
        : "",
    );
  });
});
