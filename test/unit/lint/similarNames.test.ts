import { describe, expect, it } from "vitest";
import { didYouMean, editDistance, findSimilar } from "../../../src/core/lint/similarNames.ts";

describe("similar names", () => {
  it.each([
    ["dep", ["deps", "desc", "outs"], ["deps"]],
    ["oust", ["deps", "outs"], ["outs"]],
    ["learning-rate", ["learning_rate"], ["learning_rate"]],
    ["Epochs", ["epochs", "epoch"], ["epochs", "epoch"]],
    ["x", ["y"], []],
    ["train", ["model"], []],
    ["same", ["same"], []],
    ["a".repeat(300), ["a".repeat(299)], []],
  ])("finds for %s", (name, candidates, expected) => {
    expect(findSimilar(name, candidates)).toEqual(expected);
  });

  it.each([
    ["", "", 0],
    ["ab", "ba", 1],
    ["kitten", "sitting", 3],
    ["abc", "xyz", 3],
    ["abcd", "badc", 2],
    ["", "abc", 3],
  ])("counts from %s to %s", (one, other, expected) => {
    expect(editDistance(one, other, 3)).toBe(expected);
  });

  it("stops behind the limit", () => {
    expect(editDistance("abcdef", "uvwxyz", 2)).toBe(3);
    expect(editDistance("a", "abcd", 2)).toBe(3);
  });

  it("writes the end of a message", () => {
    expect(didYouMean([])).toBe("");
    expect(didYouMean(["a"])).toBe("; did you mean `a`");
    expect(didYouMean(["a", "b", "c"])).toBe("; did you mean `a` or `b`");
  });
});
