import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC111"] });

describe("DVC111 null-interpolation", () => {
  it.each([
    ["values", { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a}\n", "params.yaml": "a: 0" }],
    [
      "null that stays null",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x\n    meta: {a: '${a}'}\n    desc: ${a}\n",
        "params.yaml": "a:",
      },
    ],
    ["the text None", { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a}\n", "params.yaml": "a: None" }],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "null in commands",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a}\n", "params.yaml": "a:" },
      ["dvc.yaml:3:12 DVC111 warning `a` is null, which becomes the text `None`"],
    ],
    [
      "null in other texts",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n    deps: ['x${a}']\n", "params.yaml": "a: ~" },
      ["dvc.yaml:4:14 DVC111 warning `a` is null, which becomes the text `None`"],
    ],
    [
      "commands and folders that are null",
      { "dvc.yaml": "stages:\n  s:\n    cmd: ${a}\n    wdir: ${a}\n", "params.yaml": "a:" },
      [
        "dvc.yaml:3:10 DVC111 warning `a` is null: the stage has no command to run",
        "dvc.yaml:4:11 DVC111 warning `a` is null: the stage runs in the folder of `dvc.yaml`",
      ],
    ],
    [
      "the stages of a loop that have it",
      {
        "dvc.yaml":
          "stages:\n  s:\n    foreach: {a: {v: 1}, b: {v: }}\n    do:\n      cmd: x ${item.v}\n",
      },
      [
        "dvc.yaml:5:14 DVC111 warning `item.v` is null, which becomes the text `None`, in `s@b` of 2 stages",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
