import { spawnSync } from "node:child_process";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import type { Finding } from "../../src/core/lint/finding.ts";
import { openTexts } from "../support/lint/lintTexts.ts";
import { lintCases, type LintCase } from "./dvcLintCases.ts";
import { generateCases } from "./generateDvcCases.ts";

/**
 * The linter against the real DVC: what DVC refuses to load, to make a graph of or to resolve is an
 * error in the right line; what it takes is never an error, but where running it fails.
 */

interface Verdict {
  readonly phase: "load" | "graph" | "resolve" | "run";
  readonly error: string;
  readonly message: string;
}

const script = path.join(import.meta.dirname, "dvc_lint_oracle.py");
const generated = generateCases(600);
let python = "";
let verdicts: Readonly<Record<string, Verdict | null>> = {};

beforeAll(() => {
  python = ensurePythonEnv("dvc");
  const asked = [...lintCases, ...generated].map(([name, one]) => [
    name,
    { ...one, run: one.failsWhenRun === true },
  ]);
  verdicts = ask(Object.fromEntries(asked) as Record<string, unknown>);
}, 120_000);

describe("DVC and the linter agree on", () => {
  it.each([...lintCases])("%s", (name, one) => {
    const verdict = verdicts[name];
    const marked = markedLines(one.files);
    const described = verdict === null ? "" : JSON.stringify(verdict);
    expect(verdict !== null, `DVC refuses it: ${described}`).toBe(marked.length > 0);
    if (one.failsWhenRun === true) expect(verdict?.phase).toBe("run");
    const errors = errorsOf(one);
    const found = errors.map(placeOf(one));
    if (verdict === null) expect(errors, "errors").toEqual([]);
    for (const line of marked) expect(found, `errors; DVC: ${described}`).toContain(line);
  });
});

describe("generated pipelines", () => {
  it("are refused as often as they are taken", () => {
    const refused = [...generated.keys()].filter((name) => verdicts[name] !== null).length;
    expect(refused).toBeGreaterThan(generated.size / 5);
    expect(refused).toBeLessThan((generated.size * 4) / 5);
  });

  it("are errors exactly where DVC refuses them", () => {
    const suspects = new Map<string, LintCase>();
    const missed: string[] = [];
    for (const [name, one] of generated) {
      const errors = errorsOf(one);
      const verdict = verdicts[name];
      if (verdict !== null && errors.length === 0) {
        missed.push(`${name}: ${verdict?.message ?? ""}\n${one.files["dvc.yaml"] ?? ""}`);
      }
      if (verdict === null && errors.length > 0) suspects.set(name, one);
    }
    expect(missed, "taken by the linter").toEqual([]);
    // What DVC loads may be an error for the reason that it fails when it is run.
    const asked = [...suspects].map(([name, one]) => [name, { ...one, run: true }]);
    const run = ask(Object.fromEntries(asked) as Record<string, unknown>);
    const wrong = [...suspects].flatMap(([name, one]) =>
      run[name] === null
        ? [
            `${name}: ${errorsOf(one)
              .map(({ message }) => message)
              .join("; ")}\n${one.files["dvc.yaml"] ?? ""}`,
          ]
        : [],
    );
    expect(wrong, "refused by the linter alone").toEqual([]);
  }, 60_000);
});

function ask(cases: Readonly<Record<string, unknown>>): Record<string, Verdict | null> {
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input: JSON.stringify(cases),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, Verdict | null>;
}

function errorsOf({ files, tracked }: LintCase): readonly Finding[] {
  const project = openTexts(
    { ".dvc/config": "", ...files },
    tracked === undefined ? {} : { tracked },
  );
  return Object.keys(files)
    .flatMap((file) => project.findings(file))
    .filter(({ severity }) => severity === "error");
}

function placeOf({ files }: LintCase): (finding: Finding) => string {
  return ({ path: file, at }) => {
    const line = (files[file] ?? "").slice(0, at.start).split("\n").length;
    return `${file}:${line}`;
  };
}

function markedLines(files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).flatMap(([file, text]) =>
    text.split("\n").flatMap((line, index) => (/# <-$/.test(line) ? [`${file}:${index + 1}`] : [])),
  );
}
