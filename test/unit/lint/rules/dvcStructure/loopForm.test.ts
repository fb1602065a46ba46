import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC008"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC008 foreach-matrix-shape", () => {
  it.each<[string, Files]>([
    ["a loop", "stages: {a: {foreach: [1], do: {cmd: x}}}"],
    ["a matrix", "stages: {a: {matrix: {k: [1], l: '${m}'}, cmd: x}}"],
    ["an axis without values", "stages: {a: {matrix: {k: []}, cmd: x}}"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a key beside",
      "stages: {a: {foreach: [1], wdir: y, do: {cmd: x}}}",
      [
        "dvc.yaml:1:28 DVC008 error `wdir` of stage `a` stands beside `foreach`: it belongs below `do`",
      ],
    ],
    [
      "a matrix beside",
      "stages: {a: {foreach: [1], matrix: {k: [1]}, do: {cmd: x}}}",
      ["dvc.yaml:1:28 DVC008 error stage `a` has both `foreach` and `matrix`; use one"],
    ],
    [
      "no do",
      "stages:\n  a:\n    foreach: [1]\n    cmd: x\n",
      [
        "dvc.yaml:3:5 DVC008 error stage `a` has `foreach` but no `do`: the stage's keys belong below `do`",
      ],
    ],
    [
      "no foreach",
      "stages: {a: {do: {cmd: x}}}",
      ["dvc.yaml:1:14 DVC008 error stage `a` has `do` but no `foreach`"],
    ],
    [
      "nothing behind both",
      "stages: {a: {foreach: , do: }}",
      [
        "dvc.yaml:1:14 DVC008 error nothing to loop over below `foreach` of stage `a`",
        "dvc.yaml:1:25 DVC008 error nothing below `do` of stage `a`",
      ],
    ],
    [
      "a loop in a loop",
      "stages: {a: {foreach: [1], do: {foreach: [2], do: {cmd: x}}}}",
      [
        "dvc.yaml:1:33 DVC008 error stage `a` has a loop in a loop, which DVC does not know; use `matrix`",
      ],
    ],
    [
      "a matrix in a loop, as a warning",
      "stages: {a: {foreach: [1], do: {cmd: x, matrix: {k: [1]}}}}",
      [
        "dvc.yaml:1:41 DVC008 warning `matrix` below `do` of stage `a` is left out by DVC; use `matrix` without `foreach`",
      ],
    ],
    [
      "a matrix without axes",
      "stages: {a: {matrix: {}, cmd: x}}",
      ["dvc.yaml:1:14 DVC008 error `matrix` of stage `a` has no axes"],
    ],
    [
      "an axis of letters, as a warning",
      "stages: {a: {matrix: {k: abc}, cmd: x}}",
      [
        "dvc.yaml:1:26 DVC008 warning axis `k` of stage `a` is a string: DVC makes a stage of each of its letters; write a list",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "keys below do",
      "stages:\n  a:\n    foreach: [1]\n    cmd: x\n    outs:\n      - y\n  b:\n    cmd: z\n",
      "suggestion: Move the stage's keys below `do`",
      "stages:\n  a:\n    foreach: [1]\n    do:\n      cmd: x\n      outs:\n        - y\n  b:\n    cmd: z\n",
    ],
    ["none where the loop stands last", "stages:\n  a:\n    cmd: x\n    foreach: [1]\n", undefined],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
