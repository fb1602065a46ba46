import { describe, expect, it } from "vitest";
import { parsePython } from "../../../../src/core/lint/source/parsePython.ts";
import { nodeAt } from "../../../../src/core/lint/source/nodes.ts";
import { showFaults, showTree } from "../../../support/lint/showTree.ts";

describe("parsePython", () => {
  it.each([
    ["a=1", '{"a": 1}'],
    ["a: int = 2", '{"a": 2}'],
    ["a=-1.5e3", '{"a": -1500}'],
    ["a=+2", '{"a": 2}'],
    ["a=[1,2,(3,4)]", '{"a": [1, 2, !<tuple> [3, 4]]}'],
    ['a={"b":1,"c":{"d":[1]}}', '{"a": {"b": 1, "c": {"d": [1]}}}'],
    ["a=1,2", '{"a": !<tuple> [1, 2]}'],
    ["a=(1)", '{"a": 1}'],
    ["a=(1,)", '{"a": !<tuple> [1]}'],
    ["a=()", '{"a": !<tuple> []}'],
    ["a={1,2}", '{"a": !<set> [1, 2]}'],
    ["a=set()", '{"a": !<set> []}'],
    ["a=None\nb=True\nc=False", '{"a": null, "b": true, "c": false}'],
    ['a="x" "y"\\\n "z"', '{"a": "xyz"}'],
    ['a=f"x"', "nothing"],
    ['a=r"\\d"', '{"a": "\\\\d"}'],
    ['a=b"x"', '{"a": other bytes}'],
    ['a="\\x41\\u00e9\\n\\101"', '{"a": "Aé\\nA"}'],
    ['a="""x\ny"""', '{"a": "x\\ny"}'],
    [
      "class A:\n    x=1\n    y: float = 2.0\n    class B:\n        z=3\n    def __init__(self, a=(1,2)) -> None:\n        self.q = 5\n        r = 6\n        if x:\n            self.w = 3\n    def f(self):\n        self.g=1\nb=2",
      '{"A": {"x": 1, "y": 2, "B": {"z": 3}, "q": 5}, "b": 2}',
    ],
    ["import os\nfrom x import (a,\n b)\nif True:\n    c=1\nelse:\n    d=2\ne=3", '{"e": 3}'],
    ["a=b=1", "nothing"],
    ["a,b=1,2", "nothing"],
    ["a=1;b=2; c = 3", '{"a": 1, "b": 2, "c": 3}'],
    ["x.y=1", "nothing"],
    ["self.y=1", '{"y": 1}'],
    ["a=1+2", "nothing"],
    ["a=foo(1)", "nothing"],
    ["a=[foo]", "nothing"],
    ['a={"b":foo, "c":1}', "nothing"],
    ['a={"b":{"c":foo}}', "nothing"],
    ["a=1\na=2", '{"a": 1, "a": 2}'],
    ["a=[\n 1, # one\n 2,\n]\nb=1", '{"a": [1, 2], "b": 1}'],
    ['def f(x):\n  y=1\n  return {\n"a":1}\nz=1', '{"z": 1}'],
    ["class A: x=1; y=2\nb=1", '{"A": {"x": 1, "y": 2}, "b": 1}'],
    ['class A(B, metaclass=C):\n  """doc: x = 1"""\n  x=1', '{"A": {"x": 1}}'],
    ["@dec(1)\nclass A:\n\tx=1", '{"A": {"x": 1}}'],
    [
      "a=1_000\nb=0xff\nc=0o17\nd=0b11\ne=1j\nf=.5\ng=1.\nh=1e-3",
      '{"a": 1000, "b": 255, "c": 15, "d": 3, "e": other complex, "f": 0.5, "g": 1, "h": 0.001}',
    ],
    ["a=...", '{"a": other ellipsis}'],
    ["a==1", "nothing"],
    ["a += 1", "nothing"],
    ["a: int", "nothing"],
    ["a[0]=1", "nothing"],
    ["async def f():\n  x=1\ny=1", '{"y": 1}'],
    ["lambda: 0\nx=1", '{"x": 1}'],
    ["a=not True", "nothing"],
    ["a=~1", "nothing"],
    ["a=- 1", '{"a": -1}'],
    ["a=--1", "nothing"],
    ["a = 1 if x else 2", "nothing"],
    ['a="x".upper()', "nothing"],
    ['a="x" % 2', "nothing"],
    ["a=[*b]", "nothing"],
    ["a={**b}", "nothing"],
    ['a={"x":1,"x":2}', '{"a": {"x": 1, "x": 2}}'],
    ['"""module\nx=1\n"""\na=1', '{"a": 1}'],
    ["a='it''s'", '{"a": "its"}'],
    ["class A:\n  pass\nb=1", '{"A": {}, "b": 1}'],
    ["class A:\n\n  # c\n  x=1\n\n# d\nb=1", '{"A": {"x": 1}, "b": 1}'],
    ["a=1 # x", '{"a": 1}'],
    ["for i in x:\n  a=1", "nothing"],
    ['a = (\n  "x"\n  "y"\n)', '{"a": "xy"}'],
    ["try:\n  import x\nexcept E:\n  y=1\nz=2", '{"z": 2}'],
    ["a=\\\n 1", '{"a": 1}'],
    ["if x: a=1", "nothing"],
    ["class A:\n  x=1\nclass A:\n  y=1", '{"A": {"x": 1}, "A": {"y": 1}}'],
    ["a=99999999999999999999", '{"a": 99999999999999999999n}'],
    ["a=1if x else 2", "nothing"],
    ["a=True\nTrue_x=1", '{"a": true, "True_x": 1}'],
    ["naïve=1", '{"naïve": 1}'],
    ["a={1:2,None:3,True:4}", '{"a": {1: 2, null: 3, true: 4}}'],
    ["a={(1,2):3}", '{"a": {!<tuple> [1, 2]: 3}}'],
    ['a=u"x"', '{"a": "x"}'],
    ['a=Rb"x"', '{"a": other bytes}'],
    ['a={"a":1,}', '{"a": {"a": 1}}'],
    ["a=-True", "nothing"],
    ['a=-"x"', "nothing"],
    ['a="a\\\nb"', '{"a": "ab"}'],
    ["with x as y:\n  a=1\nb=1", '{"b": 1}'],
    [
      "class A:\n  def __init__(self):\n    self.a=1\n    self.b: int = 2\n    class C:\n      d=1\n  e=5",
      '{"A": {"a": 1, "b": 2, "C": {"d": 1}, "e": 5}}',
    ],
    ["def __init__(self):\n  self.x=1\ny=2", '{"x": 1, "y": 2}'],
    ["class A:\n  def __init__(self): self.x=1\n  y=2", '{"A": {"x": 1, "y": 2}}'],
    ["a=1,\nb=2", '{"a": !<tuple> [1], "b": 2}'],
    ["a=-1j", '{"a": other complex}'],
    ['a: List[Dict[str, int]] = [{"a": 1}]', '{"a": [{"a": 1}]}'],
    ['a: "x=1" = 2', '{"a": 2}'],
  ])("reads %j", (text, tree) => {
    const parsed = parsePython(text);
    expect(showFaults(parsed, text)).toEqual([]);
    expect(showTree(parsed.root)).toBe(tree);
  });

  it.each<[string, string, string[]]>([["a=[1,2", "nothing", ['UNCLOSED "["']]])(
    "goes on behind the faults of %j",
    (text, tree, faults) => {
      const parsed = parsePython(text);
      expect(showTree(parsed.root)).toBe(tree);
      expect(showFaults(parsed, text)).toEqual(faults);
    },
  );

  it("gives places of names, values, classes and comments", () => {
    const text = "class A:\n  b = 'x' # c\n";
    const { root, comments } = parsePython(text);
    const inner = nodeAt(root, ["A"]);
    const value = nodeAt(root, ["A", "b"]);
    expect([inner?.start, inner?.end, value?.start, value?.end]).toEqual([11, 18, 15, 18]);
    expect(comments).toEqual([{ text: " c", isOwnLine: false, start: 19, end: 22 }]);
  });

  it("leaves out what is nested too deep", () => {
    expect(showTree(parsePython("a = " + "[".repeat(10_000) + "\nb = 1").root)).toBe('{"b": 1}');
    const classes = Array.from({ length: 1000 }, (_, depth) => " ".repeat(depth) + "class A:");
    expect(parsePython(classes.join("\n")).faults).toEqual([]);
  });

  it("reads 50,000 broken lines in one pass", () => {
    expect(parsePython("x = [\n".repeat(50_000)).faults).toHaveLength(1);
    expect(parsePython("x = 'a\n".repeat(50_000)).faults).toHaveLength(100);
  });
});
