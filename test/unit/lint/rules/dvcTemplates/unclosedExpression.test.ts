import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";
import { renderFixes } from "../../../../support/lint/renderFixes.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC104"] });

describe("DVC104 unclosed-expression", () => {
  it.each([
    ["closed ones", { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a}\n", "params.yaml": "a: 1" }],
    ["what is escaped", { "dvc.yaml": "stages:\n  s:\n    cmd: x \\${a\n" }],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "one without a brace",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a b\n" },
      ["dvc.yaml:3:12 DVC104 warning `${` has no `}` on its line: DVC leaves it as it is"],
    ],
    [
      "one that is closed on another line",
      { "dvc.yaml": "stages:\n  s:\n    cmd: |\n      x ${a\n      }\n" },
      ["dvc.yaml:4:9 DVC104 warning `${` has no `}` on its line: DVC leaves it as it is"],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each([
    [
      "with a brace",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a.b c\n" },
      [["suggestion Close it: `${a.b}`", "cmd: x ${a.b} c"]],
    ],
    ["nothing without a name", { "dvc.yaml": "stages:\n  s:\n    cmd: x ${ c\n" }, []],
  ])("mends %s", (_name, files, expected) => {
    expect(renderFixes(files, { rules: ["DVC104"] })).toEqual(expected);
  });
});
