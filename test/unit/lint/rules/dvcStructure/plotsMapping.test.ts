import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC007"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC007 plots-mapping", () => {
  it.each<[string, Files]>([
    ["a list", "plots: [{a: {x: b}}]"],
    [
      "plots of a stage, which DVC003 tells of",
      "stages:\n  a:\n    cmd: x\n    plots: {a: {x: b}}\n",
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a mapping",
      "plots:\n  a:\n    x: b\n",
      [
        "dvc.yaml:1:1 DVC007 error top-level `plots` has to be a list in DVC 3: write each plot as `- name:`",
      ],
    ],
    [
      "a flow mapping",
      "plots: {a: {x: b}}\n",
      [
        "dvc.yaml:1:1 DVC007 error top-level `plots` has to be a list in DVC 3: write each plot as `- name:`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "a list",
      "plots:\n  # first\n  a.csv:\n    x: b\n    y: c\n  b.csv:\n  c.csv: {x: d}\nstages: {}\n",
      "safe: Make `plots` a list",
      "plots:\n  # first\n  - a.csv:\n      x: b\n      y: c\n  - b.csv\n  - c.csv: {x: d}\nstages: {}\n",
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
