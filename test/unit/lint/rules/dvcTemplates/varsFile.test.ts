import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";
import { renderFixes } from "../../../../support/lint/renderFixes.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC108"] });

describe("DVC108 vars-file", () => {
  it.each([
    [
      "files of all formats",
      {
        "dvc.yaml": "vars: [a.yaml, 'b.json:k', c.toml, d.py, e]\nstages:\n  s:\n    cmd: x\n",
        "a.yaml": "",
        "b.json": '{"k": 1}',
        "c.toml": "a = 1",
        "d.py": "b = 1",
        e: "f: 1",
      },
    ],
    [
      "files outside of the project",
      { "dvc.yaml": "vars: [../x.yaml, /x.yaml]\nstages:\n  s:\n    cmd: x\n" },
    ],
    ["no params.yaml", { "dvc.yaml": "stages:\n  s:\n    cmd: x\n" }],
    ["a params.yaml without a dvc.yaml", { "params.yaml": "[1]" }],
    [
      "a params.yaml that is empty",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n", "params.yaml": "# nothing\n" },
    ],
    ["escapes", { "dvc.yaml": "vars: [{a: '\\${b}'}]\nstages:\n  s:\n    cmd: x\n" }],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "files that do not exist",
      { "a/dvc.yaml": "vars:\n  - c/v.yml\nstages:\n  s:\n    cmd: x\n", "a/c/v.yaml": "a: 1" },
      ["a/dvc.yaml:2:5 DVC108 error `a/c/v.yml` does not exist; did you mean `c/v.yaml`"],
    ],
    [
      "folders",
      { "dvc.yaml": "vars: [c]\nstages:\n  s:\n    cmd: x\n", "c/v.yaml": "" },
      ["dvc.yaml:1:8 DVC108 error `c` is a folder"],
    ],
    [
      "lists",
      { "dvc.yaml": "vars: [v.yaml]\nstages:\n  s:\n    cmd: x\n", "v.yaml": "[1]" },
      ["dvc.yaml:1:8 DVC108 error `v.yaml` holds no mapping"],
    ],
    [
      "a params.yaml that is a list",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n", "params.yaml": "[1]" },
      [
        "params.yaml:1:1 DVC108 error `params.yaml` holds no mapping, and DVC loads it for every `dvc.yaml` beside it",
      ],
    ],
    [
      "keys",
      {
        "dvc.yaml": "vars: ['v.yaml:modl,b']\nstages:\n  s:\n    cmd: x\n",
        "v.yaml": "model: 1\nb: 2",
      },
      ["dvc.yaml:1:8 DVC108 error `v.yaml` has no `modl`; did you mean `model`"],
    ],
    [
      "templates",
      {
        "dvc.yaml":
          "vars: ['${a}.yaml', {b: {c: '${d}'}}, {'${e}': 1}]\nstages:\n  s:\n    cmd: x\n",
      },
      [
        "dvc.yaml:1:8 DVC108 error `vars` may not use `${…}` themselves",
        "dvc.yaml:1:29 DVC108 error `vars` may not use `${…}` themselves",
        "dvc.yaml:1:40 DVC108 error `vars` may not use `${…}` themselves",
      ],
    ],
    [
      "vars of stages, from where they run",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x\n    wdir: w\n    vars: [v.yaml]\n",
        "v.yaml": "a: 1",
      },
      ["dvc.yaml:5:12 DVC108 error `w/v.yaml` does not exist"],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each([
    [
      "the name of a file",
      { "dvc.yaml": "vars: ['c/v.yml:a']\nstages:\n  s:\n    cmd: x\n", "c/v.yaml": "a: 1" },
      [["suggestion Replace with `c/v.yaml`", "vars: ['c/v.yaml:a']"]],
    ],
    [
      "a key",
      { "dvc.yaml": "vars: ['v.yaml:modl']\nstages:\n  s:\n    cmd: x\n", "v.yaml": "model: 1" },
      [["suggestion Replace with `model`", "vars: ['v.yaml:model']"]],
    ],
  ])("mends %s", (_name, files, expected) => {
    expect(renderFixes(files, { rules: ["DVC108"] })).toEqual(expected);
  });
});
