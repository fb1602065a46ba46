import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC012"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC012 params-not-list", () => {
  it.each<[string, Files]>([
    ["lists", "stages:\n  a:\n    cmd: x\n    params: [a, {p.yaml: [b]}]\n"],
    [
      "the whole file",
      "stages:\n  a:\n    cmd: x\n    params: [{p.yaml: }, {q.yaml: []}, {r.yaml: {}}, {s.yaml: ''}, {t.yaml: 0}]\n",
    ],
    ["a template", "stages:\n  a:\n    cmd: x\n    params: [{p.yaml: '${x}'}]\n"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a string",
      "stages:\n  a:\n    cmd: x\n    params:\n    - p.yaml: lr\n",
      [
        "dvc.yaml:5:15 DVC012 error the parameters of `p.yaml` in stage `a` have to be a list of keys, not a string",
      ],
    ],
    [
      "a mapping",
      "stages:\n  a:\n    cmd: x\n    params:\n    - p.yaml: {lr: 1}\n",
      [
        "dvc.yaml:5:15 DVC012 error the parameters of `p.yaml` in stage `a` have to be a list of keys, not a mapping",
      ],
    ],
    [
      "true",
      "stages:\n  a:\n    cmd: x\n    params:\n    - p.yaml: true\n",
      [
        "dvc.yaml:5:15 DVC012 error the parameters of `p.yaml` in stage `a` have to be a list of keys, not a boolean",
      ],
    ],
    [
      "in a loop",
      "stages: {a: {foreach: [1], do: {cmd: x, params: [{p.yaml: lr}]}}}",
      [
        "dvc.yaml:1:59 DVC012 error the parameters of `p.yaml` in stage `a` have to be a list of keys, not a string",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "a list",
      "stages:\n  a:\n    cmd: x\n    params:\n    - p.yaml: train.lr # why\n",
      "safe: Write `[train.lr]`",
      "stages:\n  a:\n    cmd: x\n    params:\n    - p.yaml: [train.lr] # why\n",
    ],
    [
      "none for a mapping",
      "stages:\n  a:\n    cmd: x\n    params:\n    - p.yaml: {lr: 1}\n",
      undefined,
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
