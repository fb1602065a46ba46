import type { Severity } from "./finding.ts";

/** Which rules run, and how loud. `sextant.yaml` and the command line fill it in. */
export interface LintOptions {
  /** Ids, names or beginnings of ids (`DVC2`), or `ALL`; null for those that are not off. */
  readonly select: readonly string[] | null;
  readonly ignore: readonly string[];
  /** Globs as in `.gitignore`, and what is ignored there. */
  readonly perFileIgnores: Readonly<Record<string, readonly string[]>>;
  readonly severity: Readonly<Record<string, Severity | "off">>;
}

export const defaultLintOptions: LintOptions = {
  select: null,
  ignore: [],
  perFileIgnores: {},
  severity: {},
};
