import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import {
  countConfusion,
  deltaError,
  marginsOf,
  sum,
} from "../../../src/core/performance/metrics/confusion.ts";
import type { MetricEstimate } from "../../../src/core/performance/metrics/estimate.ts";
import { findMetric, metrics, metricsOf } from "../../../src/core/performance/metrics/metrics.ts";
import {
  hanleyMcNeilError,
  rocAuc,
  sortScores,
} from "../../../src/core/performance/metrics/ranking.ts";
import { sliceRows, type LabelledRows } from "../../../src/core/performance/metrics/rows.ts";

interface Case {
  readonly name: string;
  readonly task: "binary" | "multiclass" | "regression";
  readonly classCount?: number;
  readonly targets: readonly number[];
  readonly predictions: readonly number[];
  readonly probabilities?: readonly number[];
  readonly expected: Readonly<Record<string, number>>;
  readonly delong?: number | null;
}

const file = path.resolve(import.meta.dirname, "../../fixtures/performance/metrics.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Case[] };

function rowsOf(input: Omit<Case, "name" | "expected">): LabelledRows {
  const { task, targets, predictions, probabilities, classCount = 2 } = input;
  const scores = probabilities === undefined ? null : Float64Array.from(probabilities);
  switch (task) {
    case "binary":
      return {
        task,
        targets: Uint8Array.from(targets),
        predictions: Uint8Array.from(predictions),
        probabilities: scores,
      };
    case "multiclass":
      return {
        task,
        classCount,
        targets: Int32Array.from(targets),
        predictions: Int32Array.from(predictions),
        probabilities: scores,
      };
    case "regression":
      return {
        task,
        targets: Float64Array.from(targets),
        predictions: Float64Array.from(predictions),
      };
  }
}

function estimate(id: string, rows: LabelledRows, confidence = 0.95): MetricEstimate {
  const metric = findMetric(id);
  if (metric === null) throw new Error(`no metric ${id}`);
  return metric.estimate(rows, confidence);
}

describe("values of scikit-learn", () => {
  const all = cases.flatMap((input) =>
    Object.entries(input.expected).map(([id, expected]) => ({
      name: input.name,
      id,
      input,
      expected,
    })),
  );
  it.each(all)("$id of $name", ({ id, input, expected }) => {
    const { value } = estimate(id, rowsOf(input));
    expect(value / expected || value).toBeCloseTo(expected === 0 ? 0 : 1, 10);
  });

  it("covers every metric but the calibration error, which it does not have", () => {
    const covered = new Set(all.map(({ id }) => id));
    expect(metrics.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual(["ece"]);
  });

  const withErrors = cases.flatMap((input) =>
    typeof input.delong === "number" ? [{ name: input.name, input, expected: input.delong }] : [],
  );
  it.each(withErrors)("DeLong's error of $name", ({ input, expected }) => {
    expect(estimate("roc_auc", rowsOf(input)).standardError).toBeCloseTo(expected, 12);
  });
});

/** Rows of a model that is right as often as its probabilities say. */
function randomRows(task: Case["task"], count: number, seed: number): LabelledRows {
  const random = seededRandom(seed);
  const rows = Array.from({ length: count }, () => randomRow[task](random));
  return rowsOf({
    task,
    classCount: 3,
    targets: rows.map(({ target }) => target),
    predictions: rows.map(({ prediction }) => prediction),
    probabilities: rows.flatMap(({ probabilities }) => probabilities),
  });
}

interface RandomRow {
  readonly target: number;
  readonly prediction: number;
  readonly probabilities: readonly number[];
}

const randomRow: Readonly<Record<Case["task"], (random: () => number) => RandomRow>> = {
  binary: (random) => {
    const share = random();
    const target = random() < share ? 1 : 0;
    return { target, prediction: Math.round(share), probabilities: [share] };
  },
  multiclass: (random) => {
    const weights = [0, 1, 2].map(() => 0.1 + random() ** 3);
    const total = weights.reduce((all, weight) => all + weight, 0);
    const probabilities = weights.map((weight) => weight / total);
    const [a = 0, b = 0] = probabilities;
    const draw = random();
    const target = draw < a ? 0 : draw < a + b ? 1 : 2;
    const prediction = probabilities.indexOf(Math.max(...probabilities));
    return { target, prediction, probabilities };
  },
  regression: (random) => {
    const target = 10 + random() * 5;
    return { target, prediction: target + random() - random(), probabilities: [] };
  },
};

const tasks = ["binary", "multiclass", "regression"] as const;
const pairs = tasks.flatMap((task) =>
  metrics.filter((metric) => metric.tasks.includes(task)).map(({ id }) => ({ task, id })),
);

describe("every metric", () => {
  it.each(pairs)("$id of $task: encloses its value, and tighter with more rows", ({ task, id }) => {
    const few = estimate(id, randomRows(task, 300, 1));
    const many = estimate(id, randomRows(task, 4800, 1));
    for (const { value, low, high } of [few, many]) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
    expect(many.high - many.low).toBeLessThan(0.5 * (few.high - few.low));
    expect(many.standardError / few.standardError).toBeGreaterThan(0.15);
  });

  it.each(pairs)("$id of $task: the same in any order of rows", ({ task, id }) => {
    const rows = randomRows(task, 500, 2);
    const width = rows.task === "multiclass" ? 3 : 1;
    const order = [...rows.targets.keys()].reverse();
    const turned = rowsOf({
      task,
      classCount: 3,
      targets: order.map((row) => rows.targets[row] ?? 0),
      predictions: order.map((row) => rows.predictions[row] ?? 0),
      ...("probabilities" in rows && rows.probabilities !== null
        ? {
            probabilities: order.flatMap((row) => [
              ...(rows.probabilities?.subarray(row * width, (row + 1) * width) ?? []),
            ]),
          }
        : {}),
    });
    const [first, second] = [estimate(id, rows), estimate(id, turned)];
    expect(second.value).toBeCloseTo(first.value, 10);
    expect(second.low).toBeCloseTo(first.low, 8);
    expect(second.high).toBeCloseTo(first.high, 8);
  });

  it.each(pairs)(
    "$id of $task: its interval holds the truth about as often as it says",
    ({ task, id }) => {
      // The calibration error of a calibrated model is 0, below what any rows show.
      if (id === "ece") return;
      const truth = estimate(id, randomRows(task, 60_000, 99)).value;
      let held = 0;
      const trials = 200;
      for (let trial = 0; trial < trials; trial += 1) {
        const { low, high } = estimate(id, randomRows(task, 250, 1000 + trial));
        if (low <= truth && truth <= high) held += 1;
      }
      expect(held / trials).toBeGreaterThan(0.89);
    },
  );

  it.each(pairs)("$id of $task: undefined without rows", ({ task, id }) => {
    const { value, low, high } = estimate(id, randomRows(task, 0, 1));
    expect([value, low, high]).toEqual([NaN, NaN, NaN]);
  });

  it("is undefined for another task, or without the probabilities it needs", () => {
    const numbers = randomRows("regression", 10, 1);
    const labels = rowsOf({ task: "binary", targets: [0, 1], predictions: [0, 1] });
    expect(estimate("accuracy", numbers).value).toBeNaN();
    expect(estimate("roc_auc", numbers).value).toBeNaN();
    expect(estimate("mae", labels).value).toBeNaN();
    for (const { id } of metrics.filter(({ needs }) => needs === "probabilities"))
      expect(estimate(id, labels).value).toBeNaN();
  });
});

describe("rows of one class only", () => {
  const positives = rowsOf({
    task: "binary",
    targets: [1, 1, 1],
    predictions: [1, 1, 0],
    probabilities: [0.9, 0.8, 0.2],
  });
  it.each([
    ["accuracy", 2 / 3],
    ["recall", 2 / 3],
    ["precision", 1],
    ["specificity", NaN],
    ["roc_auc", NaN],
    ["mcc", 0],
    ["average_precision", 1],
  ])("%s is %d", (id, expected) => {
    expect(estimate(id, positives).value).toBe(expected);
  });
});

describe("intervals", () => {
  it("do not shrink to a point where all is right", () => {
    const rows = rowsOf({
      task: "binary",
      targets: [0, 1, 0, 1],
      predictions: [0, 1, 0, 1],
      probabilities: [0.1, 0.9, 0.2, 0.8],
    });
    for (const id of ["accuracy", "f1", "mcc", "roc_auc", "balanced_accuracy", "average_precision"])
      expect(estimate(id, rows).low).toBeLessThan(0.75);
  });

  it("of a share by the delta method have the binomial error", () => {
    const confusion = countConfusion([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], 2);
    const error = deltaError(confusion, ({ hits, targets }) => sum(hits) / sum(targets));
    expect(error).toBeCloseTo(Math.sqrt((0.6 * 0.4) / 5), 6);
    expect([...marginsOf(confusion).hits]).toEqual([1, 2]);
  });

  it("of an area known without rows are right for scores that are exponential, as assumed", () => {
    const random = seededRandom(8);
    const scores = Array.from(
      { length: 40_000 },
      (_, row) => -Math.log(1 - random()) * (row % 4 === 0 ? 3 : 1),
    );
    const { value, standardError } = rocAuc(
      sortScores(
        scores.length,
        (row) => row % 4 === 0,
        (row) => scores[row] ?? 0,
      ),
      0.95,
    );
    expect(hanleyMcNeilError(value, 10_000, 30_000) / standardError).toBeCloseTo(1, 1);
  });
});

describe("the area under the ROC curve", () => {
  it("is turned around with the scores", () => {
    const scores = [0.1, 0.4, 0.35, 0.8, 0.8];
    const isPositive = (row: number): boolean => [false, false, true, true, false][row] ?? false;
    const area = (sign: number): number =>
      rocAuc(
        sortScores(5, isPositive, (row) => sign * (scores[row] ?? 0)),
        0.95,
      ).value;
    expect(area(1) + area(-1)).toBeCloseTo(1, 14);
  });
});

describe("the calibration error", () => {
  it("is the gap of probability and outcome, bin by bin", () => {
    const rows = rowsOf({
      task: "binary",
      targets: [0, 1, 1, 1],
      predictions: [0, 0, 1, 1],
      probabilities: [0.12, 0.18, 1, 0.92],
    });
    // Bins 1 and 9: |0.30 − 1| / 4 and |1.92 − 2| / 4.
    expect(estimate("ece", rows).value).toBeCloseTo(0.7 / 4 + 0.08 / 4, 12);
  });

  it("looks at the likeliest of several classes", () => {
    const rows = rowsOf({
      task: "multiclass",
      classCount: 3,
      targets: [0, 1],
      predictions: [0, 2],
      probabilities: [0.7, 0.2, 0.1, 0.1, 0.2, 0.7],
    });
    expect(estimate("ece", rows).value).toBeCloseTo(0.2, 12);
  });
});

describe("which metrics", () => {
  it("are shown by default, or in the order asked for, where rows have what they need", () => {
    const ids = (...args: Parameters<typeof metricsOf>): readonly string[] =>
      metricsOf(...args).map(({ id }) => id);
    expect(ids("regression", { hasProbabilities: false })).toEqual(["mae", "rmse", "r2"]);
    expect(ids("binary", { hasProbabilities: false })).not.toContain("roc_auc");
    expect(ids("binary", { ids: ["roc_auc", "f1", "mae", "?"], hasProbabilities: true })).toEqual([
      "roc_auc",
      "f1",
    ]);
  });
});

describe("a part of the rows", () => {
  it.each(tasks)("of %s keeps columns together", (task) => {
    const rows = randomRows(task, 100, 4);
    const rest = sliceRows(rows, 40, 100);
    expect(rest.targets.length).toBe(60);
    expect(rest.predictions[0]).toBe(rows.predictions[40]);
    if ("probabilities" in rest && "probabilities" in rows) {
      const width = rows.task === "multiclass" ? 3 : 1;
      expect(rest.probabilities?.[0]).toBe(rows.probabilities?.[40 * width]);
      expect(rest.probabilities?.length).toBe(60 * width);
    }
  });
});
