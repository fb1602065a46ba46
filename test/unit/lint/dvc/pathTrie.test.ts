import { describe, expect, it } from "vitest";
import { PathTrie } from "../../../../src/core/lint/dvc/pathTrie.ts";

function build(...paths: readonly string[]): PathTrie<string> {
  const trie = new PathTrie<string>();
  for (const path of paths) trie.add(path, path);
  return trie;
}

describe("PathTrie", () => {
  it.each([
    ["what is at a path", ["a/b", "a/c", "ab"], "a/b", ["a/b"]],
    ["what is above, from the root on", ["a/b", "a", ""], "a/b/c", ["", "a", "a/b"]],
    ["what is below", ["a/b", "a/b/c", "b"], "a", ["a/b", "a/b/c"]],
    ["everything of the project at its root", ["a", "b/c"], "", ["a", "b/c"]],
    ["nothing with the same beginning of a name", ["data", "data2"], "dat", []],
    ["nothing outside at the root", ["s3://x/y", "/abs", "../up"], "", []],
    ["URLs", ["s3://x/y", "s3://x/z"], "s3://x", ["s3://x/y", "s3://x/z"]],
    ["paths above the project", ["../up"], "../up/a", ["../up"]],
  ])("finds %s", (_name, paths, asked, expected) => {
    expect(build(...paths).overlapping(asked)).toEqual(expected);
  });

  it("finds what is at and above a path alone", () => {
    const trie = build("", "a", "a/b", "a/b/c", "a/d", "s3://x");
    expect(trie.atOrAbove("a/b")).toEqual(["", "a", "a/b"]);
    expect(trie.atOrAbove("a/x/y")).toEqual(["", "a"]);
    expect(trie.atOrAbove("s3://x/y")).toEqual(["s3://x"]);
  });

  it("holds any number of values at a path", () => {
    const trie = new PathTrie<number>();
    for (let value = 0; value < 200_000; value++) trie.add("a", value);
    expect(trie.overlapping("a")).toHaveLength(200_000);
  });

  it("forgets values and keeps those around them", () => {
    const trie = build("a", "a/b", "a/b/c");
    trie.delete("a/b", "a/b");
    trie.delete("a/x", "a/x");
    expect(trie.overlapping("a/b")).toEqual(["a", "a/b/c"]);
    trie.delete("a/b/c", "a/b/c");
    trie.delete("a", "a");
    expect(trie.overlapping("")).toEqual([]);
  });
});
