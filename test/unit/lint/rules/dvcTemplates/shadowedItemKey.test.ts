import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC112"] });

describe("DVC112 shadowed-item-key", () => {
  it.each([
    [
      "other names",
      {
        "dvc.yaml": "stages:\n  s:\n    foreach: [a]\n    do:\n      cmd: x ${item}\n",
        "params.yaml": "items: 1\nkeys: 2",
      },
    ],
    [
      "stages without a loop",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${item}\n", "params.yaml": "item: 1" },
    ],
    [
      "keys where there are none",
      {
        "dvc.yaml": "stages:\n  s:\n    foreach: [a]\n    do:\n      cmd: x ${key}\n",
        "params.yaml": "key: 2",
      },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "items",
      {
        "dvc.yaml": "stages:\n  s:\n    foreach: [a]\n    do:\n      cmd: x ${item}\n",
        "params.yaml": "item: 1",
      },
      ["dvc.yaml:2:3 DVC112 warning the loop of `s` hides the value `item` of `params.yaml`"],
    ],
    [
      "keys of mappings and matrices",
      {
        "dvc.yaml":
          "stages:\n  s: {foreach: {a: 1}, do: {cmd: x}}\n  m: {matrix: {a: [1]}, cmd: x}\n",
        "params.yaml": "key: 1",
      },
      [
        "dvc.yaml:2:3 DVC112 warning the loop of `s` hides the value `key` of `params.yaml`",
        "dvc.yaml:3:3 DVC112 warning the loop of `m` hides the value `key` of `params.yaml`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
