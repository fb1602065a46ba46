/** A part of the test suite that runs, and is counted, by itself. */
export interface Tier {
  readonly name: string;
  /** One line for people: what is tested, and where. */
  readonly summary: string;
  run(): Promise<TierResult>;
}

export interface TierResult {
  readonly passed: number;
  readonly failed: number;
}

/** A single check as a result. */
export function resultOf(isPassed: boolean): TierResult {
  return isPassed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

export function addResults(results: readonly TierResult[]): TierResult {
  return results.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
}

/** Tests that did not run prove nothing: none at all is a failure, and so is each skipped one. */
export function countResult(passed: number, failed: number, skipped: number): TierResult {
  const isEmpty = passed + failed + skipped === 0;
  return { passed, failed: isEmpty ? 1 : failed + skipped };
}
