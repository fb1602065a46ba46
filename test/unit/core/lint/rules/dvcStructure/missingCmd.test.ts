import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../../support/lint/lintTexts.ts";

const check = (text: string) => renderFindings({ "dvc.yaml": text }, { rules: ["DVC002"] });

describe("DVC002 missing-cmd", () => {
  it.each([
    ["a command", "stages: {a: {cmd: python a.py}}"],
    ["a list of commands", "stages: {a: {cmd: [python a.py]}}"],
    ["a loop's command", "stages: {a: {foreach: [1], do: {cmd: x}}}"],
  ])("accepts %s", (_name, text) => {
    expect(check(text)).toEqual([]);
  });

  it("tells of stages without a command, at their names", () => {
    expect(check("stages:\n  a:\n    deps: [x]\n  b:\n    cmd: ''\n")).toEqual([
      "dvc.yaml:2:3 DVC002 error stage `a` has no `cmd`",
      "dvc.yaml:5:5 DVC002 error `cmd` of stage `b` is empty",
    ]);
  });
});
