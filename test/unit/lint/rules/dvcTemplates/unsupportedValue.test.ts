import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";
import { renderFixes } from "../../../../support/lint/renderFixes.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC109"] });

describe("DVC109 unsupported-value", () => {
  it.each([
    [
      "quoted dates",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x\n",
        "params.yaml": "a: '2024-01-31'\nb: \"2024-01-31\"\n",
      },
    ],
    [
      "dates of a params.yaml that no dvc.yaml loads",
      { "params.yaml": "a: 2024-01-31\n", "b/dvc.yaml": "stages:\n  s:\n    cmd: x\n" },
    ],
    [
      "dates in parts of a file that are not loaded",
      {
        "dvc.yaml": "vars: ['v.yaml:a']\nstages:\n  s:\n    cmd: x\n",
        "v.yaml": "a: 1\nb: 2024-01-31\n",
      },
    ],
    [
      "dates below keys that are dropped",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n", "params.yaml": "1: 2024-01-31\n" },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "dates in params.yaml",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n", "params.yaml": "a:\n  b: [1, 2024-01-31]\n" },
      [
        "params.yaml:2:10 DVC109 error `a.b.1` is a date, which DVC cannot use: every command of DVC fails until it is quoted",
      ],
    ],
    [
      "dates in a file of vars, where it is loaded",
      { "dvc.yaml": "vars: [v.toml]\nstages:\n  s:\n    cmd: x\n", "v.toml": "a = 2024-01-31\n" },
      ["dvc.yaml:1:8 DVC109 error `a` is a date, which DVC cannot use: quote it in `v.toml`"],
    ],
    [
      "dates in vars",
      { "dvc.yaml": "vars: [{a: 2024-01-31}]\nstages:\n  s:\n    cmd: x\n" },
      [
        "dvc.yaml:1:12 DVC109 error `a` is a date, which DVC cannot use: every command of DVC fails until it is quoted",
      ],
    ],
    [
      "dates in loops",
      { "dvc.yaml": "stages: {s: {foreach: [2024-01-31], do: {cmd: 'x ${item}'}}}" },
      ["dvc.yaml:1:24 DVC109 error `2024-01-31` is a date, which DVC cannot use: quote it"],
    ],
    [
      "tuples of Python",
      { "dvc.yaml": "vars: [p.py]\nstages:\n  s:\n    cmd: x\n", "p.py": "a = (1, 2)\n" },
      [
        "dvc.yaml:1:8 DVC109 error `a` is a value of type tuple, which DVC cannot use: quote it in `p.py`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each([
    [
      "with quotes",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n", "params.yaml": "a: 2024-01-31 # when\n" },
      [["safe Quote the date", 'a: "2024-01-31" # when']],
    ],
    [
      "in another file",
      { "dvc.yaml": "vars: [v.yaml]\nstages:\n  s:\n    cmd: x\n", "v.yaml": "a: 2024-01-31\n" },
      [["safe Quote the date", 'a: "2024-01-31"']],
    ],
  ])("mends %s", (_name, files, expected) => {
    expect(renderFixes(files, { rules: ["DVC109"] })).toEqual(expected);
  });
});
