import { describe, expect, it } from "vitest";
import { ignoredBy } from "../../../../src/core/lint/dvc/ignoreFiles.ts";
import { openTexts } from "../../../support/lint/lintTexts.ts";

const check = (files: Readonly<Record<string, string>>, path: string, root = "") => {
  const found = ignoredBy(openTexts(files), path, { name: ".gitignore", root });
  return found === undefined ? null : `${found.path}:${found.line} ${found.pattern}`;
};

describe("ignoredBy", () => {
  it.each<readonly [string, Readonly<Record<string, string>>, string, string | null]>([
    ["a name", { ".gitignore": "# x\n\n*.log\n" }, "a/b.log", ".gitignore:3 *.log"],
    ["a folder above", { ".gitignore": "/data\n" }, "data/x/y", ".gitignore:1 /data"],
    ["a folder only", { ".gitignore": "out/\n" }, "out/", ".gitignore:1 out/"],
    ["no file of a folder's name", { ".gitignore": "out/\n" }, "out", null],
    ["capitals apart", { ".gitignore": "Data\n" }, "data", null],
    ["Windows line ends", { ".gitignore": "a\r\nb\r\n" }, "b", ".gitignore:2 b"],
    ["the last line", { ".gitignore": "*.lock\n!dvc.lock\n" }, "dvc.lock", null],
    ["the deeper file", { ".gitignore": "x\n", "s/.gitignore": "!x\n" }, "s/x", null],
    ["the outer file too", { ".gitignore": "x\n", "s/.gitignore": "y\n" }, "s/x", ".gitignore:1 x"],
    [
      "nothing that is taken back out of an ignored folder",
      { ".gitignore": "s\n!s/x\n" },
      "s/x",
      ".gitignore:1 s",
    ],
    ["paths from their own folder", { "s/.gitignore": "/x\n" }, "s/x", "s/.gitignore:1 /x"],
    ["no files beside", { "s/.gitignore": "x\n" }, "t/x", null],
  ])("knows %s", (_name, files, path, expected) => {
    expect(check(files, path)).toBe(expected);
  });

  it("reads no files above the root", () => {
    const files = { ".gitignore": "x\n", "s/.gitignore": "y\n" };
    expect([check(files, "s/x", "s"), check(files, "s/y", "s")]).toEqual([
      null,
      "s/.gitignore:1 y",
    ]);
  });
});
