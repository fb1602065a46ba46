import { beforeAll, describe, expect, it } from "vitest";
import type { DetectorId } from "../../src/core/drift/streams/detector.ts";
import { createDetector, detectChanges } from "../../src/core/drift/streams/detectors.ts";
import { seededRandom } from "../../src/base/seededRandom.ts";
import { askDriftTool, Comparison } from "./driftOracle.ts";
import { normal } from "./driftSamples.ts";

/** The detectors of change against river's, on generated streams. */

type Event = readonly [index: number, state: "warning" | "drift"];
type Detector = "adwin" | "page-hinkley" | "kswin" | "ddm" | "eddm" | "hddm-a";

interface StreamCase {
  readonly detector: Detector;
  /** Options of river, and the same for ours. */
  readonly options: Readonly<Record<string, number | boolean | string>>;
  readonly ours: Readonly<Record<string, number>>;
  readonly values: readonly number[];
}

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function streamCase(
  detector: Detector,
  values: readonly number[],
  options: StreamCase["options"] = {},
): StreamCase {
  const ours = Object.entries(options).map(([name, value]) =>
    name === "mode" ? ["twoSidedTest", 0] : [camelCase(name), Number(value)],
  );
  return { detector, options, ours: Object.fromEntries(ours) as Record<string, number>, values };
}

/** Zeros and ones, where the rate of ones changes a few times. */
function errors(seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: 2 + (seed % 3) }, () => {
    const rate = random() * 0.6;
    const rows = 300 + Math.floor(random() * 1500);
    return Array.from({ length: rows }, () => (random() < rate ? 1 : 0));
  }).flat();
}

/** Numbers whose mean and spread change a few times, on some scale. */
function numbers(seed: number): number[] {
  const random = seededRandom(seed);
  const scale = 10 ** (Math.floor(random() * 7) - 3);
  return Array.from({ length: 2 + (seed % 3) }, () => {
    const mean = 6 * random();
    const deviation = 0.2 + 2 * random();
    const rows = 300 + Math.floor(random() * 1500);
    return Array.from({ length: rows }, () => scale * (mean + deviation * normal(random)));
  }).flat();
}

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

const cases: Readonly<Record<Detector, readonly StreamCase[]>> = {
  adwin: seeds.flatMap((seed) => [
    streamCase("adwin", numbers(seed)),
    streamCase("adwin", errors(seed)),
    streamCase("adwin", numbers(seed), { delta: 0.3, clock: 7, max_buckets: 3 }),
    streamCase("adwin", errors(seed), { delta: 0.05, min_window_length: 12, grace_period: 200 }),
  ]),
  "page-hinkley": seeds.flatMap((seed) => [
    streamCase("page-hinkley", numbers(seed)),
    streamCase("page-hinkley", errors(seed), { threshold: 10 }),
    streamCase("page-hinkley", numbers(seed), { min_instances: 200, delta: 0.05, alpha: 0.99 }),
    streamCase("page-hinkley", errors(seed), { threshold: 8, mode: "up" }),
  ]),
  // Half of the window is compared with the whole other half, so that nothing is drawn at random.
  kswin: seeds.slice(0, 12).flatMap((seed) => [
    streamCase("kswin", numbers(seed).slice(0, 900), { window_size: 60, stat_size: 30 }),
    streamCase("kswin", errors(seed).slice(0, 900), {
      window_size: 40,
      stat_size: 20,
      alpha: 0.05,
    }),
  ]),
  ddm: seeds.flatMap((seed) => [
    streamCase("ddm", errors(seed)),
    streamCase("ddm", errors(seed), { warm_start: 5, warning_threshold: 1, drift_threshold: 4 }),
  ]),
  eddm: seeds.flatMap((seed) => [
    streamCase("eddm", errors(seed)),
    streamCase("eddm", errors(seed), { warm_start: 10, alpha: 0.8, beta: 0.75 }),
  ]),
  "hddm-a": seeds.flatMap((seed) => [
    streamCase("hddm-a", errors(seed)),
    streamCase("hddm-a", errors(seed), { two_sided_test: true }),
    streamCase("hddm-a", errors(seed), { drift_confidence: 0.01, warning_confidence: 0.1 }),
  ]),
};

function changes(detector: DetectorId, { ours, values }: StreamCase): readonly Event[] {
  return detectChanges(values, createDetector(detector, ours)).map(({ index, state }) => [
    index,
    state,
  ]);
}

describe("river finds changes at the same places", () => {
  const all = Object.values(cases).flat();
  let answers: readonly unknown[];
  beforeAll(() => {
    answers = askDriftTool("river", all);
  });

  it.each(Object.keys(cases) as Detector[])("%s", (detector) => {
    const comparison = new Comparison();
    let found = 0;
    for (const [index, one] of all.entries()) {
      if (one.detector !== detector) continue;
      const what = `case ${String(index)} ${JSON.stringify(one.options)}`;
      const expected = answers[index];
      if (Array.isArray(expected)) found += expected.length;
      comparison.checkSame(what, changes(detector, one), expected);
    }
    expect(comparison.disagreements).toEqual([]);
    expect(found).toBeGreaterThan(comparison.compared / 4);
  });
});
