import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

const check = (text: string) => renderFindings({ "sextant.yaml": text }, { rules: ["SXT001"] });

describe("SXT001 invalid-config", () => {
  it.each([
    ["nothing", ""],
    ["entry points", "entryPoints:\n  train: python train.py\n"],
    [
      "all of lint",
      "lint:\n  select: [ALL]\n  ignore: [DVC002, missing-cmd, sxt]\n  perFileIgnores: {'a/**': [DVC0]}\n  severity: {DVC002: off}\n  exclude: [data/]\n",
    ],
  ])("accepts %s", (_name, text) => {
    expect(check(text)).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    [
      "unknown keys",
      "a: 1\n",
      ["1:1 warning unknown key `a`; known are entryPoints, sources, lint"],
    ],
    ["faults of YAML", "a: [\n", ["2:1 error Flow sequence in block collection must be"]],
    [
      "faults of monitors",
      "entryPoints: {train: make}\nmonitors:\n  a:\n    current: x\n    every: soon\n    retrain: {run: trian}\n  b:\n    current: x\n    retrain: {run: trian}\n",
      [
        "5:5 error `monitors.a.every` is not a duration",
        "9:15 warning there is no entry point `trian` that could be launched",
      ],
    ],
    ["missing commands", "entryPoints:\n  a: {cwd: x}\n", ["2:3 error"]],
    ["levels that are none", "lint: {severity: {DVC002: loud}}\n", ["1:19 error"]],
    [
      "rules that do not exist",
      "lint:\n  ignore: [DVC002, DVC999]\n  severity: {mising-cmd: off}\n  perFileIgnores: {a: [X]}\n",
      [
        "2:20 warning there is no rule `DVC999`",
        "3:14 warning there is no rule `mising-cmd`; did you mean `missing-cmd`",
        "4:24 warning there is no rule `X`",
      ],
    ],
  ])("tells of %s", (_name, text, expected) => {
    const found = check(text).map((it) => it.replace("sextant.yaml:", "").replace(" SXT001", ""));
    expect(found).toHaveLength(expected.length);
    expected.forEach((lead, index) => {
      expect(found[index]?.slice(0, lead.length)).toBe(lead);
    });
  });
});
