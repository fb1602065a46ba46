import { describe, expect, test } from "vitest";
import {
  collectParameterLines,
  newParameterFault,
  resolveParameterKeys,
  withParameter,
} from "../../../src/core/launch/parameterLines.ts";
import { fileTarget, addParameters } from "../../../src/core/launch/fileTarget.ts";
import { readParamsFile } from "../../../src/core/launch/paramsFile.ts";
import { noEdits, type LaunchEdits } from "../../../src/core/launch/target.ts";
import { linux } from "./memoryFiles.ts";

const script = 'p.add_argument("--lr", default=0.1, help="Rate")\np.add_argument("data")';
const target = addParameters(
  fileTarget({ root: "/w", path: "a.py", text: script, tools: linux })!,
  readParamsFile("depth: 3\n", "params.yaml"),
);

/** `name=value` with `*` when changed and `!` when missing. */
function lines(edits: LaunchEdits): string[] {
  return collectParameterLines(target, edits).map(
    ({ name, value, isChanged, isMissing }) =>
      `${name}=${value ?? ""}${isChanged ? "*" : ""}${isMissing ? "!" : ""}`,
  );
}

describe("the list of parameters", () => {
  test("what misses a value stands first, what was added last", () => {
    expect(lines(noEdits)).toEqual(["data=!", "lr=0.1", "depth=3"]);
    expect(lines({ params: { seed: "1", data: "d.csv" } })).toEqual([
      "lr=0.1",
      "data=d.csv*",
      "depth=3",
      "seed=1*",
    ]);
  });

  test("setting the default again is no change", () => {
    const changed = withParameter(target, noEdits, "lr", "0.2");
    expect(lines(changed)).toContain("lr=0.2*");
    expect(withParameter(target, changed, "lr", "0.1").params).toEqual({});
  });

  test("a bare name finds the parameter of a file when only one has it", () => {
    expect(resolveParameterKeys(target, { depth: "4", lr: "1", new: "2" })).toEqual({
      "params.yaml:depth": "4",
      lr: "1",
      new: "2",
    });
  });

  test.each([
    ["lr", undefined],
    ["model.lr", undefined],
    ["größe", undefined],
    ["", "empty"],
    [" ", "empty"],
    ["--lr", "format"],
    ["a b", "format"],
    ["a=b", "format"],
  ])("the name %j", (name, fault) => {
    expect(newParameterFault(name)).toBe(fault);
  });
});
