import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC107"] });

describe("DVC107 vars-conflict", () => {
  it.each([
    [
      "mappings that are merged",
      {
        "dvc.yaml": "vars: [{a: {b: 1}}, v.yaml]\nstages:\n  s:\n    cmd: x\n",
        "params.yaml": "a: {c: 1}",
        "v.yaml": "a: {d: {}}",
      },
    ],
    [
      "a whole file twice",
      {
        "dvc.yaml": "vars: [params.yaml, v.yaml, ./v.yaml]\nstages:\n  s:\n    cmd: x\n",
        "params.yaml": "a: 1",
        "v.yaml": "b: 1",
      },
    ],
    [
      "two parts of a file",
      {
        "dvc.yaml": "vars: ['v.yaml:a', 'v.yaml:b']\nstages:\n  s:\n    cmd: x\n",
        "v.yaml": "a: 1\nb: 2",
      },
    ],
    [
      "the same name in two stages",
      { "dvc.yaml": "stages: {s: {vars: [{v: 1}], cmd: x}, t: {vars: [{v: 2}], cmd: x}}" },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "values set again",
      { "dvc.yaml": "vars:\n  - a: 2\nstages:\n  s:\n    cmd: x\n", "params.yaml": "a: 1" },
      [
        "dvc.yaml:2:8 DVC107 error `a` is set in `params.yaml` already, and DVC merges only mappings",
      ],
    ],
    [
      "parts of mappings",
      { "dvc.yaml": "vars:\n  - m: {a: 1}\n  - m: {a: 1}\nstages:\n  s:\n    cmd: x\n" },
      [
        "dvc.yaml:3:12 DVC107 error `m.a` is set earlier in `vars` already, and DVC merges only mappings",
      ],
    ],
    [
      "files",
      {
        "dvc.yaml": "vars: [v.yaml]\nstages:\n  s:\n    cmd: x\n",
        "params.yaml": "a: 1",
        "v.yaml": "a: 1",
      },
      [
        "dvc.yaml:1:8 DVC107 error `a` is set in `params.yaml` already, and DVC merges only mappings",
      ],
    ],
    [
      "parts of a file that is loaded",
      { "dvc.yaml": "vars: ['params.yaml:a']\nstages:\n  s:\n    cmd: x\n", "params.yaml": "a: 1" },
      [
        "dvc.yaml:1:8 DVC107 error `params.yaml` is loaded as a whole already: no part of it can be loaded again",
      ],
    ],
    [
      "a file of which a part is loaded",
      {
        "dvc.yaml": "vars: ['v.yaml:a', v.yaml, 'v.yaml:a']\nstages:\n  s:\n    cmd: x\n",
        "v.yaml": "a: 1",
      },
      [
        "dvc.yaml:1:20 DVC107 error `v.yaml` is loaded in part already (`a`)",
        "dvc.yaml:1:28 DVC107 error `v.yaml` is loaded in part already (`a`)",
      ],
    ],
    [
      "the loop's own names",
      {
        "dvc.yaml":
          "stages:\n  s:\n    foreach: [a, b]\n    do:\n      vars: [{item: 1}, {key: 1}]\n      cmd: x\n",
      },
      ["dvc.yaml:5:14 DVC107 error `item` is set by the loop and cannot be set in `vars`"],
    ],
    [
      "vars of stages",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n    vars: [{a: 2}]\n", "params.yaml": "a: 1" },
      [
        "dvc.yaml:4:16 DVC107 error `a` is set in `params.yaml` already, and DVC merges only mappings",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
