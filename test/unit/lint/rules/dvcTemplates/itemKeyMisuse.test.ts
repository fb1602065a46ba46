import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";
import { renderFixes } from "../../../../support/lint/renderFixes.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC105"] });

describe("DVC105 item-key-misuse", () => {
  it.each([
    [
      "parts of the item",
      { "dvc.yaml": "stages:\n  s:\n    matrix: {os: [a]}\n    cmd: x ${item.os} ${key}\n" },
    ],
    [
      "the key of a mapping",
      { "dvc.yaml": "stages: {s: {foreach: {a: 1}, do: {cmd: 'x ${key} ${item}'}}}" },
    ],
    [
      "parameters of that name",
      {
        "dvc.yaml": "stages:\n  s:\n    cmd: x ${item} ${key}\n",
        "params.yaml": "item: 1\nkey: 2",
      },
    ],
    [
      "loops that are not known",
      {
        "dvc.yaml":
          "vars: [gone.yaml]\nstages: {s: {foreach: '${l}', do: {cmd: 'x ${key} ${item}'}}}",
      },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "axes alone",
      { "dvc.yaml": "stages:\n  s:\n    matrix: {os: [a]}\n    cmd: x ${os}\n" },
      ["dvc.yaml:4:12 DVC105 error `os` belongs to the loop's item: write `${item.os}`"],
    ],
    [
      "the key of a list",
      { "dvc.yaml": "stages:\n  s:\n    foreach: [a]\n    do:\n      cmd: x ${key}\n" },
      [
        "dvc.yaml:5:14 DVC105 error `key` exists only where `foreach` goes over a mapping; here it goes over a list",
      ],
    ],
    [
      "items outside of loops",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${item.a} ${key}\n" },
      [
        "dvc.yaml:3:12 DVC105 error `item` exists only in stages with `foreach` or `matrix`",
        "dvc.yaml:3:22 DVC105 error `key` exists only in stages with `foreach` or `matrix`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each([
    [
      "an axis",
      { "dvc.yaml": "stages:\n  s:\n    matrix: {os: [a]}\n    cmd: x ${os}\n" },
      [["safe Replace with `${item.os}`", "cmd: x ${item.os}"]],
    ],
    [
      "the key of a list",
      { "dvc.yaml": "stages:\n  s:\n    foreach: [a]\n    do:\n      cmd: x ${key}\n" },
      [["suggestion Replace with `${item}`", "cmd: x ${item}"]],
    ],
  ])("mends %s", (_name, files, expected) => {
    expect(renderFixes(files, { rules: ["DVC105"] })).toEqual(expected);
  });
});
