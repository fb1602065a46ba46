import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findLintRoot } from "../../../src/platform/lint/lintRoot.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "sextant-home-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const make = (...folders: readonly string[]): void => {
  for (const folder of folders) mkdirSync(path.join(home, folder), { recursive: true });
};
const rootOf = (folder: string): string =>
  path.relative(home, findLintRoot(path.join(home, folder), home));

describe("what is linted together", () => {
  it.each([
    ["the git working tree", ["code/.git", "code/a/.dvc", "code/a/b"], "code/a/b", "code"],
    ["the DVC repository", ["code/.dvc", "code/a/b"], "code/a/b", "code"],
    ["Sextant's project", ["code/.sextant", "code/a"], "code/a", "code"],
    ["the folder alone", ["code/a"], "code/a", "code/a"],
  ])("is %s", (_name, folders, asked, expected) => {
    make(...folders);
    expect(rootOf(asked)).toBe(expected);
  });

  it("is not the home folder that somebody keeps in git", () => {
    make(".git", ".dvc", "code/a");
    expect(rootOf("code/a")).toBe("code/a");
    make("code/.git");
    expect(rootOf("code/a")).toBe("code");
  });

  it("is the home folder when it is asked for itself", () => {
    make(".git");
    expect(rootOf("")).toBe("");
  });
});
