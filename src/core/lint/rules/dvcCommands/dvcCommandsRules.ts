import type { Rule } from "../../rule.ts";
import { bashism } from "./bashism.ts";
import { foldedIndent } from "./foldedIndent.ts";
import { machinePath } from "./machinePath.ts";
import { multilineState } from "./multilineState.ts";
import { outputNotMentioned } from "./outputNotMentioned.ts";
import { scriptMissing } from "./scriptMissing.ts";
import { scriptNotInDeps } from "./scriptNotInDeps.ts";
import { sharedWrite } from "./sharedWrite.ts";
import { testDataInTraining } from "./testDataInTraining.ts";

export const dvcCommandsRules: readonly Rule[] = [
  scriptNotInDeps,
  scriptMissing,
  multilineState,
  foldedIndent,
  bashism,
  outputNotMentioned,
  sharedWrite,
  machinePath,
  testDataInTraining,
];
