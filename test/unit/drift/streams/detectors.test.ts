import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { DetectorId } from "../../../../src/core/drift/streams/detector.ts";
import {
  checkDetectorOptions,
  createDetector,
  defaultDetector,
  detectChanges,
  detectors,
  type DetectorOptions,
  type StreamEvent,
} from "../../../../src/core/drift/streams/detectors.ts";
import { seededRandom } from "../../../../src/base/seededRandom.ts";

const root = path.resolve(import.meta.dirname, "../../../..");

function readJson(...names: readonly string[]): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(root, ...names), "utf8")) as Record<string, unknown>;
}

const table = readJson("../shared/reference/drift_conformance_streams.json") as Record<
  string,
  { readonly values: readonly number[] } & Record<string, readonly number[]>
>;
const errors = readJson("test/fixtures/streams/errors.json") as Record<string, string>;

function stream(name: string): readonly number[] {
  return table[name]?.values ?? Array.from(errors[name] ?? "", Number);
}

function published(name: string, key: string): readonly number[] {
  return table[name]?.[key] ?? [];
}

function eventsOf(
  id: DetectorId,
  values: readonly number[],
  options: DetectorOptions = {},
): readonly StreamEvent[] {
  return detectChanges(values, createDetector(id, options));
}

function changesOf(
  id: DetectorId,
  values: readonly number[],
  options: DetectorOptions = {},
): readonly number[] {
  return eventsOf(id, values, options)
    .filter(({ state }) => state === "drift")
    .map(({ index }) => index);
}

const frouros = "frouros_stream_drift";

describe("changes at the places that other tools publish", () => {
  type Case = readonly [DetectorId, string, readonly number[], DetectorOptions?];
  const cases: readonly Case[] = [
    ["adwin", "river_doc_stream_A", published("river_doc_stream_A", "adwin_default")],
    ["adwin", "river_adwin_multi", published("river_adwin_multi", "adwin_default")],
    ["adwin", "river_data_stream_1", published("river_data_stream_1", "adwin_default")],
    ["page-hinkley", "river_doc_stream_A", published("river_doc_stream_A", "page_hinkley_default")],
    [
      "page-hinkley",
      "river_data_stream_1",
      published("river_data_stream_1", "page_hinkley_default"),
      { neverNegative: 1, twoSidedTest: 0 },
    ],
    [
      "page-hinkley",
      frouros,
      published(frouros, "page_hinkley"),
      { minInstances: 1, keepNegative: 1, twoSidedTest: 0 },
    ],
    ["cusum", frouros, published(frouros, "cusum"), { minNumInstances: 1 }],
    [
      "gma",
      frouros,
      published(frouros, "geometric_moving_average_alpha_0.99_lambda_1"),
      { minNumInstances: 1 },
    ],
    ["ddm", "choices", [1334]],
    ["ddm", "binomial", [1049]],
    ["eddm", "choices", [1278], { alpha: 0.8, beta: 0.75 }],
    ["hddm-a", "choices", [1206]],
    ["hddm-a", "binomial", [1047]],
  ];
  it.each(cases.map((entry) => ({ entry })))("$entry.0 on $entry.1: $entry.2", ({ entry }) => {
    const [id, name, expected, options] = entry;
    expect(expected).not.toEqual([]);
    expect(changesOf(id, stream(name), options)).toEqual(expected);
  });

  it.each([
    ["ddm", [1084, 1334, 1492], {}],
    ["eddm", [1059, 1278], { alpha: 0.8, beta: 0.75 }],
    ["hddm-a", [451, 1206], {}],
  ] as const)(
    "%s: the first warning, the change, and the next warning",
    (id, expected, options) => {
      expect(eventsOf(id, stream("choices"), options).map(({ index }) => index)).toEqual(expected);
    },
  );
});

/** Zeros and ones, by turns as often as `rates` say. */
function bernoulli(
  seed: number,
  rates: readonly (readonly [rows: number, rate: number])[],
): number[] {
  const random = seededRandom(seed);
  return rates.flatMap(([rows, rate]) =>
    Array.from({ length: rows }, () => (random() < rate ? 1 : 0)),
  );
}

describe("every detector", () => {
  it.each(detectors.map(({ id }) => [id] as const))(
    "%s: a NaN or an infinity changes nothing",
    (id) => {
      const values = bernoulli(3, [
        [2000, 0.1],
        [2000, 0.5],
      ]);
      const plain = createDetector(id);
      const disturbed = createDetector(id);
      for (const value of values) {
        expect(disturbed.update(NaN)).toBe("stable");
        expect(disturbed.update(Infinity)).toBe("stable");
        expect(disturbed.update(value)).toBe(plain.update(value));
      }
    },
  );

  it.each(detectors.map(({ id }) => [id] as const))("%s: after reset it is as new", (id) => {
    const values = bernoulli(4, [
      [1500, 0.1],
      [500, 0.6],
    ]);
    const detector = createDetector(id);
    const first = values.map((value) => detector.update(value));
    detector.reset();
    expect(values.map((value) => detector.update(value))).toEqual(first);
  });

  it.each(detectors.map(({ id }) => [id] as const))("%s: constants are no change", (id) => {
    for (const value of [0, 1]) {
      expect(changesOf(id, new Array<number>(3000).fill(value))).toEqual([]);
    }
  });

  it.each([
    ["adwin", 400],
    ["e-cusum", 400],
    ["page-hinkley", 1000],
    ["hddm-a", 400],
    ["ddm", 1000],
    ["eddm", 1000],
    ["kswin", 1000],
  ] as const)("%s finds errors that rise from 10 to 50 percent within %i rows", (id, within) => {
    const values = bernoulli(5, [
      [5000, 0.1],
      [5000, 0.5],
    ]);
    expect(changesOf(id, values).find((index) => index >= 5000)).toBeLessThan(5000 + within);
  });

  it("has names, defaults in range, and an id of its own", () => {
    expect(detectors[0]?.id).toBe(defaultDetector);
    expect(new Set(detectors.map(({ id }) => id)).size).toBe(detectors.length);
    for (const parameter of detectors.flatMap(({ parameters }) => parameters)) {
      expect(parameter.default).toBeGreaterThanOrEqual(parameter.minimum);
      expect(parameter.default).toBeLessThanOrEqual(parameter.maximum);
    }
  });
});

describe("ADWIN", () => {
  it("finds falling values as well as rising ones, on any scale", () => {
    const values = bernoulli(6, [
      [2000, 0.5],
      [2000, 0.1],
    ]);
    const places = changesOf("adwin", values);
    expect(places.length).toBe(1);
    expect(
      changesOf(
        "adwin",
        values.map((value) => 1 - value),
      ),
    ).toEqual(places);
  });

  it("keeps its place in a long stream", () => {
    const detector = createDetector("adwin");
    const random = seededRandom(1);
    let alarms = 0;
    for (let row = 0; row < 100_000; row += 1)
      if (detector.update(random() < 0.1 ? 1 : 0) === "drift") alarms += 1;
    expect(alarms).toBeLessThanOrEqual(1);
  });
});

describe("Page–Hinkley", () => {
  it("finds falling values too, unless told not to", () => {
    const values = bernoulli(9, [
      [2000, 0.6],
      [2000, 0.1],
    ]);
    expect(changesOf("page-hinkley", values)[0]).toBeGreaterThanOrEqual(2000);
    expect(changesOf("page-hinkley", values, { twoSidedTest: 0 })).toEqual([]);
  });
});

describe("HDDM_A", () => {
  const falling = bernoulli(7, [
    [2000, 0.6],
    [2000, 0.1],
  ]);
  it("finds falling values only when asked to", () => {
    expect(changesOf("hddm-a", falling)).toEqual([]);
    expect(changesOf("hddm-a", falling, { twoSidedTest: 1 })[0]).toBeGreaterThanOrEqual(2000);
  });
});

describe("KSWIN", () => {
  it("gives the same for the same seed", () => {
    const values = stream("river_doc_stream_A");
    const places = changesOf("kswin", values, { alpha: 0.0001, seed: 42 });
    expect(places).toEqual(changesOf("kswin", values, { alpha: 0.0001, seed: 42 }));
    expect(places[0]).toBeGreaterThan(1000);
    expect(places[0]).toBeLessThan(1030);
  });

  it("uses the exact p-value of two samples of the same size", () => {
    // Two samples of 5 that do not overlap: p = 2 / C(10, 5) = 0.0079.
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const settings = { windowSize: 10, statSize: 5 };
    expect(changesOf("kswin", values, { ...settings, alpha: 0.00794 })).toEqual([9]);
    expect(changesOf("kswin", values, { ...settings, alpha: 0.00793 })).toEqual([]);
  });
});

describe("e-CUSUM", () => {
  it("stays silent while the rise is tolerated", () => {
    const values = bernoulli(8, [
      [5000, 0.1],
      [20_000, 0.115],
    ]);
    expect(changesOf("e-cusum", values, { reference: 0.1 })).toEqual([]);
    expect(changesOf("e-cusum", values, { reference: 0.05 })[0]).toBeLessThan(5000);
  });

  it("alarms at most once in A rows at the limit of what is tolerated", () => {
    const rows = 500;
    let alarms = 0;
    for (let seed = 0; seed < 40; seed += 1) {
      const values = bernoulli(seed, [[5000, 0.12]]);
      alarms += changesOf("e-cusum", values, { reference: 0.1, rows }).length;
    }
    expect(alarms).toBeLessThanOrEqual((40 * 5000) / rows);
    expect(alarms).toBeGreaterThan(0);
  });

  it("takes the expected rate from the first rows, and values beyond 0 and 1 for these", () => {
    const values = [...new Array<number>(1000).fill(0), ...new Array<number>(200).fill(7)];
    const place = changesOf("e-cusum", values)[0];
    expect(place).toBeGreaterThanOrEqual(1000);
    expect(place).toBeLessThan(1010);
  });
});

describe("options", () => {
  it("says what is wrong with them", () => {
    expect(checkDetectorOptions("adwin", { delta: 0.01, clock: 8 })).toEqual([]);
    expect(checkDetectorOptions("cusum", { threshold: 3 })).toEqual([
      'The detector cusum has no option "threshold"; it has delta, lambda, minNumInstances.',
    ]);
    expect(checkDetectorOptions("adwin", { delta: 2 })).toEqual([
      "The option delta of adwin must be a number from 1e-12 to 0.999; 0.999 is used.",
    ]);
    expect(checkDetectorOptions("adwin", { clock: 1.5 })).toEqual([
      "The option clock of adwin must be a whole number from 1 to 1000000; 2 is used.",
    ]);
  });

  it("uses the nearest value that is in range", () => {
    const values = stream("choices");
    expect(changesOf("adwin", values, { delta: 5 })).toEqual(
      changesOf("adwin", values, { delta: 0.999 }),
    );
    expect(changesOf("adwin", values, { delta: NaN })).toEqual(changesOf("adwin", values));
  });
});
