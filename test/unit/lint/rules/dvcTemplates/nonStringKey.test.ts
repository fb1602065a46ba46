import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";
import { renderFixes } from "../../../../support/lint/renderFixes.ts";

const check = (files: Readonly<Record<string, string>>) =>
  renderFindings(files, { rules: ["DVC110"] });

describe("DVC110 non-string-key", () => {
  it.each([
    [
      "quoted keys",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a.1}\n", "params.yaml": "a: {'1': b}" },
    ],
    [
      "keys that nothing uses",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x\n", "params.yaml": "a: {1: b}" },
    ],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each([
    [
      "numbers",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a.1.b}\n", "params.yaml": "a: {1: {b: 1}}" },
      [
        "dvc.yaml:3:12 DVC110 error `a.1.b` cannot be reached: its key `1` is no text, and DVC drops such keys; quote it where it is written",
      ],
    ],
    [
      "booleans, at the top",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${true}\n", "params.yaml": "true: 1" },
      [
        "dvc.yaml:3:12 DVC110 error `true` cannot be reached: its key `true` is no text, and DVC drops such keys; quote it where it is written",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each([
    [
      "the key",
      { "dvc.yaml": "stages:\n  s:\n    cmd: x ${a.1}\n", "params.yaml": "a: {1: b}" },
      [["unsafe Quote the key", 'a: {"1": b}']],
    ],
  ])("mends %s", (_name, files, expected) => {
    expect(renderFixes(files, { rules: ["DVC110"] })).toEqual(expected);
  });
});
