import { describe, expect, it } from "vitest";
import { parseYaml } from "../../../../src/core/lint/source/parseYaml.ts";
import { showFaults, showTree } from "../../../support/lint/showTree.ts";

function check(text: string, tree: string, faults: readonly string[]): void {
  const parsed = parseYaml(text);
  expect(showTree(parsed.root)).toBe(tree);
  expect(showFaults(parsed, text)).toEqual(faults);
}

describe("parseYaml", () => {
  it.each<[string, string, string[]]>([
    ["a: 1\n b: 2\nc: 3\n", "{a: 1, b: 2, c: 3}", ['BAD_INDENT "b"']],
    ["a:\n  b: 1\n c: 2\nd: 3\n", "{a: {b: 1, c: 2}, d: 3}", ['BAD_INDENT "c"']],
    ["a: b: c\nd: 1\n", "{a: b: c, d: 1}", ['NESTED_MAPPING ":"']],
    ["a:\n\tb: 1\nc: 2\n", "{a: {b: 1}, c: 2}", ['TAB_AS_INDENT "\\t"']],
    ["\ta: 1\nb: 2\n", "{a: 1, b: 2}", ['TAB_AS_INDENT "\\t"', 'BAD_INDENT "b"']],
    ['a: "x\nb: 1\nc: 2\n', '{a: "x", b: 1, c: 2}', ['UNCLOSED "\\"x"']],
    ['a: "x\nb: "y"\nc: 1\n', '{a: "x", b: "y", c: 1}', ['UNCLOSED "\\"x"']],
    ["a: 'it's\nb: 1\n", '{a: "it", b: 1}', ['EXTRA_CONTENT "s"']],
    ["a: [1, 2\nb: 3\nc: 4\n", "{a: [1, 2], b: 3, c: 4}", ['UNCLOSED "["']],
    ["a: {x: 1\nb: 3\n", "{a: {x: 1}, b: 3}", ['UNCLOSED "{"']],
    [
      "a: [\n  x: y: z\n]\nb: 1\n",
      "{a: [{x: y}], ]: , b: 1}",
      ['UNCLOSED "["', 'BAD_SCALAR_START "]"'],
    ],
    [
      "s:\n  t:\n    cmd: x: y\n    deps:\n    - x\n  u:\n    cmd: z\n",
      "{s: {t: {cmd: x: y, deps: [x]}, u: {cmd: z}}}",
      ['NESTED_MAPPING ":"'],
    ],
    [
      "s:\n  t:\n    cmd: [a, b\n    deps:\n      - x\n  u:\n    cmd: y\n",
      "{s: {t: {cmd: [a, b], deps: [x]}, u: {cmd: y}}}",
      ['UNCLOSED "["'],
    ],
    [
      "s:\n  t:\n    deps:\n    - a\n   - b\n    outs: [x]\n  u: 1\n",
      "{s: {t: {deps: [a], outs: [x]}, u: 1}}",
      ['BAD_INDENT "-"'],
    ],
    [
      "s:\n  t:\n    cmd: x\n    de\n  u:\n    cmd: y\n",
      "{s: {t: {cmd: x, de: }, u: {cmd: y}}}",
      ['MISSING_COLON "de"'],
    ],
    [
      "s:\n  t:\n    cmd: x\n     deps: y\n  u:\n    cmd: y\n",
      "{s: {t: {cmd: x, deps: y}, u: {cmd: y}}}",
      ['BAD_INDENT "d"'],
    ],
    [
      "a:\n  b: |\n    x\n   y\n  c: 1\nd: 2",
      '{a: {b: "x\\n", y: , c: 1}, d: 2}',
      ['BAD_INDENT "y"'],
    ],
    ["a: {b: [1, 2}\nc: 1\n", "{a: {b: [1, 2]}, c: 1}", ['BAD_FLOW "}"']],
    ["a:\n  - x: 1\n   y: 2\n  - z: 1\n", "{a: [{x: 1, y: 2}, {z: 1}]}", ['BAD_INDENT "y"']],
    ["a:\n  - x\n - y\nb: 1\n", "{a: [x, y], b: 1}", ['BAD_INDENT "-"']],
    ["a:\n  b: 1\n  - c\n  d: 1\n", "{a: {b: 1, d: 1}}", ['BAD_ENTRY "-"']],
    ["- a\nb: 1\n- c\n", "[a, c]", ['BAD_INDENT "b"']],
    ["a\nb: 1\n", "{a: , b: 1}", ['MISSING_COLON "a"']],
    ["a: 1\nb\nc: 2\n", "{a: 1, b: , c: 2}", ['MISSING_COLON "b"']],
    [
      "a: @x\nb: `y`\nc: %z\nd: 1\n",
      "{a: @x, b: `y`, c: %z, d: 1}",
      ['BAD_SCALAR_START "@"', 'BAD_SCALAR_START "`"', 'BAD_SCALAR_START "%"'],
    ],
    ["a: }\nb: 1\n", "{a: }, b: 1}", ['BAD_SCALAR_START "}"']],
    ["a: [x]]\nb: 1\n", "{a: [x], b: 1}", ['EXTRA_CONTENT "]"']],
    ["a: 'x' y\nb: 1\n", '{a: "x", b: 1}', ['EXTRA_CONTENT "y"']],
    ["a: - b\nc: 1\n", "{a: - b, c: 1}", ['BAD_ENTRY "-"']],
    ["a: *x\nb: &x 1\nc: *x\n", "{a: *x?, b: &x 1, c: *x}", ['BAD_ALIAS "*x"']],
    ['a: "\\q"\nb: 1\n', '{a: "\\\\q", b: 1}', ['BAD_ESCAPE "\\\\q"']],
    ["a: |x\n  y\nb: 1\n", '{a: "y\\n", b: 1}', ['EXTRA_CONTENT "x"']],
    ["a: |\n    \n  x\nb: 1\n", '{a: "\\nx\\n", b: 1}', ['BAD_INDENT "x"']],
    ["a: 1\n...\nb: 2\n", "{a: 1}", []],
    ["a: 1\n---\nb: [\n---\nc: 1\n", "{a: 1}", ['UNCLOSED "["']],
  ])("keeps what stands before and behind the faults of %j", check);

  it.each<[string, string, string[]]>([
    [
      "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\nb: 3\n",
      "{a: 1, a: 2, b: 3}",
      ['MERGE_CONFLICT "<<<<<<< HEAD"', 'MERGE_CONFLICT "======="', 'MERGE_CONFLICT ">>>>>>> x"'],
    ],
    [
      "a: 1\r\n<<<<<<< HEAD\r\nb: 1\r\n||||||| base\r\nb: 0\r\n=======\r\nb: 2\r\n>>>>>>> x\r\n",
      "{a: 1, b: 1, b: 0, b: 2}",
      [
        'MERGE_CONFLICT "<<<<<<< HEAD"',
        'MERGE_CONFLICT "||||||| base"',
        'MERGE_CONFLICT "======="',
        'MERGE_CONFLICT ">>>>>>> x"',
      ],
    ],
    ["a: |\n  x\n  =======\n  <<<<<<< y\nb: 1\n", '{a: "x\\n=======\\n<<<<<<< y\\n", b: 1}', []],
    ["a: x\n=======\n", "{a: x, =======: }", ['MISSING_COLON "======="']],
  ])("reads both sides of a merge's conflict in %j", check);

  // Readers do not mind how far quoted texts and flow collections are indented.
  it.each<[string, string]>([
    ["a: [b,\nc]\n", "{a: [b, c]}"],
    ['a: "x\ny"\n', '{a: "x y"}'],
    ["a: [\nb\n]\n", "{a: [b]}"],
    ["a: &x [*x]\n", "{a: &x [*x?]}"],
    ["a: []# c\n", "{a: []}"],
    ["a: 'x'# c\n", '{a: "x"}'],
    ['a: "x\\\n\n  y"\n', '{a: "x\\ny"}'],
    ["a: |\n  x", '{a: "x"}'],
  ])("takes what readers take: %j", (text, tree) => {
    check(text, tree, []);
  });

  it.each([
    ["10,000 lists", "a: " + "[".repeat(10_000)],
    ["10,000 mappings on a line", "a: " + "{a: ".repeat(10_000)],
    ["10,000 entries on a line", "- ".repeat(10_000)],
    ["1,000 blocks", Array.from({ length: 1000 }, (_, it) => `${" ".repeat(it)}a:`).join("\n")],
  ])("leaves out what is nested too deep: %s", (_name, text) => {
    expect(parseYaml(text).faults.map(({ code }) => code)).toContain("TOO_DEEP");
  });

  it("keeps what stands behind what is nested too deep", () => {
    const deep = "[".repeat(300) + "]".repeat(300);
    const parsed = parseYaml(`a: ${deep}\nb: 1\n`);
    expect(showTree(parsed.root)).toMatch(/, b: 1\}$/);
    expect(parsed.faults.map(({ code }) => code)).toEqual(["TOO_DEEP"]);
  });

  it.each([
    ["lists that are not closed", "a: [\n"],
    ["texts that are not closed", 'a: "x\n'],
    ["single quotes that are not closed", "a: 'x\n"],
    ["mappings that are not closed", "a: {b: [c\n"],
    ["keys that are indented too far", "a: 1\n b: 2\n"],
    ["words", "abc\n"],
    ["tabs", "\ta: 1\n"],
    ["aliases", "a: &a [x]\nb: [*a, *a]\n"],
    ["blank lines", "\n"],
    ["conflicts", "<<<<<<< x\na: 1\n=======\n>>>>>>> y\n"],
  ])("reads 50,000 lines of %s in one pass", (_name, line) => {
    expect(parseYaml(line.repeat(50_000)).faults.length).toBeLessThanOrEqual(150_000);
  });

  it("leaves no file unread for a sign that YAML does not know", () => {
    expect(parseYaml("a: 1\nb: \0\n").root).toBeDefined();
    expect(parseYaml("\0\x01").documentCount).toBe(1);
  });
});
