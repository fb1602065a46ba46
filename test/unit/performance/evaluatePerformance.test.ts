import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import {
  evaluatePerformance,
  type PerformanceOptions,
} from "../../../src/core/performance/evaluatePerformance.ts";
import type { CellValue, PerformanceColumns } from "../../../src/core/performance/labelRows.ts";
import {
  performanceReportSchema,
  type PerformanceReport,
} from "../../../src/core/performance/performanceReport.ts";

const start = Date.parse("2026-01-01T00:00:00Z");

interface Sample extends Omit<PerformanceColumns, "targets"> {
  readonly targets: CellValue[];
}

/** An hour between rows; right unless drawn wrong, at a rate by row. */
function binary(rows: number, seed: number, wrong: (row: number) => number): Sample {
  const random = seededRandom(seed);
  const probabilities = new Float64Array(rows);
  const targets: CellValue[] = [];
  const predictions: CellValue[] = [];
  for (let row = 0; row < rows; row += 1) {
    const isPositive = random() < 0.5;
    const isWrong = random() < wrong(row);
    predictions.push(isPositive ? "yes" : "no");
    targets.push(isPositive === isWrong ? "no" : "yes");
    probabilities[row] = isPositive ? 0.9 : 0.1;
  }
  const times = Float64Array.from({ length: rows }, (_, row) => start + row * 3_600_000);
  return { rows, times, targets, predictions, probabilities };
}

function regression(
  rows: number,
  seed: number,
  spread: (row: number) => number,
): PerformanceColumns {
  const random = seededRandom(seed);
  const targets = Array.from({ length: rows }, () => 1000 * random());
  const predictions = targets.map((target, row) => target + spread(row) * (random() - random()));
  return { rows, times: null, targets, predictions, probabilities: null };
}

function check(
  reference: PerformanceColumns | null,
  current: PerformanceColumns,
  options: PerformanceOptions = {},
): PerformanceReport {
  const report = evaluatePerformance(reference, current, options);
  // What goes over a wire must come out the same.
  expect(performanceReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  return report;
}

function metric(report: PerformanceReport, id: string) {
  const found = report.metrics.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const good = binary(4000, 1, () => 0.1);

describe("the verdict", () => {
  const cases: readonly {
    readonly rows: number;
    readonly wrong: number;
    readonly verdict: string;
    readonly reason: RegExp;
  }[] = [
    {
      rows: 4000,
      wrong: 0.16,
      verdict: "worse",
      reason:
        /^Accuracy fell from 0\.\d+ to 0\.\d+ \(95 % interval [^)]*\), more than the 0\.02 that is tolerated\.$/u,
    },
    {
      rows: 4000,
      wrong: 0.04,
      verdict: "better",
      reason: /^Accuracy rose from 0\.\d+ to 0\.\d+ \(95 % interval [^)]*\)\.$/u,
    },
    {
      rows: 20_000,
      wrong: 0.1,
      verdict: "stable",
      reason: /within the 0\.02 that is tolerated\.$/u,
    },
    {
      rows: 60,
      wrong: 0.1,
      verdict: "not-enough-rows",
      reason: /about \d+ rows are needed to tell whether that is a change of 0\.02\.$/u,
    },
  ];
  it.each(cases)("on $rows rows, $wrong of them wrong: $verdict", (input) => {
    const current = binary(input.rows, 2, () => input.wrong);
    const report = check(good, current, { metrics: ["accuracy"] });
    expect(metric(report, "accuracy").verdict).toBe(input.verdict);
    expect(metric(report, "accuracy").reason).toMatch(input.reason);
    expect(report.verdict).toBe(input.verdict);
  });

  it("is to watch where it fell by less than is tolerated, but certainly", () => {
    const report = check(
      binary(60_000, 1, () => 0.1),
      binary(60_000, 2, () => 0.114),
      { metrics: ["accuracy"] },
    );
    expect(metric(report, "accuracy").verdict).toBe("watch");
  });

  it("is to watch where the latest chunks fell though the whole did not", () => {
    const report = check(
      binary(20_000, 1, () => 0.1),
      binary(40_000, 2, (row) => (row >= 36_000 ? 0.2 : 0.09)),
      { metrics: ["accuracy"], chunking: { by: "number", count: 20 }, detector: { id: "gma" } },
    );
    expect(
      metric(report, "accuracy")
        .points.slice(-2)
        .map(({ isAlarm }) => isAlarm),
    ).toEqual([true, true]);
    expect(metric(report, "accuracy").verdict).toBe("watch");
    expect(report.verdict).toBe("watch");
  });

  it("is of few alarms where nothing changed", () => {
    let alarms = 0;
    for (let seed = 10; seed < 40; seed += 1) {
      const report = check(
        good,
        binary(2000, seed, () => 0.1),
        { metrics: ["accuracy", "f1"] },
      );
      if (report.verdict === "worse" || report.verdict === "watch") alarms += 1;
    }
    expect(alarms).toBeLessThanOrEqual(1);
  });

  it("is that of the first metric where others are less sure, unless one is worse", () => {
    const rare = (seed: number, missed: number): PerformanceColumns => {
      const random = seededRandom(seed);
      const targets = Array.from({ length: 20_000 }, () => (random() < 0.01 ? 1 : 0));
      const predictions = targets.map((target) => (random() < missed ? 0 : target));
      return { rows: targets.length, times: null, targets, predictions, probabilities: null };
    };
    const metrics = ["accuracy", "recall"];
    const same = check(rare(1, 0.1), rare(2, 0.1), { metrics });
    expect(same.metrics.map(({ verdict }) => verdict)).toEqual(["stable", "not-enough-rows"]);
    expect(same.verdict).toBe("stable");
    const fallen = check(rare(1, 0.1), rare(2, 0.5), { metrics });
    expect([fallen.verdict, fallen.reason.startsWith("Recall fell")]).toEqual(["worse", true]);
  });

  it("needs a reference", () => {
    const report = check(null, good);
    expect(report.verdict).toBe("not-enough-rows");
    expect(report.reason).toMatch(
      /^Accuracy is 0\.\d+; there is no reference to compare it with\.$/u,
    );
    expect(metric(report, "accuracy").reference).toBeNull();
    expect(metric(report, "accuracy").band).toBeNull();
  });
});

describe("labels", () => {
  it("that are missing leave rows out, and are counted", () => {
    const current = binary(1000, 2, () => 0.1);
    for (let row = 0; row < 400; row += 1)
      current.targets[row] = [null, undefined, NaN, ""][row % 4];
    const report = check(good, current);
    expect([report.labelledRows, report.unlabelledRows]).toEqual([600, 400]);
    expect(report.isEstimated).toBe(false);
    expect(metric(report, "accuracy").current.rows).toBe(600);
  });

  it("of one class leave metrics that need two undefined", () => {
    const current = { ...binary(500, 2, () => 0.1), targets: new Array<string>(500).fill("yes") };
    const report = check(good, current);
    expect(metric(report, "roc_auc").current).toEqual({
      value: null,
      low: null,
      high: null,
      rows: 500,
    });
    expect(metric(report, "roc_auc").verdict).toBe("not-enough-rows");
    expect(metric(report, "accuracy").current.value).not.toBeNull();
  });

  it("may be none on either side", () => {
    const empty = { rows: 0, times: null, targets: [], predictions: [], probabilities: null };
    expect(check(empty, empty).verdict).toBe("not-enough-rows");
    expect(check(null, { ...empty, targets: null }).labelledRows).toBe(0);
    expect(check(good, empty).verdict).toBe("not-enough-rows");
  });
});

describe("rows without labels", () => {
  it("of a classifier with probabilities are estimated", () => {
    const current = { ...binary(4000, 2, () => 0.1), targets: null };
    const report = check(good, current);
    expect(report.isEstimated).toBe(true);
    expect(report.assumptions.length).toBeGreaterThan(0);
    expect(report.unlabelledRows).toBe(4000);
    expect(metric(report, "accuracy").current.value).toBeCloseTo(0.9, 1);
    expect(metric(report, "accuracy").points.length).toBe(10);
    expect(report.metrics.map(({ id }) => id)).not.toContain("log_loss");
    expect(report.changes).toEqual([]);
  });

  it("are expected to be worse where the model is less sure", () => {
    const current = { ...binary(4000, 2, () => 0.1), targets: null };
    const probabilities =
      current.probabilities instanceof Float64Array ? current.probabilities : null;
    const unsure = {
      ...current,
      probabilities: probabilities?.map((p) => (p > 0.5 ? 0.6 : 0.4)) ?? null,
    };
    const report = check(good, unsure, { metrics: ["accuracy"] });
    expect(report.verdict).toBe("worse");
    expect(report.reason).toMatch(/^Estimated accuracy fell/u);
  });

  it("of numbers cannot be", () => {
    const current = { ...regression(100, 1, () => 1), targets: null };
    const report = check(
      regression(100, 2, () => 1),
      current,
    );
    expect([report.task, report.isEstimated, report.verdict]).toEqual([
      "regression",
      false,
      "not-enough-rows",
    ]);
  });
});

describe("series", () => {
  it("have a point a chunk, of both sides, in order of time", () => {
    const report = check(
      good,
      binary(1000, 2, () => 0.1),
      { chunking: { by: "week" } },
    );
    const { points, referencePoints, band } = metric(report, "accuracy");
    expect(points.length).toBe(7);
    expect(points[0]?.start).toBe("2025-12-29T00:00:00.000Z");
    expect(referencePoints.length).toBe(25);
    expect(band?.low ?? 1).toBeLessThan(0.9);
    expect(band?.high ?? 0).toBeGreaterThan(0.9);
  });

  it("have a band from the reference's sampling error where it has few chunks", () => {
    const options: PerformanceOptions = {
      metrics: ["accuracy"],
      chunking: { by: "number", count: 4 },
    };
    const { band, reference } = metric(
      check(
        good,
        binary(4000, 2, () => 0.1),
        options,
      ),
      "accuracy",
    );
    const share = reference?.value ?? 0;
    const error = Math.sqrt((share * (1 - share)) / 4000) * Math.sqrt(1 + 4000 / 1000);
    expect(band?.low).toBeCloseTo(share - 3 * error, 4);
  });

  it("do not depend on the order in which timed rows come", () => {
    const current = binary(1000, 2, () => 0.1);
    const turned = {
      ...current,
      times: current.times?.toReversed() ?? null,
      targets: current.targets.toReversed(),
      predictions: Array.from(current.predictions ?? []).reverse(),
      probabilities:
        current.probabilities instanceof Float64Array ? current.probabilities.toReversed() : null,
    };
    const accuracy = (columns: PerformanceColumns) => metric(check(good, columns), "accuracy");
    expect(accuracy(turned)).toEqual(accuracy(current));
  });
});

describe("changes of the error", () => {
  it("are told with row, time and the errors before and after", () => {
    const { changes, reason, verdict } = check(
      good,
      binary(6000, 2, (row) => (row < 3000 ? 0.1 : 0.5)),
    );
    expect(changes.length).toBe(1);
    const [change] = changes;
    expect(change?.row).toBeGreaterThanOrEqual(3000);
    expect(change?.row).toBeLessThan(3200);
    expect(change?.time).toBe(new Date(start + (change?.row ?? 0) * 3_600_000).toISOString());
    expect(change?.meanBefore).toBeCloseTo(0.1, 1);
    expect(change?.meanAfter).toBeCloseTo(0.5, 1);
    expect([change?.detector, change?.stream]).toEqual(["adwin", "error"]);
    expect([verdict, reason.startsWith("Accuracy fell")]).toEqual(["worse", true]);
  });

  it("at the very start are told against the reference", () => {
    const { changes } = check(
      good,
      binary(2000, 2, () => 0.4),
    );
    expect(changes[0]?.row).toBeLessThan(150);
    expect(changes[0]?.meanBefore).toBeCloseTo(0.1, 1);
  });

  it.each([0.001, 1, 1e6])("of numbers are found at any scale: %f", (scale) => {
    const before = regression(4000, 1, () => scale);
    const current = regression(4000, 2, (row) => (row < 2000 ? scale : 2 * scale));
    const { changes } = check(before, current, { task: "regression" });
    expect(changes[0]?.row).toBeGreaterThanOrEqual(2000);
    expect(changes[0]?.row).toBeLessThan(2300);
    expect(changes[0]?.stream).toBe("absolute error");
    expect((changes[0]?.meanAfter ?? 0) / (changes[0]?.meanBefore ?? 1)).toBeGreaterThan(1.5);
    const binaryOnly = check(before, current, { task: "regression", detector: { id: "ddm" } });
    expect(binaryOnly.changes[0]?.detector).toBe("adwin");
  });
});

describe("the task", () => {
  it.each<readonly [readonly CellValue[], string]>([
    [[0, 1, 1], "binary"],
    [[true, false], "binary"],
    [["a", "b", "c"], "multiclass"],
    [[1, 2, 3], "multiclass"],
    [Array.from({ length: 30 }, (_, row) => row / 7), "regression"],
  ])("of %j is %s", (targets, task) => {
    const current = {
      rows: targets.length,
      times: null,
      targets,
      predictions: targets,
      probabilities: null,
    };
    expect(check(null, current).task).toBe(task);
  });

  it("has a positive class: the usual word, the last one, or the one that is named", () => {
    const targets = ["good", "bad", "bad"];
    const predictions = ["good", "good", "bad"];
    const current = { rows: 3, times: null, targets, predictions, probabilities: null };
    const recall = (options: PerformanceOptions): number | null =>
      metric(check(null, current, { ...options, metrics: ["recall"] }), "recall").current.value;
    expect(recall({})).toBe(1);
    expect(recall({ positiveClass: "bad" })).toBe(0.5);
  });

  it.each<readonly [CellValue[], CellValue[]]>([
    [
      [0, 1, 1, 0],
      [false, true, false, false],
    ],
    [
      [true, false, true, false],
      [1, 0, 0, 0],
    ],
    [
      ["1", "0", "1", "0"],
      [1n, 0n, 0n, 0n],
    ],
    [
      [1, 0, 1, 0],
      ["1.0", "0.0", "0.0", "0.0"],
    ],
    [
      ["true", "false", "true", "false"],
      ["True", "False", "FALSE", "False"],
    ],
    [
      [1, 0, 1, 0],
      ["True", "False", "False", "False"],
    ],
  ])("is binary where a yes or no is written in two ways: case %#", (targets, predictions) => {
    const current = { rows: 4, times: null, targets, predictions, probabilities: null };
    const report = check(null, current, { metrics: ["accuracy", "recall"] });
    expect(report.task).toBe("binary");
    expect(report.metrics.map(({ current: { value } }) => value)).toEqual([0.75, 0.5]);
  });

  it("has no more classes than a confusion can hold", () => {
    const targets = Array.from({ length: 400 }, (_, row) => `c${String(row)}`);
    const current = { rows: 400, times: null, targets, predictions: targets, probabilities: null };
    const report = check(null, current);
    expect([report.labelledRows, report.unlabelledRows]).toEqual([300, 100]);
    expect(report.problems[0]).toMatch(/^There are more than 300 classes/u);
  });

  it("with several classes reads probabilities by class", () => {
    const current: PerformanceColumns = {
      rows: 3,
      times: null,
      targets: ["a", "b", "c"],
      predictions: null,
      probabilities: new Map([
        ["a", Float64Array.of(0.8, 0.3, NaN)],
        ["b", Float64Array.of(0.1, 0.4, 0.2)],
        ["c", Float64Array.of(0.1, 0.3, 0.8)],
      ]),
    };
    const report = check(null, current, { metrics: ["accuracy", "log_loss"] });
    expect([report.labelledRows, report.unlabelledRows]).toEqual([2, 1]);
    expect(metric(report, "accuracy").current.value).toBe(1);
    expect(metric(report, "log_loss").current.value).toBeCloseTo(-Math.log(0.8 * 0.4) / 2, 12);
  });
});

describe("problems", () => {
  it("name metrics that cannot be measured, and rows without a time", () => {
    const current = binary(100, 2, () => 0.1);
    const times = current.times?.map((time, row) => (row < 3 ? NaN : time)) ?? null;
    const options: PerformanceOptions = { metrics: ["accuracy", "mae"], chunking: { by: "day" } };
    const { problems, labelledRows } = check(good, { ...current, times }, options);
    expect(problems).toEqual([
      'The metric "mae" cannot be measured on this data: it is unknown, of another task, or lacks probabilities.',
      "3 rows have no time and are in no chunk.",
    ]);
    expect(labelledRows).toBe(100);
  });
});
