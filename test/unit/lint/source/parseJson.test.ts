import { describe, expect, it } from "vitest";
import { parseJsonSource } from "../../../../src/core/lint/source/parseJson.ts";
import { nodeAt } from "../../../../src/core/lint/source/nodes.ts";
import { showFaults, showTree } from "../../../support/lint/showTree.ts";

describe("parseJsonSource", () => {
  it.each([
    ["{}", "{}"],
    ["[]", "[]"],
    ['{"a":1}', '{"a": 1}'],
    ['{"a":[1,2.5,-3e2,true,false,null,"x"]}', '{"a": [1, 2.5, -300, true, false, null, "x"]}'],
    ['{"a":NaN,"b":Infinity,"c":-Infinity}', '{"a": NaN, "b": Infinity, "c": -Infinity}'],
    ['{"a":1,"a":2}', '{"a": 1, "a": 2}'],
    ['"x\\n\\u00e9\\/\\""', '"x\\né/\\""'],
    ["99999999999999999999", "99999999999999999999n"],
    ["-0", "0"],
    ["1e400", "Infinity"],
    ["", "nothing"],
    ['{"a":{"b":[1,{"c":2}]}}', '{"a": {"b": [1, {"c": 2}]}}'],
    ["﻿{}", "{}"],
    ['["\\ud83d\\ude00"]', '["😀"]'],
    ["[[1],[2]]", "[[1], [2]]"],
  ])("reads %j", (text, tree) => {
    const parsed = parseJsonSource(text);
    expect(showFaults(parsed, text)).toEqual([]);
    expect(showTree(parsed.root)).toBe(tree);
  });

  it.each<[string, string, string[]]>([
    ["{", "{}", ['UNCLOSED "{"']],
    ["[1,", "[1]", ['UNCLOSED "["']],
    ['{"a"', '{"a": }', ['MISSING_COLON "\\"a\\""', 'UNCLOSED "{"']],
    ['{"a":', '{"a": }', ['MISSING_VALUE ":"', 'UNCLOSED "{"']],
    ['{"a":}', '{"a": }', ['MISSING_VALUE ":"']],
    ['{"a" 1}', '{"a": 1}', ['MISSING_COLON "\\"a\\""']],
    ["[1 2]", "[1, 2]", ['MISSING_COMMA "2"']],
    ["[1,]", "[1]", ['TRAILING_COMMA ","']],
    ['{"a":1,}', '{"a": 1}', ['TRAILING_COMMA ","']],
    ["{a:1}", '{"a": 1}', ['BAD_WORD "a"', 'BAD_KEY "a"']],
    ["{'a':1}", '{"a": 1}', ['BAD_QUOTES "\'"']],
    ["[1]x", "[1]", ['EXTRA_CONTENT "x"']],
    ["// c\n{}", "{}", ['COMMENT "// c"']],
    ['{"a":1 /* c */}', '{"a": 1}', ['COMMENT "/* c */"']],
    ['{"a":"x\ny"}', '{"a": "x\\ny"}', ['BAD_CHARACTER "\\n"']],
    ['{"a":"x\ty"}', '{"a": "x\\ty"}', ['BAD_CHARACTER "\\t"']],
    ['["\\q"]', '["q"]', ['BAD_ESCAPE "\\\\q"']],
    ["[01]", '["01"]', ['BAD_WORD "01"']],
    ["[1.]", '["1."]', ['BAD_WORD "1."']],
    ["[.5]", '[".5"]', ['BAD_WORD ".5"']],
    ["[+1]", '["+1"]', ['BAD_WORD "+1"']],
    ["[tru]", '["tru"]', ['BAD_WORD "tru"']],
    ["[1}", "[1]", ['UNCLOSED "["', 'EXTRA_CONTENT "}"']],
    ['{"a":[1,2,"b":3}', '{"a": [1, 2, "b", 3]}', ['UNEXPECTED ":"', 'UNCLOSED "["']],
    ['{"a":"x\n"b":1}', '{"a": "x", "b": 1}', ['UNCLOSED "\\"x"', 'MISSING_COMMA "\\""']],
    ["{1:2}", "{1: 2}", ['BAD_KEY "1"']],
    ["[,]", "[]", ['MISSING_VALUE ","']],
    ["nul", '"nul"', ['BAD_WORD "nul"']],
    ['"x', '"x"', ['UNCLOSED "\\"x"']],
    ['{"a":1 "b":2}', '{"a": 1, "b": 2}', ['MISSING_COMMA "\\""']],
  ])("goes on behind the faults of %j", (text, tree, faults) => {
    const parsed = parseJsonSource(text);
    expect(showTree(parsed.root)).toBe(tree);
    expect(showFaults(parsed, text)).toEqual(faults);
  });

  it("gives places", () => {
    const { root } = parseJsonSource('{"a": [1, "b"]}');
    const list = nodeAt(root, ["a"]);
    const text = nodeAt(root, ["a", 1]);
    expect([root?.start, root?.end, list?.start, list?.end]).toEqual([0, 15, 6, 14]);
    expect([text?.start, text?.end]).toEqual([10, 13]);
  });

  it("leaves out what is nested too deep", () => {
    const parsed = parseJsonSource(
      '{"a": ' + "[".repeat(10_000) + "]".repeat(10_000) + ', "b": 1}',
    );
    expect(parsed.faults.map(({ code }) => code)).toEqual(["TOO_DEEP"]);
    expect(nodeAt(parsed.root, ["b"])).toMatchObject({ text: "1" });
  });

  it("reads a line of a megabyte, and 50,000 broken ones, in one pass", () => {
    expect(parseJsonSource(`[${'"\\\\x", '.repeat(150_000)}1]`).faults).toEqual([]);
    expect(parseJsonSource('{"a\n'.repeat(50_000)).faults).toHaveLength(100);
  });
});
