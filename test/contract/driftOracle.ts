import { spawnSync } from "node:child_process";
import path from "node:path";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";

/** Asks the real tools, through `drift_oracle.py`: one process for all cases of a suite. */

export type DriftTool = "scipy" | "evidently" | "nannyml" | "river" | "metrics";

/** The answers in the order of the cases; what a tool refuses is a `Refusal`. */
export function askDriftTool(tool: DriftTool, cases: readonly unknown[]): readonly unknown[] {
  const oracle = path.join(import.meta.dirname, "drift_oracle.py");
  const { stdout, stderr, status } = spawnSync(
    ensurePythonEnv("drift"),
    ["-B", "-W", "ignore", oracle],
    {
      input: JSON.stringify({ tool, cases }),
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, DO_NOT_TRACK: "1", NML_DISABLE_USAGE_LOGGING: "1" },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout, reviveNumber) as readonly unknown[];
}

/** What a tool says of a case that it does not take. */
export interface Refusal {
  readonly error: string;
}

/** Questions that are asked together, as a tool takes seconds to start. */
export class DriftQuestions {
  readonly #tool: DriftTool;
  readonly #cases: unknown[] = [];
  #answers: readonly unknown[] | undefined;

  constructor(tool: DriftTool) {
    this.#tool = tool;
  }

  /** Add all before the first answer is wanted: that is when they are asked. */
  add(cases: readonly unknown[]): () => readonly unknown[] {
    const start = this.#cases.length;
    this.#cases.push(...cases);
    return () => {
      this.#answers ??= askDriftTool(this.#tool, this.#cases);
      return this.#answers.slice(start, start + cases.length);
    };
  }
}

const otherNumbers: Readonly<Record<string, number>> = {
  nan: NaN,
  inf: Infinity,
  "-inf": -Infinity,
};

function reviveNumber(_key: string, value: unknown): unknown {
  return typeof value === "string" ? (otherNumbers[value] ?? value) : value;
}

export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === "object" && answer !== null && "error" in answer;
}

/** How far two numbers may be apart: either bound suffices. */
export interface Tolerance {
  readonly relative?: number;
  readonly absolute?: number;
}

/** Whether two numbers are equal but for rounding; NaN equals NaN, and infinities themselves. */
export function isClose(
  actual: number,
  expected: number,
  { relative = 0, absolute = 0 }: Tolerance,
): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false;
  const difference = Math.abs(actual - expected);
  return difference <= absolute || difference <= relative * Math.abs(expected);
}

/** One line for each number that is too far from what the tool says; "" for none. */
export class Comparison {
  readonly #lines: string[] = [];
  #compared = 0;

  check(what: string, actual: number, expected: number, tolerance: Tolerance): void {
    this.#compared += 1;
    if (isClose(actual, expected, tolerance)) return;
    this.#lines.push(`${what}: ${String(actual)}, but ${String(expected)} there`);
  }

  checkNumbers(
    what: string,
    actual: readonly number[],
    expected: readonly number[],
    tolerance: Tolerance,
  ): void {
    this.checkSame(`${what}, how many`, actual.length, expected.length);
    for (const [index, value] of actual.entries())
      this.check(`${what} [${String(index)}]`, value, expected[index] ?? NaN, tolerance);
  }

  checkSame(what: string, actual: unknown, expected: unknown): void {
    this.#compared += 1;
    const [ours, theirs] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (ours !== theirs) this.#lines.push(`${what}: ${ours}, but ${theirs} there`);
  }

  /** How many numbers were compared. */
  get compared(): number {
    return this.#compared;
  }

  get disagreements(): readonly string[] {
    return this.#lines;
  }
}
