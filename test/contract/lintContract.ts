import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect } from "vitest";
import type { Finding } from "../../src/core/lint/finding.ts";
import { openTexts } from "../support/lint/lintTexts.ts";

/**
 * Files that an engine takes and files that it refuses. A line that ends in `# <-` is where the
 * fault is; a case without such a line is one that the engine takes.
 */
export interface LintCase {
  readonly files: Readonly<Record<string, string>>;
  /** Paths that git tracks; no repository when it is left out. */
  readonly tracked?: readonly string[];
  /** It is loaded, and fails when it is run. */
  readonly failsWhenRun?: boolean;
  /** Where the engine and the linter differ on purpose, and why. */
  readonly differs?: string;
}

export type LintCases = Readonly<Record<string, LintCase>>;

/** What an engine says of a case that it refuses. */
export interface Verdict {
  readonly phase: string;
  readonly error: string;
  readonly message: string;
}

export type Verdicts = Readonly<Record<string, Verdict | null>>;

/** Verdicts of a script beside this file, by the names of the cases; null for what is taken. */
export function askOracle(
  python: string,
  script: string,
  cases: Iterable<readonly [name: string, asked: unknown]>,
): Verdicts {
  const oracle = path.join(import.meta.dirname, script);
  const { status, stdout, stderr } = spawnSync(python, [oracle], {
    input: JSON.stringify(Object.fromEntries(cases)),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Verdicts;
}

export function errorsOf({ files, tracked }: LintCase): readonly Finding[] {
  const project = openTexts(files, tracked === undefined ? {} : { tracked });
  return Object.keys(files)
    .flatMap((file) => project.findings(file))
    .filter(({ severity }) => severity === "error");
}

/**
 * What is refused is an error in each line that is marked, what is taken is none. A case that
 * differs on purpose has no error, or one where the engine has none: either way not the same.
 */
export function expectAgreement(one: LintCase, verdict: Verdict | null | undefined): void {
  const marked = markedLines(one);
  const described = verdict === null ? "" : JSON.stringify(verdict);
  const errors = errorsOf(one);
  if (one.differs !== undefined) {
    expect(marked, "a case that differs marks no line").toEqual([]);
    expect(verdict !== null, "differs").not.toBe(errors.length > 0);
    return;
  }
  expect(verdict !== null, `refused: ${described}`).toBe(marked.length > 0);
  if (one.failsWhenRun === true) expect(verdict?.phase).toBe("run");
  if (verdict === null) expect(errors, "errors").toEqual([]);
  const found = errors.map((finding) => lineOf(one, finding));
  for (const line of marked) expect(found, `errors; refused: ${described}`).toContain(line);
}

function lineOf({ files }: LintCase, { path: file, at }: Finding): string {
  const line = (files[file] ?? "").slice(0, at.start).split("\n").length;
  return `${file}:${line}`;
}

function markedLines({ files }: LintCase): readonly string[] {
  return Object.entries(files).flatMap(([file, text]) =>
    text.split("\n").flatMap((line, index) => (/# <-$/.test(line) ? [`${file}:${index + 1}`] : [])),
  );
}
