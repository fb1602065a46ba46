import type { Rule } from "../../rule.ts";
import { foreachDuplicate } from "./foreachDuplicate.ts";
import { itemKeyMisuse } from "./itemKeyMisuse.ts";
import { malformedExpression } from "./malformedExpression.ts";
import { nonScalarInterpolation } from "./nonScalarInterpolation.ts";
import { nonStringKey } from "./nonStringKey.ts";
import { nullInterpolation } from "./nullInterpolation.ts";
import { shadowedItemKey } from "./shadowedItemKey.ts";
import { shellVariable } from "./shellVariable.ts";
import { unclosedExpression } from "./unclosedExpression.ts";
import { unresolvedReference } from "./unresolvedReference.ts";
import { unsupportedValue } from "./unsupportedValue.ts";
import { unusedVar } from "./unusedVar.ts";
import { varsConflict } from "./varsConflict.ts";
import { varsFile } from "./varsFile.ts";

export const dvcTemplatesRules: readonly Rule[] = [
  unresolvedReference,
  shellVariable,
  malformedExpression,
  unclosedExpression,
  itemKeyMisuse,
  nonScalarInterpolation,
  varsConflict,
  varsFile,
  unsupportedValue,
  nonStringKey,
  nullInterpolation,
  shadowedItemKey,
  foreachDuplicate,
  unusedVar,
];
