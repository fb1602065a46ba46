import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";
import { renderFixes } from "../../../../support/lint/renderFixes.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC102"] });

describe("DVC102 shell-variable", () => {
  it.each([
    ["escapes", { "dvc.yaml": "stages:\n  s:\n    cmd: x \\${HOME}\n" }],
    ["variables without braces", { "dvc.yaml": "stages:\n  s:\n    cmd: x $HOME\n" }],
    [
      "parameters in capitals",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${LR}\n", "params.yaml": "LR: 1" },
    ],
    [
      "parameters that differ by case",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${LR}\n", "params.yaml": "lr: 1" },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "variables in capitals",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${HOME}\n" },
      [
        "dvc.yaml:3:12 DVC102 error `${HOME}` is read by DVC, which has no such value; write `\\${HOME}` for a variable of the shell",
      ],
    ],
    [
      "what only a shell understands",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${v:-1} ${v%.csv} ${#v} ${a[@]} ${1}\n" },
      [
        "dvc.yaml:3:12 DVC102 error `${v:-1}` is read by DVC, which has no such value; write `\\${v:-1}` for a variable of the shell",
        "dvc.yaml:3:20 DVC102 error `${v%.csv}` is read by DVC, which has no such value; write `\\${v%.csv}` for a variable of the shell",
        "dvc.yaml:3:30 DVC102 error `${#v}` is read by DVC, which has no such value; write `\\${#v}` for a variable of the shell",
        "dvc.yaml:3:36 DVC102 error `${a[@]}` is read by DVC, which has no such value; write `\\${a[@]}` for a variable of the shell",
        "dvc.yaml:3:44 DVC102 error `${1}` is read by DVC, which has no such value; write `\\${1}` for a variable of the shell",
      ],
    ],
    [
      "paths with variables",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n    deps: ['${HOME}/d']\n" },
      [
        "dvc.yaml:4:13 DVC102 error `${HOME}` is no parameter, and DVC fills in no variables of the environment",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each([
    [
      "with a backslash",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${HOME}\n" },
      [["safe Leave it to the shell", "cmd: x \\${HOME}"]],
    ],
    [
      "with two between double quotes",
      { "dvc.yaml": 'stages:\n  s:\n    cmd: "x ${HOME}"\n' },
      [["safe Leave it to the shell", 'cmd: "x \\\\${HOME}"']],
    ],
    ["no paths", { "dvc.yaml": "stages:\n  s:\n    cmd: x\n    deps: ['${HOME}/d']\n" }, []],
  ])("mends %s", (_name, files, expected) => {
    expect(renderFixes(files, { rules: ["DVC102"] })).toEqual(expected);
  });
});
