import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseSextantConfig } from "../../../src/core/config/parseSextantConfig.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const pages = [
  "README.md",
  ...readdirSync(path.join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

interface Example {
  /** `docs/drift.md 12`: the page and the line. */
  readonly place: string;
  readonly text: string;
}

const examples = pages.flatMap((page): Example[] => {
  const text = readFileSync(path.join(root, page), "utf8");
  return [...text.matchAll(/^( *)```yaml\n(.*?)^ *```$/gms)].flatMap((match) => {
    const [, indent = "", body = ""] = match;
    const line = text.slice(0, match.index).split("\n").length;
    const plain = body.replaceAll(new RegExp(`^${indent}`, "gm"), "");
    // Others are of other tools.
    if (!/^(monitors|entryPoints|lint):/m.test(plain)) return [];
    return [{ place: `${page} ${line}`, text: plain }];
  });
});

test("pages have examples of sextant.yaml", () => {
  expect(examples.length).toBeGreaterThan(2);
});

test.each(examples)("the example of $place is right", ({ text }) => {
  const { problems } = parseSextantConfig(text);
  // A warning names what else the file would have to hold.
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
});
