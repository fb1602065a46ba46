import type { LintCases } from "./lintContract.ts";

/** What lies beside pipelines. */
export const dvcFileCases: LintCases = {};
