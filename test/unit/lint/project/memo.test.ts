import { describe, expect, it } from "vitest";
import { TrackedMemo } from "../../../../src/core/lint/project/memo.ts";

/** `sum` reads the inputs `a` and `b`; `twice` reads `sum` and `c`; `apart` reads `d`. */
function open(isTracking = true) {
  const memo = new TrackedMemo(isTracking);
  const computed: string[] = [];
  const compute = (key: string, body: () => number): number =>
    memo.get("value", key, () => {
      computed.push(key);
      return body();
    });
  const sum = () =>
    compute("sum", () => {
      for (const input of ["a", "b", "a"]) memo.track("input", input);
      return 1;
    });
  const twice = () =>
    compute("twice", () => {
      memo.track("input", "c");
      return sum() + sum();
    });
  const apart = () =>
    compute("apart", () => {
      memo.track("input", "d");
      return 5;
    });
  return { memo, computed, sum, twice, apart };
}

/** What is forgotten when the input or value of a name changes, sorted. */
function forget(memo: TrackedMemo, name: string): string[] {
  const kinds = ["input", "value"];
  const forgotten = memo.invalidate(kinds.map((kind) => ({ kind, name })));
  return forgotten.map((it) => it.name).sort();
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
    expect(forget(memo, input)).toEqual(forgotten);
    expect(["sum", "twice", "apart"].filter((key) => !memo.has("value", key)).sort()).toEqual(
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
      expect(forget(memo, "b")).toEqual(["sum", "twice"]);
      expect(forget(memo, "b")).toEqual([]);
    }
  });

  it("notes an input that several computations read", () => {
    const memo = new TrackedMemo();
    for (const key of ["x", "y", "z"]) {
      memo.get("value", key, () => {
        memo.track("input", "shared");
        return key;
      });
    }
    expect(forget(memo, "y")).toEqual(["y"]);
    expect(forget(memo, "shared")).toEqual(["x", "z"]);
  });

  it("notes what is forgotten while something is computed from it", () => {
    const memo = new TrackedMemo();
    memo.get("value", "x", () => {
      memo.track("input", "a");
      forget(memo, "a");
      return 1;
    });
    expect(forget(memo, "a")).toEqual(["x"]);
  });

  it("does not tell those outside of what is read apart from them", () => {
    const memo = new TrackedMemo();
    memo.get("value", "x", () => memo.untracked(() => memo.track("input", "a")));
    expect(forget(memo, "a")).toEqual([]);
  });

  it("remembers nothing of what failed", () => {
    const memo = new TrackedMemo();
    const fail = () => {
      throw new Error("no");
    };
    expect(() => memo.get("value", "x", fail)).toThrow("no");
    expect(memo.has("value", "x")).toBe(false);
    expect(memo.get("value", "x", () => 1)).toBe(1);
  });

  it("forgets all by any change where nothing is noted", () => {
    const { memo, computed, twice, apart } = open(false);
    expect([twice(), twice(), apart()]).toEqual([2, 2, 5]);
    expect(computed).toEqual(["twice", "sum", "apart"]);
    expect(forget(memo, "c")).toEqual(["apart", "sum", "twice"]);
  });
});
