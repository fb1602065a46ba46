import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderJsonSchema } from "../../../src/core/config/sextantConfig.ts";
import { renderDvcSchema } from "../../../src/core/lint/dvc/jsonSchema.ts";

test.each([
  ["sextant", renderJsonSchema],
  ["dvc", renderDvcSchema],
])(
  "the JSON Schema %s on disk is the one of the code (run `node scripts/generateSchemas.mjs`)",
  (name, render) => {
    const url = new URL(`../../../media/schemas/${name}.schema.json`, import.meta.url);
    expect(readFileSync(url, "utf8")).toBe(render());
  },
);

test("the schema of dvc.yaml describes keys and refuses nothing", () => {
  const text = renderDvcSchema();
  expect(text).toContain('"foreach"');
  expect(text).toContain('"description": "What is run; each line and list entry by itself"');
  expect(text).not.toMatch(/"(type|required|enum|oneOf|uniqueItems|minItems)":\s*["[tf\d]/);
  expect(text).not.toContain('"additionalProperties": false');
});
