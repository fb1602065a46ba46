import { describe, expect, it } from "vitest";
import { TrackedMemo } from "../../../../../src/core/lint/project/memo.ts";

/** `sum` reads the inputs `a` and `b`; `twice` reads `sum` and `c`; `apart` reads `d`. */
function open(isTracking = true) {
  const memo = new TrackedMemo(isTracking);
  const computed: string[] = [];
  const compute = (key: string, body: () => number): number =>
    memo.get(key, () => {
      computed.push(key);
      return body();
    });
  const sum = () =>
    compute("sum", () => {
      for (const input of ["a", "b", "a"]) memo.track(input);
      return 1;
    });
  const twice = () =>
    compute("twice", () => {
      memo.track("c");
      return sum() + sum();
    });
  const apart = () =>
    compute("apart", () => {
      memo.track("d");
      return 5;
    });
  return { memo, computed, sum, twice, apart };
}

describe("TrackedMemo", () => {
  it("computes once what is asked often", () => {
    const { computed, twice, sum } = open();
    expect([twice(), twice(), sum()]).toEqual([2, 2, 1]);
    expect(computed).toEqual(["twice", "sum"]);
  });

  it.each([
    ["a", ["sum", "twice"]],
    ["c", ["twice"]],
    ["d", ["apart"]],
    ["sum", ["sum", "twice"]],
    ["unknown", []],
  ])("forgets what was computed from %s, and computes only that again", (input, forgotten) => {
    const { memo, computed, twice, apart } = open();
    twice();
    apart();
    expect([...memo.invalidate([input])].sort()).toEqual(forgotten);
    expect(["sum", "twice", "apart"].filter((key) => !memo.has(key)).sort()).toEqual(
      forgotten.toSorted(),
    );
    computed.length = 0;
    twice();
    apart();
    expect(computed.sort()).toEqual(forgotten);
  });

  it("goes on noting after something was forgotten", () => {
    const { memo, twice } = open();
    for (let round = 0; round < 3; round++) {
      twice();
      expect(memo.invalidate(["b"]).size).toBe(2);
      expect(memo.invalidate(["b"]).size).toBe(0);
    }
  });

  it("notes an input that several computations read", () => {
    const memo = new TrackedMemo();
    for (const key of ["x", "y", "z"]) {
      memo.get(key, () => {
        memo.track("shared");
        return key;
      });
    }
    expect([...memo.invalidate(["y"])]).toEqual(["y"]);
    expect([...memo.invalidate(["shared"])].sort()).toEqual(["x", "z"]);
  });

  it("notes what is forgotten while something is computed from it", () => {
    const memo = new TrackedMemo();
    memo.get("x", () => {
      memo.track("a");
      memo.invalidate(["a"]);
      return 1;
    });
    expect([...memo.invalidate(["a"])]).toEqual(["x"]);
  });

  it("does not tell those outside of what is read apart from them", () => {
    const memo = new TrackedMemo();
    memo.get("x", () => memo.untracked(() => memo.track("a")));
    expect(memo.invalidate(["a"]).size).toBe(0);
  });

  it("remembers nothing of what failed", () => {
    const memo = new TrackedMemo();
    const fail = () => {
      throw new Error("no");
    };
    expect(() => memo.get("x", fail)).toThrow("no");
    expect(memo.has("x")).toBe(false);
    expect(memo.get("x", () => 1)).toBe(1);
  });

  it("forgets all by any change where nothing is noted", () => {
    const { memo, computed, twice, apart } = open(false);
    expect([twice(), twice(), apart()]).toEqual([2, 2, 5]);
    expect(computed).toEqual(["twice", "sum", "apart"]);
    expect([...memo.invalidate(["c"])].sort()).toEqual(["apart", "sum", "twice"]);
  });
});
