// Writes the JSON Schemas that editors complete configuration files from; a test fails when they
// are stale.
import { writeFileSync } from "node:fs";
import { renderJsonSchema } from "../src/core/config/sextantConfig.ts";

writeFileSync(new URL("../media/schemas/sextant.schema.json", import.meta.url), renderJsonSchema());
