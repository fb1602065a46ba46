import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderJsonSchema } from "../../../src/core/config/sextantConfig.ts";

test("the JSON Schema on disk is the one of the code (run `node scripts/generateSchemas.mjs`)", () => {
  const url = new URL("../../../media/schemas/sextant.schema.json", import.meta.url);
  expect(readFileSync(url, "utf8")).toBe(renderJsonSchema());
});
