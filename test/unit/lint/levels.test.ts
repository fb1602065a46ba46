import { describe, expect, it } from "vitest";
import { levelOf } from "../../../src/core/lint/levels.ts";
import { defaultLintOptions, type LintOptions } from "../../../src/core/lint/lintOptions.ts";
import { missingCmd } from "../../../src/core/lint/rules/dvcStructure/missingCmd.ts";
import { renderFindings } from "../../support/lint/lintTexts.ts";

const check = (options: Partial<LintOptions>, path = "dvc.yaml") =>
  levelOf(missingCmd, path, { ...defaultLintOptions, ...options });

describe("how loud DVC002 missing-cmd is", () => {
  it.each<[string, Partial<LintOptions>, string, string?]>([
    ["by default", {}, "error"],
    ["selected", { select: ["DVC0"] }, "error"],
    ["not selected", { select: ["MLF", "missing"] }, "off"],
    ["selected with all", { select: ["ALL"] }, "error"],
    ["ignored by its name", { ignore: ["missing-cmd"] }, "off"],
    ["ignored and selected", { ignore: ["dvc002"], select: ["ALL"] }, "off"],
    ["another level", { severity: { DVC002: "hint" } }, "hint"],
    ["another level by name", { severity: { "missing-cmd": "info" } }, "info"],
    ["off", { severity: { DVC002: "off" } }, "off"],
    ["a key of Object.prototype", { severity: {}, select: ["constructor"] }, "off"],
    ["ignored in a folder", { perFileIgnores: { "old/": ["DVC"] } }, "off", "old/a/dvc.yaml"],
    ["ignored elsewhere", { perFileIgnores: { "old/": ["DVC"] } }, "error", "new/dvc.yaml"],
    ["other rules ignored there", { perFileIgnores: { "*": ["MLF"] } }, "error"],
    ["a pattern that is none", { perFileIgnores: { "[": ["DVC"], "**/": ["DVC"] } }, "error"],
  ])("%s", (_name, options, expected, path) => {
    expect(check(options, path)).toBe(expected);
  });

  it("is the same for all that a rule reports, when the options say it", () => {
    const files = { "sextant.yaml": "lint: {ignore: [DVC999]}\nb: 1\n" };
    const lint = { severity: { SXT001: "error" } } as const;
    const levels = renderFindings(files, { rules: ["SXT001"], lint }).map((it) => it.split(" ")[2]);
    expect(levels).toEqual(["error", "error"]);
  });
});
