import { describe, expect, test } from "vitest";
import { maxProblems, readBoundedYaml } from "../../../src/core/config/boundedYaml.ts";
import { parseSextantConfig } from "../../../src/core/config/parseSextantConfig.ts";
import { editParamsFile } from "../../../src/core/launch/editParamsFile.ts";

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");

describe("a file of a megabyte", () => {
  // Comparing each key with all others takes a minute, which is past any test's time.
  test("with very many keys is read and edited in a moment", () => {
    const text = lines(60_000, (index) => `key${index}: ${index}`);
    expect(readBoundedYaml(text, "params.yaml").problems).toEqual([]);
    const edited = editParamsFile(text, "params.yaml", { key59999: "x" });
    expect(edited.endsWith("key59999: x\n")).toBe(true);
  });

  test.each([
    ["unknown keys", lines(20_000, (index) => `key${index}: 1`)],
    ["repeated keys", lines(60_000, () => "a: 1")],
    ["faults", "[".repeat(200_000)],
  ])("full of %s tells the first hundred", (_name, text) => {
    expect(parseSextantConfig(text).problems).toHaveLength(maxProblems);
  });
});

describe("a key that stands twice in a mapping", () => {
  test.each([
    ["a: 1\nb: 2\na: 3\n", { line: 2, column: 0 }],
    ["x:\n  - {a: 1, a: 2}\n", { line: 1, column: 11 }],
  ])("%j is told where it stands again", (text, place) => {
    const { value, problems } = readBoundedYaml(text, "sextant.yaml");
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([
      { code: "yaml-syntax", location: { path: "sextant.yaml", ...place } },
    ]);
    expect(() => editParamsFile(text, "params.yaml", { b: "1" })).toThrow(
      "Map keys must be unique",
    );
  });

  test("merge keys may be several", () => {
    const text = "x: &x {a: 1}\ny: &y {b: 2}\nz:\n  <<: *x\n  <<: *y\n";
    expect(readBoundedYaml(text, "sextant.yaml").problems).toEqual([]);
  });
});
