import type { Rule } from "../../rule.ts";
import { badWdir } from "./badWdir.ts";
import { depNotFound } from "./depNotFound.ts";
import { duplicateOutput } from "./duplicateOutput.ts";
import { dvcFileAsPath } from "./dvcFileAsPath.ts";
import { externalOutput } from "./externalOutput.ts";
import { ignoredDvcFile } from "./ignoredDvcFile.ts";
import { ignoredOutput } from "./ignoredOutput.ts";
import { missingParam } from "./missingParam.ts";
import { missingParamFile } from "./missingParamFile.ts";
import { overlappingOutput } from "./overlappingOutput.ts";
import { paramIsFile } from "./paramIsFile.ts";
import { redundantDep } from "./redundantDep.ts";
import { stageCycle } from "./stageCycle.ts";
import { staleLock } from "./staleLock.ts";
import { topLevelNotProduced } from "./topLevelNotProduced.ts";
import { trackedOutput } from "./trackedOutput.ts";

export const dvcGraphRules: readonly Rule[] = [
  duplicateOutput,
  overlappingOutput,
  stageCycle,
  dvcFileAsPath,
  ignoredOutput,
  trackedOutput,
  ignoredDvcFile,
  externalOutput,
  missingParam,
  missingParamFile,
  paramIsFile,
  depNotFound,
  badWdir,
  redundantDep,
  staleLock,
  topLevelNotProduced,
];
