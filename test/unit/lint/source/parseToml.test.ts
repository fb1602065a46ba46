import { describe, expect, it } from "vitest";
import { parseToml } from "../../../../src/core/lint/source/parseToml.ts";
import { nodeAt } from "../../../../src/core/lint/source/nodes.ts";
import { showFaults, showTree } from "../../../support/lint/showTree.ts";

describe("parseToml", () => {
  it.each([
    ["a=1", '{"a": 1}'],
    ["a.b.c=1\na.d=2", '{"a": {"b": {"c": 1}, "d": 2}}'],
    ["[a]\nx=1\n[a.b]\ny=2\n[c]\nz=3", '{"a": {"x": 1, "b": {"y": 2}}, "c": {"z": 3}}'],
    ["[[x]]\na=1\n[[x]]\na=2\n[x.y]\nb=1", '{"x": [{"a": 1}, {"a": 2, "y": {"b": 1}}]}'],
    ["a={b=1,c={d=[1,2]}}", '{"a": {"b": 1, "c": {"d": [1, 2]}}}'],
    ["a={}", '{"a": {}}'],
    ["a=[]", '{"a": []}'],
    ["a=[1,2,\n # c\n 3,\n]\nb=2", '{"a": [1, 2, 3], "b": 2}'],
    ['s="a\\tb\\u00e9\\"q"', '{"s": "a\\tbé\\"q"}'],
    ["s='a\\b'", '{"s": "a\\\\b"}'],
    ['s="""\nx\\\n   y "q" z""""', '{"s": "xy \\"q\\" z\\""}'],
    ["s='''\n'a''b'''''", "{\"s\": \"'a''b''\"}"],
    [
      "d=1979-05-27T07:32:00Z\ne=1979-05-27\nf=07:32:00\ng=1979-05-27 07:32:00.5-07:00",
      '{"d": date 1979-05-27T07:32:00Z, "e": date 1979-05-27, "f": date 07:32:00, "g": date 1979-05-27 07:32:00.5-07:00}',
    ],
    [
      "f=1e3\ng=-1.5E-2\nh=inf\ni=-inf\nj=nan\nk=1_000\nl=0xFF\nm=0o17\nn=0b11\no=+5\np=-0",
      '{"f": 1000, "g": -0.015, "h": Infinity, "i": -Infinity, "j": NaN, "k": 1000, "l": 255, "m": 15, "n": 3, "o": 5, "p": 0}',
    ],
    ["\"a b\".'c.d'=1", '{"a b": {"c.d": 1}}'],
    ["a = true # c\n# d\n\nb=false", '{"a": true, "b": false}'],
    ["x=99999999999999999999", '{"x": 99999999999999999999n}'],
    ["[a.b]\n[a]\nc=1", '{"a": {"b": {}, "c": 1}}'],
    ["a={b=1,}", '{"a": {"b": 1}}'],
    ["﻿a=1", '{"a": 1}'],
    ['a=1\r\nb="x"\r\n', '{"a": 1, "b": "x"}'],
    ['a="""a\r\nb"""', '{"a": "a\\nb"}'],
    ['a="\\x41"', '{"a": "A"}'],
    ['a="\\e"', '{"a": "\\u001b"}'],
    ["[a.b.c]\n[a]\nb.d=1", '{"a": {"b": {"c": {}, "d": 1}}}'],
    ["a={b.c=1,b.d=2}", '{"a": {"b": {"c": 1, "d": 2}}}'],
    ["[[a.b]]\nx=1\n[[a.b]]\nx=2", '{"a": {"b": [{"x": 1}, {"x": 2}]}}'],
    ['1=2\n"ʎ"=3', '{"1": 2, "ʎ": 3}'],
    ["a=''''x'''", '{"a": "\'x"}'],
    ['a=[[1],["a"]]', '{"a": [[1], ["a"]]}'],
    ["a=[{b=1},{b=2}]", '{"a": [{"b": 1}, {"b": 2}]}'],
    ["a = 1979-05-27 # date", '{"a": date 1979-05-27}'],
    ["a=[1979-05-27, 07:32:00]", '{"a": [date 1979-05-27, date 07:32:00]}'],
    ['a=""\n""=1', '{"a": "", "": 1}'],
    ["a=''''''", '{"a": ""}'],
    ["a={\n}", '{"a": {}}'],
    ["a={b=[\n1,\n2]}", '{"a": {"b": [1, 2]}}'],
  ])("reads %j", (text, tree) => {
    const parsed = parseToml(text);
    expect(showFaults(parsed, text)).toEqual([]);
    expect(showTree(parsed.root)).toBe(tree);
  });

  it.each<[string, string, string[]]>([
    ["[a]\n[a]", '{"a": {}, "a": {}}', ['DUPLICATE_KEY "a"']],
    ["a=1\na=2", '{"a": 1, "a": 2}', ['DUPLICATE_KEY "a"']],
    ["a.b=1\n[a]\nc=1", '{"a": {"b": 1}, "a": {"c": 1}}', ['DUPLICATE_KEY "a"']],
    ["a={b=1}\n[a.c]", '{"a": {"b": 1}, "a": {"c": {}}}', ['DUPLICATE_KEY "a"']],
    ["a=1\n[a.b]", '{"a": 1, "a": {"b": {}}}', ['DUPLICATE_KEY "a"']],
    ["a=01", '{"a": "01"}', ['BAD_WORD "01"']],
    ["a=1.", '{"a": "1."}', ['BAD_WORD "1."']],
    ["a=.5", '{"a": ".5"}', ['BAD_WORD ".5"']],
    ["a=0X1", '{"a": "0X1"}', ['BAD_WORD "0X1"']],
    ["a=yes", '{"a": "yes"}', ['BAD_WORD "yes"']],
    ["a=", '{"a": }', ['MISSING_VALUE ""']],
    ["a b=1", '{"a": }', ['MISSING_EQUALS "a"']],
    ["=1", "nothing", ['BAD_KEY "="']],
    ["a=[1,2\nb=3\n[c]\nd=1", '{"a": [1, 2], "b": 3, "c": {"d": 1}}', ['UNCLOSED "[1,2"']],
    ['a="x\nb=1', '{"a": "x", "b": 1}', ['UNCLOSED "\\"x"']],
    ["a={b=1\nc=2", '{"a": {"b": 1}, "c": 2}', ['UNCLOSED "{b=1"']],
    ["[a\nb=1", '{"a": {"b": 1}}', ['UNCLOSED "[a"']],
    ["[]\na=1", "nothing", ['BAD_KEY "]"']],
    ["a=1 b=2\nc=3", '{"a": 1, "c": 3}', ['EXTRA_CONTENT "b=2"']],
    ["[[a]]\n[a]", '{"a": [{}], "a": {}}', ['DUPLICATE_KEY "a"']],
    ["[a]\n[[a]]", '{"a": {}, "a": [{}]}', ['DUPLICATE_KEY "a"']],
    ["a=[]\n[[a]]\nb=1", '{"a": [], "a": [{"b": 1}]}', ['DUPLICATE_KEY "a"']],
    ["[a]\nb.c=1\n[a.b]\nd=1", '{"a": {"b": {"c": 1}, "b": {"d": 1}}}', ['DUPLICATE_KEY "b"']],
    ["a={b={c=1},b.d=2}", '{"a": {"b": {"c": 1}, "b": {"d": 2}}}', ['DUPLICATE_KEY "b"']],
    ["a={b=1,b=2}", '{"a": {"b": 1, "b": 2}}', ['DUPLICATE_KEY "b"']],
    ["a=1979-05-27 7", '{"a": date 1979-05-27}', ['EXTRA_CONTENT "7"']],
    ["a=25:00:00", '{"a": "25:00:00"}', ['BAD_WORD "25:00:00"']],
    ["a=1\tb", '{"a": 1}', ['EXTRA_CONTENT "b"']],
    ["a=[,1]", '{"a": []}', ['MISSING_VALUE ","']],
    ["a=[1,,2]", '{"a": [1, ]}', ['MISSING_VALUE ","']],
  ])("goes on behind the faults of %j", (text, tree, faults) => {
    const parsed = parseToml(text);
    expect(showTree(parsed.root)).toBe(tree);
    expect(showFaults(parsed, text)).toEqual(faults);
  });

  it("gives places of keys, values, tables and comments", () => {
    const text = "[a] # c\nb = 'x'\n# d\n";
    const { root, comments } = parseToml(text);
    const table = nodeAt(root, ["a"]);
    const value = nodeAt(root, ["a", "b"]);
    expect([table?.start, table?.end, value?.start, value?.end]).toEqual([8, 15, 12, 15]);
    expect(comments).toEqual([
      { text: " c", isOwnLine: false, start: 4, end: 7 },
      { text: " d", isOwnLine: true, start: 16, end: 19 },
    ]);
  });

  it.each([
    ["a key of 10,000 names", "a.".repeat(10_000) + "b=1"],
    ["a header of 10,000 names", `[${"a.".repeat(10_000)}b]\nc=1`],
    ["10,000 lists", "a=" + "[".repeat(10_000)],
    ["10,000 tables in tables", "a=" + "{b=".repeat(10_000)],
  ])("leaves out what is nested too deep: %s", (_name, text) => {
    expect(parseToml(text).faults[0]?.code).toBe("TOO_DEEP");
  });

  it("reads 50,000 broken lines in one pass", () => {
    const parsed = parseToml('a = [\nb = "x\n'.repeat(25_000));
    expect(parsed.faults).toHaveLength(100);
  });
});
