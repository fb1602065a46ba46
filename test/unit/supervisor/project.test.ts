import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findProjectRoot } from "../../../src/platform/runs/project.ts";

let top: string;
beforeEach(() => {
  top = mkdtempSync(path.join(realpathSync(os.tmpdir()), "sextant-project-"));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

interface Case {
  readonly label: string;
  /** What there is; a name that ends with "/" is a folder. */
  readonly present: readonly string[];
  readonly cwd: string;
  readonly root: string;
}

describe("the project of a folder", () => {
  it.each<Case>([
    { label: "itself, with nothing around", present: [], cwd: "a/b", root: "a/b" },
    { label: "the git working tree", present: [".git/"], cwd: "a/b", root: "" },
    { label: "a configured folder", present: [".git/", "a/sextant.yaml"], cwd: "a/b", root: "a" },
    { label: "a folder with runs", present: ["a/.sextant/"], cwd: "a/b", root: "a" },
    {
      label: "a repository below a folder that has runs",
      present: [".sextant/", "a/.git/"],
      cwd: "a/b",
      root: "a",
    },
    {
      label: "a worktree inside its repository",
      present: [".git/", ".sextant/", "sextant.yaml", "a/.git"],
      cwd: "a/b",
      root: "a",
    },
    {
      label: "the working tree, where both are at its top",
      present: ["a/.git/", "a/.sextant/", ".sextant/"],
      cwd: "a/b",
      root: "a",
    },
  ])("is $label", ({ present, cwd, root }) => {
    mkdirSync(path.join(top, cwd), { recursive: true });
    for (const name of present) {
      if (name.endsWith("/")) mkdirSync(path.join(top, name), { recursive: true });
      else writeFileSync(path.join(top, name), "");
    }
    expect(findProjectRoot(path.join(top, cwd))).toBe(path.join(top, root));
  });
});
