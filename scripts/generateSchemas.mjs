// Writes the JSON Schemas that editors complete files from; a test fails when they are stale.
import { writeFileSync } from "node:fs";
import { renderJsonSchema } from "../src/core/config/sextantConfig.ts";
import { renderDvcSchema } from "../src/core/lint/dvc/jsonSchema.ts";

const folder = new URL("../media/schemas/", import.meta.url);
writeFileSync(new URL("sextant.schema.json", folder), renderJsonSchema());
writeFileSync(new URL("dvc.schema.json", folder), renderDvcSchema());
