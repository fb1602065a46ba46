import { describe, expect, test } from "vitest";
import {
  collectTagChanges,
  formatTags,
  parseTags,
  type Tags,
} from "../../../src/core/runs/tags.ts";

describe("a line of tags", () => {
  function check(line: string, expected: Tags): void {
    const { value, problems } = parseTags(line);
    expect(problems).toEqual([]);
    expect(value).toEqual(expected);
  }

  test("is empty", () => check("  ", {}));
  test("has words and pairs", () =>
    check("team=vision, baseline", { team: "vision", baseline: "" }));
  test("may be sloppy", () => check(" ,a = 1 ,, b=2,", { a: "1", b: "2" }));
  test("keeps the second equal sign", () => check("query=a=b", { query: "a=b" }));
  test("has quotes", () => check('"a,b"="c = ""d"""', { "a,b": 'c = "d"' }));
  test("has any script", () => check("équipe=視覚", { équipe: "視覚" }));
  test("has a key that objects have too", () => {
    check("constructor=1", { constructor: "1" });
  });

  test.each([['a="b'], ["=b"], [`${"k".repeat(251)}=1`]])("%s is refused", (line) => {
    expect(parseTags(line).problems).toHaveLength(1);
  });
});

test.each<Tags>([{}, { a: "1", b: "" }, { " lead": " trail ", 'quo"te': "a,b=c", "=": "," }])(
  "what was written is read back: %j",
  (tags) => {
    expect(parseTags(formatTags(tags)).value).toEqual(tags);
  },
);

test("changes are what is new, different and gone", () => {
  expect(collectTagChanges({ a: "1", b: "2", c: "3" }, { a: "1", b: "20", d: "4" })).toEqual({
    b: "20",
    c: null,
    d: "4",
  });
});
