import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";
import { renderFixes } from "../../../../support/lint/renderFixes.ts";
import { lintTexts } from "../../../../support/lint/lintTexts.ts";
import { applyEdits } from "../../../../../src/core/lint/fixes/applyFixes.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC114"] });

describe("DVC114 unused-var", () => {
  it.each([
    [
      "values that are used, or a part of them",
      { "dvc.yaml": "vars: [{a: 1, m: {b: 1, c: 2}}]\nstages:\n  s:\n    cmd: x ${a} ${m.b}\n" },
    ],
    [
      "a mapping that is looped over",
      { "dvc.yaml": "vars: [{m: {b: 1}}]\nstages: {s: {foreach: '${m}', do: {cmd: x}}}" },
    ],
    [
      "values that only a loop names",
      { "dvc.yaml": "vars: [{l: [1, 2]}]\nstages: {s: {matrix: {a: '${l}'}, cmd: x}}" },
    ],
    [
      "values of files",
      { "dvc.yaml": "vars: [v.yaml]\nstages:\n  s:\n    cmd: x\n", "v.yaml": "a: 1" },
    ],
    [
      "files in which a reference has no value",
      { "dvc.yaml": "vars: [{a: 1}]\nstages:\n  s:\n    cmd: x ${b}\n" },
    ],
    ["values of top-level sections", { "dvc.yaml": "vars: [{a: 1}]\nmetrics: ['${a}.json']\n" }],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "values that nothing uses",
      { "dvc.yaml": "vars: [{a: 1, b: 2}]\nstages:\n  s:\n    cmd: x ${b}\n" },
      ["dvc.yaml:1:9 DVC114 info no `${…}` uses `a`"],
    ],
    [
      "those of stages",
      { "dvc.yaml": "stages: {s: {vars: [{a: 1}], cmd: x}, t: {cmd: x}}" },
      ["dvc.yaml:1:22 DVC114 info no `${…}` uses `a`"],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each([
    [
      "the first of several",
      { "dvc.yaml": "vars:\n  - a: 1\n    b: 2\nstages:\n  s:\n    cmd: x ${b}\n" },
      [["unsafe Remove `a`", "- b: 2"]],
    ],
    [
      "nothing of one alone, or in braces",
      { "dvc.yaml": "vars:\n  - a: 1\n  - {b: 1, c: 1}\nstages:\n  s:\n    cmd: x ${b}\n" },
      [],
    ],
  ])("mends %s", (_name, files, expected) => {
    expect(renderFixes(files, { rules: ["DVC114"] })).toEqual(expected);
  });

  it("removes whole lines", () => {
    const text = "vars:\n  - a: 1\n    b: 2 # two\n    c: 3\nstages: {s: {cmd: 'x ${a} ${c}'}}\n";
    const [finding] = lintTexts({ "dvc.yaml": text }, { rules: ["DVC114"] });
    expect(applyEdits(text, finding?.fixes?.[0]?.edits ?? [])).toBe(
      text.replace("    b: 2 # two\n", ""),
    );
  });

  it("removes the last line of several", () => {
    const text = "vars:\n  - a: 1\n    b: 2\nstages: {s: {cmd: 'x ${a}'}}\n";
    const [finding] = lintTexts({ "dvc.yaml": text }, { rules: ["DVC114"] });
    expect(applyEdits(text, finding?.fixes?.[0]?.edits ?? [])).toBe(text.replace("    b: 2\n", ""));
  });
});
