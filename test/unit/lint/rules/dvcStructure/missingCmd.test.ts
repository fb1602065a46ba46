import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC002"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC002 missing-cmd", () => {
  it.each<[string, Files]>([
    ["a command", "stages: {a: {cmd: python a.py}}"],
    ["a list of commands", "stages: {a: {cmd: [python a.py]}}"],
    ["a loop's command", "stages: {a: {foreach: [1], do: {cmd: x}}}"],
    ["an entry that is empty", "stages: {a: {cmd: ['']}}"],
    [
      "a loop in a loop, which DVC008 tells of",
      "stages: {a: {foreach: [1], do: {foreach: [2], do: {cmd: x}}}}",
    ],
    ["no stages at all", "vars: []"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "stages without a command",
      "stages:\n  a:\n    deps: [x]\n  b:\n    cmd: ''\n",
      [
        "dvc.yaml:2:3 DVC002 error stage `a` has no `cmd`",
        "dvc.yaml:5:5 DVC002 error `cmd` of stage `b` is empty",
      ],
    ],
    [
      "nothing behind `cmd`",
      "stages: {a: {cmd: }}",
      ["dvc.yaml:1:14 DVC002 error `cmd` of stage `a` is empty"],
    ],
    [
      "an empty list",
      "stages: {a: {cmd: []}}",
      ["dvc.yaml:1:14 DVC002 error `cmd` of stage `a` is empty"],
    ],
    [
      "a blank text, as a warning",
      "stages: {a: {cmd: '  '}}",
      ["dvc.yaml:1:14 DVC002 warning `cmd` of stage `a` does nothing"],
    ],
    [
      "a loop's stage",
      "stages: {a: {foreach: [1], do: {deps: [x]}}}",
      ["dvc.yaml:1:28 DVC002 error stage `a` has no `cmd`"],
    ],
    ["an empty stage", "stages: {a: {}}", ["dvc.yaml:1:10 DVC002 error stage `a` has no `cmd`"]],
    [
      "a stage of a lock file",
      { "dvc.lock": 'schema: "2.0"\nstages: {a: {deps: []}}\n' },
      ["dvc.lock:2:10 DVC002 error stage `a` has no `cmd`"],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
