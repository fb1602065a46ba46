import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC010"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC010 bad-stage-name", () => {
  it.each<[string, Files]>([
    ["letters, digits, - and _", "stages: {train-1_b: {cmd: x}}"],
    ["blanks", "stages: {create features: {cmd: x}}"],
    ["letters of other scripts", "stages: {訓練: {cmd: x}}"],
    ["a number, which DVC003 tells of", "stages: {1.5: {cmd: x}}"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "an @",
      "stages: {a@b: {cmd: x}}",
      [
        "dvc.yaml:1:10 DVC010 error stage name `a@b` has an `@`, which is for items of loops: DVC cannot find it",
      ],
    ],
    [
      "an @ in a loop's name, as a hint",
      "stages: {a@b: {foreach: [1], do: {cmd: x}}}",
      [
        "dvc.yaml:1:10 DVC010 hint stage name `a@b` has a `@`, which `dvc stage add` does not take; allowed: letters, digits, `-` and `_`",
      ],
    ],
    [
      "a colon",
      "stages: {'a:b': {cmd: x}}",
      [
        "dvc.yaml:1:10 DVC010 warning stage name `a:b` cannot be given to `dvc repro`, which takes it for a file; allowed: letters, digits, `-` and `_`",
      ],
    ],
    [
      "an ending of a file",
      "stages: {a.dvc: {cmd: x}}",
      [
        "dvc.yaml:1:10 DVC010 warning stage name `a.dvc` cannot be given to `dvc repro`, which takes it for a file; allowed: letters, digits, `-` and `_`",
      ],
    ],
    [
      "a dot, as a hint",
      "stages: {a.b: {cmd: x}}",
      [
        "dvc.yaml:1:10 DVC010 hint stage name `a.b` has a `.`, which `dvc stage add` does not take; allowed: letters, digits, `-` and `_`",
      ],
    ],
    ["nothing", "stages: {'': {cmd: x}}", ["dvc.yaml:1:10 DVC010 error a stage needs a name"]],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
