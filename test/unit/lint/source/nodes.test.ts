import { describe, expect, it } from "vitest";
import {
  keyText,
  nodeAt,
  pairAt,
  pairsOf,
  visitTree,
} from "../../../../src/core/lint/source/nodes.ts";
import { parseYaml } from "../../../../src/core/lint/source/parseYaml.ts";
import { showTree } from "../../../support/lint/showTree.ts";

const read = (text: string) => parseYaml(text).root;

describe("visitTree", () => {
  it("gives all nodes, parents first, with their paths", () => {
    const root = read("a:\n  b: [x, {c: d}]\n? [k]\n: e\n");
    const visited = [...visitTree(root)].map(({ node, path, pair }) => [
      path.join("/"),
      node.kind,
      pair === undefined ? undefined : keyText(pair),
    ]);
    expect(visited).toEqual([
      ["", "map", undefined],
      ["a", "map", "a"],
      ["a/b", "seq", "b"],
      ["a/b/0", "scalar", undefined],
      ["a/b/1", "map", undefined],
      ["a/b/1/c", "scalar", "c"],
      ["?", "scalar", undefined],
    ]);
  });

  it("does not follow aliases, however many there are", () => {
    const lines = Array.from(
      { length: 30 },
      (_, it) => `a${it + 1}: &a${it + 1} [*a${it}, *a${it}]`,
    );
    const root = read(`a0: &a0 [x]\n${lines.join("\n")}\n`);
    expect([...visitTree(root)]).toHaveLength(1 + 2 + 30 * 3);
  });
});

describe("pairsOf", () => {
  it.each([
    ["a: 1\nb: 2\na: 3\n", "a=1 b=2 a=3"],
    ["x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n", "b=3 a=1"],
    ["x: &x {a: 1}\ny: &z {a: 2, b: 3}\ny:\n  <<: [*x, *z]\n", "a=1 b=3"],
    ["y: &y {<<: *y, a: 1}\n", "a=1"],
    ["y: {<<: 1, a: 1}\n", "a=1"],
    ["y: *none\n", ""],
  ])("merges %j", (text, expected) => {
    const root = read(text);
    const node = pairAt(root, "y")?.value ?? root;
    const pairs = pairsOf(node).map((pair) => `${keyText(pair)}=${showTree(pair.value)}`);
    expect(pairs.join(" ")).toBe(expected);
  });
});

describe("pairAt", () => {
  const many = Array.from({ length: 20 }, (_, index) => `k${index}: ${index}\n`).join("");

  it.each([
    ["a: 1\nb: 2\na: 3\n", "a", "3"],
    [`${many}k3: again\n`, "k3", "again"],
    [`base: &n {a: 1, b: 2}\nin: &m {<<: *n, a: 5}\n<<: *m\n`, "b", "2"],
    [`in: &n {a: 1}\n<<: *n\n${many}`, "a", "1"],
    [many, "k20", "nothing"],
    ["[a]", "a", "nothing"],
  ])("finds in %j the value of %s", (text, name, expected) => {
    const found = pairAt(read(text), name);
    expect(found === undefined ? "nothing" : showTree(found.value)).toBe(expected);
  });
});

describe("nodeAt", () => {
  it.each([
    [["a", 0, "b"], "1"],
    [["a", -1], "x"],
    [["c", "b"], "1"],
    [["a", 5], "nothing"],
    [["a", "b", "c"], "nothing"],
    [[], "{a: [&n {b: 1}, x], c: *n}"],
  ])("goes to %j", (steps, expected) => {
    expect(showTree(nodeAt(read("a: [&n {b: 1}, x]\nc: *n\n"), steps))).toBe(expected);
  });
});
