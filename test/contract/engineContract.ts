import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { lintTexts } from "../support/lint/lintTexts.ts";

/** Holds the linter against the engines that `pipeline_oracle.py` knows. */

export type Files = Readonly<Record<string, string>>;

/** A configuration, with the engine that reads it. */
export interface EngineCase {
  readonly engine: "hydra" | "kedro" | "accelerate";
  readonly files: Files;
}

/** The messages of the engines; null for what they take. */
export function askEngines(env: string, cases: readonly EngineCase[]): readonly (string | null)[] {
  const oracle = path.join(import.meta.dirname, "pipeline_oracle.py");
  const { stdout, stderr } = spawnSync(ensurePythonEnv(env), ["-W", "ignore", oracle], {
    input: JSON.stringify(cases),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as readonly (string | null)[];
}

/** `path:line` of the errors, without repeats. */
export function engineErrors(files: Files, rules: readonly string[]): readonly string[] {
  const found = lintTexts(files, { rules }).filter(({ severity }) => severity === "error");
  return [
    ...new Set(
      found.map(({ path: file, at }) => {
        const line = (files[file] ?? "").slice(0, at.start).split("\n").length;
        return `${file}:${line}`;
      }),
    ),
  ];
}

/** What an engine refuses and the linter does not call an error, by the engine's message, with the reason. */
export type Disagreements = readonly (readonly [message: RegExp, reason: string])[];

/** One list of what is wrong, so that a failure shows all of it. */
export function compareWithEngine(
  cases: readonly EngineCase[],
  answers: readonly (string | null)[],
  { rules, disagreements }: { rules: readonly string[]; disagreements: Disagreements },
): readonly string[] {
  return cases.flatMap(({ files }, index) => {
    const answer = answers[index] ?? null;
    const errors = engineErrors(files, rules);
    const isListed = answer !== null && disagreements.some(([message]) => message.test(answer));
    if (answer === null && errors.length > 0) {
      return [`taken, but an error in ${errors.join(", ")}:\n${JSON.stringify(files, null, 1)}`];
    }
    if (answer !== null && errors.length === 0 && !isListed) {
      return [`refused (${answer}), but no error:\n${JSON.stringify(files, null, 1)}`];
    }
    return [];
  });
}

/** One fault each, with where it is as `path:line`: the engine refuses it, and ours is the only error. */
export function checkMarked(
  faults: readonly (readonly [one: EngineCase, place: string])[],
  answers: readonly (string | null | undefined)[],
  rules: readonly string[],
): void {
  for (const [index, [{ files }, place]] of faults.entries()) {
    const shown = JSON.stringify(files);
    expect(answers[index], shown).toEqual(expect.any(String));
    expect(engineErrors(files, rules), shown).toEqual([place]);
  }
}

/** Numbers that look random and are the same each time (mulberry32). */
export function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function pick<T>(
  items: readonly T[],
  count: number,
  random: (below: number) => number,
): T[] {
  return Array.from({ length: count }, () => items[random(items.length)]).flatMap((it) => it ?? []);
}
