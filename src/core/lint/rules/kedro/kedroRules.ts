import type { Rule } from "../../rule.ts";
import { catchAllPatterns } from "./catchAllPatterns.ts";
import { datasetSpellingRule } from "./datasetSpelling.ts";
import { duplicateEntry } from "./duplicateEntry.ts";
import { entryNotMapping } from "./entryNotMapping.ts";
import { missingCredentials } from "./missingCredentials.ts";
import { missingType } from "./missingType.ts";
import { unknownPlaceholder } from "./unknownPlaceholder.ts";

export const kedroRules: readonly Rule[] = [
  entryNotMapping,
  missingType,
  datasetSpellingRule,
  unknownPlaceholder,
  catchAllPatterns,
  duplicateEntry,
  missingCredentials,
];
