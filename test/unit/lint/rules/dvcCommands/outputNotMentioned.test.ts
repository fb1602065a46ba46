import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC306"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC306 out-not-mentioned", () => {
  it.each<[string, Files]>([
    [
      "the output",
      "stages:\n  a:\n    cmd: x --out models/final.pkl\n    outs: [models/final.pkl]\n",
    ],
    [
      "with ./",
      "stages:\n  a:\n    cmd: x --out ./models/final.pkl\n    outs: [models/final.pkl]\n",
    ],
    ["below an output", "stages:\n  a:\n    cmd: x --out models/a.pkl\n    outs: [models]\n"],
    [
      "another number",
      "stages:\n  a:\n    cmd: x --in data/part1.csv\n    outs: [data/part2.csv]\n",
    ],
    [
      "a dependency",
      "stages:\n  a:\n    cmd: x data/raws.csv data/raw.csv\n    deps: [data/raws.csv]\n    outs: [data/raw.csv]\n",
    ],
    [
      "a file that is there",
      {
        "data/raws.csv": "",
        "dvc.yaml": "stages:\n  a:\n    cmd: x data/raws.csv\n    outs: [data/raw.csv]\n",
      },
    ],
    [
      "an output that is mentioned too",
      "stages:\n  a:\n    cmd: x data/raws.csv data/raw.csv\n    outs: [data/raw.csv]\n",
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a letter",
      "stages:\n  a:\n    cmd: x --out models/final.pkl\n    outs: [model/final.pkl]\n",
      [
        "dvc.yaml:3:18 DVC306 info `models/final.pkl` is no output of stage `a`, which has `model/final.pkl`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "the output's path",
      "stages:\n  a:\n    cmd: x --out models/final.pkl\n    outs: [model/final.pkl]\n",
      "suggestion: Change to `model/final.pkl`",
      "stages:\n  a:\n    cmd: x --out model/final.pkl\n    outs: [model/final.pkl]\n",
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
