import { LintProject } from "../../../src/core/lint/project/lintProject.ts";
import type { Finding } from "../../../src/core/lint/finding.ts";
import { defaultLintOptions, type LintOptions } from "../../../src/core/lint/lintOptions.ts";
import { createMemoryFiles, type MemoryFilesOptions } from "./memoryFiles.ts";

export interface LintTextsOptions extends MemoryFilesOptions {
  /** Ids of rules that are run, those that are off among them; all that are not off when left out. */
  readonly rules?: readonly string[];
  readonly lint?: Partial<LintOptions>;
}

/** A project of texts. Text that ends a path with `/` is an empty folder's. */
export function openTexts(
  files: Readonly<Record<string, string>>,
  options: LintTextsOptions = {},
): LintProject {
  const select = options.rules ?? null;
  const lint = { ...defaultLintOptions, select, ...options.lint };
  return new LintProject(createMemoryFiles(files, options), Object.keys(files), lint);
}

/** What the rules find in texts, all files together. */
export function lintTexts(
  files: Readonly<Record<string, string>>,
  options: LintTextsOptions = {},
): readonly Finding[] {
  const project = openTexts(files, options);
  return Object.keys(files).flatMap((path) => project.findings(path));
}

/**
 * Findings as lines for comparing: `dvc.yaml:3:5 DVC101 error message`, lines and columns from 1.
 */
export function renderFindings(
  files: Readonly<Record<string, string>>,
  options: LintTextsOptions = {},
): readonly string[] {
  const project = openTexts(files, options);
  return Object.keys(files)
    .flatMap((path) => project.findings(path))
    .map(({ path, at, rule, severity, message }) => {
      const { line, column } = project.file(path)?.lines.position(at.start) ?? {
        line: 0,
        column: 0,
      };
      return `${path}:${line + 1}:${column + 1} ${rule} ${severity} ${message}`;
    });
}
