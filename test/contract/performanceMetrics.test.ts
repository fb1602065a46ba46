import { beforeAll, describe, expect, it } from "vitest";
import { findMetric } from "../../src/core/performance/metrics/metrics.ts";
import type { LabelledRows } from "../../src/core/performance/metrics/rows.ts";
import { seededRandom } from "../../src/base/seededRandom.ts";
import { askDriftTool, Comparison, isRefusal } from "./driftOracle.ts";
import { normal, whole } from "./driftSamples.ts";

/** The metrics of a model's predictions against scikit-learn's, on generated rows. */

const random = seededRandom(8);

function binaryRows(index: number): LabelledRows {
  const rows = whole(random, 1, index % 4 === 0 ? 6 : 400);
  const rate = random();
  const skill = 2 * random();
  const targets = Uint8Array.from({ length: rows }, () => (random() < rate ? 1 : 0));
  const probabilities = Float64Array.from(targets, (target) => {
    const share = 1 / (1 + Math.exp(-(skill * (target - 0.5) + normal(random))));
    // Ties, and the ends.
    return index % 3 === 0 ? Math.round(share * 5) / 5 : share;
  });
  const predictions = Uint8Array.from(probabilities, (share) => (share >= 0.5 ? 1 : 0));
  return { task: "binary", targets, predictions, probabilities };
}

function multiclassRows(index: number): LabelledRows {
  const rows = whole(random, 2, index % 4 === 0 ? 8 : 300);
  const classCount = whole(random, 3, 8);
  const targets = Int32Array.from({ length: rows }, () => Math.floor(classCount * random() ** 2));
  const skill = 3 * random();
  const predictions = new Int32Array(rows);
  const probabilities = new Float64Array(rows * classCount);
  for (const [row, target] of targets.entries()) {
    const weights = Array.from({ length: classCount }, (_, place) =>
      Math.exp(normal(random) + (place === target ? skill : 0)),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    predictions[row] = weights.indexOf(Math.max(...weights));
    probabilities.set(
      weights.map((weight) => weight / total),
      row * classCount,
    );
  }
  return { task: "multiclass", classCount, targets, predictions, probabilities };
}

function regressionRows(index: number): LabelledRows {
  const rows = whole(random, 2, index % 4 === 0 ? 5 : 400);
  const scale = 10 ** whole(random, -3, 4);
  const targets = Float64Array.from({ length: rows }, () => scale * (3 + normal(random)));
  const predictions = targets.map((target) => target + scale * 0.4 * normal(random));
  return { task: "regression", targets, predictions };
}

const repeat = (count: number, draw: (index: number) => LabelledRows): readonly LabelledRows[] =>
  Array.from({ length: count }, (_, index) => draw(index));

const cases = [
  ...repeat(120, binaryRows),
  ...repeat(120, multiclassRows),
  ...repeat(80, regressionRows),
];

/** As lists, for JSON. */
const plain = (rows: LabelledRows): object =>
  Object.fromEntries(
    Object.entries(rows).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? list(value) : value,
    ]),
  );

function list(values: ArrayBufferView): readonly number[] {
  return Array.from(values as Float64Array);
}

describe("metrics", () => {
  let answers: readonly Readonly<Record<string, number>>[];
  beforeAll(() => {
    const given = askDriftTool("metrics", cases.map(plain));
    expect(given.filter(isRefusal)).toEqual([]);
    answers = given as typeof answers;
  });

  it.each(["binary", "multiclass", "regression"] as const)(
    "%s: as scikit-learn has them",
    (task) => {
      const comparison = new Comparison();
      for (const [index, rows] of cases.entries()) {
        if (rows.task !== task) continue;
        for (const [id, expected] of Object.entries(answers[index] ?? {})) {
          const actual = findMetric(id)?.estimate(rows, 0.95).value ?? Infinity;
          const what = `${id} of case ${String(index)}, ${String(rows.targets.length)} rows`;
          comparison.check(what, actual, expected, { relative: 1e-10, absolute: 1e-12 });
        }
      }
      expect(comparison.disagreements).toEqual([]);
      expect(comparison.compared).toBeGreaterThan(400);
    },
  );
});
