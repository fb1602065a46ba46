import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import type { Verdict } from "../../../src/core/drift/report/driftReport.ts";
import { computeFigures, summarise } from "../../../src/core/figures/computeFigures.ts";
import type { FigureSpec } from "../../../src/core/figures/figureSpec.ts";
import { formatFigure } from "../../../src/core/figures/formatFigure.ts";
import { ChunkSeries, splitByTime, type MeasuredSide } from "../../../src/core/figures/measures.ts";

const errorRate: FigureSpec = {
  id: "errorRate",
  label: "Error rate",
  unit: "share",
  better: "lower",
  source: { kind: "share", measure: "error" },
};
const p95: FigureSpec = {
  id: "latency.p95",
  label: "Latency",
  unit: "milliseconds",
  better: "lower",
  source: { kind: "quantile", measure: "latency", q: 0.95 },
};
const length: FigureSpec = {
  id: "length",
  label: "Length",
  unit: "number",
  better: "neither",
  source: { kind: "mean", measure: "latency", isDistribution: true },
};
const level: FigureSpec = {
  id: "cpu",
  label: "CPU",
  unit: "number",
  better: "neither",
  source: { kind: "mean", measure: "latency", isSampled: true },
};
const throughput: FigureSpec = {
  id: "throughput",
  label: "Throughput",
  unit: "perSecond",
  better: "neither",
  source: { kind: "rate", measure: null },
};

interface Load {
  readonly rows: number;
  readonly errors?: number;
  readonly factor?: number;
  readonly seed?: number;
  /** Seconds between rows. */
  readonly every?: number;
}

/** Log-normal latencies, and so many errors among so many rows. */
function load({ rows, errors = 0, factor = 1, seed = 1, every = 60 }: Load): MeasuredSide {
  const random = seededRandom(seed);
  const series = new ChunkSeries();
  for (let i = 0; i < rows; i++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const isError = Math.floor(((i + 1) * errors) / rows) > Math.floor((i * errors) / rows);
    series.add(Date.UTC(2026, 0, 1) + i * every * 1000, (measures) => {
      measures.addNumber("latency", factor * Math.exp(normal));
      measures.addShare("error", isError);
    });
  }
  return series.side();
}

function check(spec: FigureSpec, before: Load, now: Load, expected: Verdict): void {
  const [figure] = computeFigures({
    specs: [spec],
    reference: load(before),
    current: load({ seed: 2, ...now }),
    history: [],
    prefix: "health.",
  });
  expect(figure?.verdict, figure?.reason).toBe(expected);
}

describe("the verdict of a figure", () => {
  const many = { rows: 4000 };
  it.each<[string, FigureSpec, Load, Load, Verdict]>([
    ["the same rate", errorRate, { rows: 4000, errors: 40 }, { rows: 4000, errors: 44 }, "stable"],
    [
      "a rate ten times as high",
      errorRate,
      { rows: 4000, errors: 4 },
      { rows: 4000, errors: 40 },
      "drift",
    ],
    [
      "a rate a bit higher",
      errorRate,
      { rows: 9000, errors: 900 },
      { rows: 9000, errors: 1080 },
      "watch",
    ],
    [
      "a certain change of nothing",
      errorRate,
      { rows: 90000, errors: 9000 },
      { rows: 90000, errors: 9400 },
      "stable",
    ],
    [
      "a rate that fell",
      errorRate,
      { rows: 4000, errors: 400 },
      { rows: 4000, errors: 40 },
      "stable",
    ],
    [
      "too few rows",
      errorRate,
      { rows: 4000, errors: 40 },
      { rows: 20, errors: 1 },
      "not-enough-rows",
    ],
    ["the same latency", p95, many, many, "stable"],
    ["a latency that doubled", p95, many, { rows: 4000, factor: 2 }, "drift"],
    ["a latency that halved", p95, many, { rows: 4000, factor: 0.5 }, "stable"],
    ["a latency of ten rows", p95, many, { rows: 10, factor: 1.5, seed: 5 }, "not-enough-rows"],
    ["the same lengths", length, many, many, "stable"],
    ["lengths that fell", length, many, { rows: 4000, factor: 0.5 }, "drift"],
    ["a level that rose", level, many, { rows: 4000, factor: 1.5 }, "drift"],
    ["the same level", level, many, many, "stable"],
    ["as many rows a second", throughput, many, many, "stable"],
    ["a third of the rows a second", throughput, many, { rows: 4000, every: 180 }, "drift"],
    ["a rate of too few chunks", throughput, many, { rows: 3 }, "not-enough-rows"],
  ])("%s", (_, ...given) => {
    check(...given);
  });

  it("is a false alarm in few of many draws", () => {
    let alarms = 0;
    for (let seed = 0; seed < 100; seed++) {
      const figures = computeFigures({
        specs: [errorRate, p95, length, level],
        reference: load({ rows: 600, errors: 30, seed: 2 * seed + 10 }),
        current: load({ rows: 600, errors: 30, seed: 2 * seed + 11 }),
        history: [],
        prefix: "",
      });
      if (figures.some(({ verdict }) => verdict === "drift" || verdict === "watch")) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(8);
  });
});

describe("chunks", () => {
  it("outside of what is expected are alarms, in the bad direction only", () => {
    const series = new ChunkSeries();
    for (let hour = 0; hour < 40; hour++) {
      for (let i = 0; i < 200; i++) {
        const isError = hour === 30 ? i < 40 : i < 4;
        series.add(Date.UTC(2026, 0, 1, hour, 0, i), (measures) => {
          measures.addShare("error", isError);
        });
      }
    }
    const [figure] = computeFigures({
      specs: [errorRate],
      reference: load({ rows: 4000, errors: 80 }),
      current: series.side(),
      history: [],
      prefix: "",
    });
    const alarms = figure?.points.filter(({ isAlarm }) => isAlarm) ?? [];
    expect(alarms.map(({ label, value }) => [label, value])).toEqual([["2026-01-02 06:00", 0.2]]);
    expect(figure?.band?.high).toBeLessThan(0.1);
  });
});

describe("without a reference", () => {
  const history = Array.from({ length: 12 }, (_, i) => ({
    "health.errorRate": 0.01 + 0.001 * (i % 3),
  }));
  const judge = (errors: number, past: typeof history) =>
    computeFigures({
      specs: [errorRate],
      reference: null,
      current: load({ rows: 1000, errors }),
      history: past,
      prefix: "health.",
    })[0];

  it("earlier checks say what is usual", () => {
    expect(judge(11, history)?.verdict).toBe("stable");
    expect(judge(60, history)).toMatchObject({ verdict: "watch" });
    expect(judge(60, history.slice(0, 5))).toMatchObject({ verdict: "stable", band: null });
  });

  it("one data set is cut by time", () => {
    const split = splitByTime(load({ rows: 4000 }));
    expect(split?.reference.all.rows).toBeGreaterThan(2800);
    expect((split?.reference.all.rows ?? 0) + (split?.current.all.rows ?? 0)).toBe(4000);
    expect(splitByTime(load({ rows: 5 }))).toBeNull();
  });
});

describe("the summary", () => {
  it("names the worst figure, and counts the others", () => {
    const figures = computeFigures({
      specs: [errorRate, p95],
      reference: load({ rows: 4000, errors: 4 }),
      current: load({ rows: 4000, errors: 400, factor: 3 }),
      history: [],
      prefix: "",
    });
    expect(summarise(figures, "")).toMatchObject({
      verdict: "drift",
      reason: expect.stringMatching(/So did 1 more figure\.$/) as string,
    });
    expect(summarise([], "Nothing.")).toEqual({ verdict: "not-enough-rows", reason: "Nothing." });
  });
});

describe("numbers in sentences", () => {
  it.each([
    [0.01234, "share", "1.23 %"],
    [1234.5, "milliseconds", "1235 ms"],
    [12_345, "milliseconds", "12.3 s"],
    [1_500_000, "bytes", "1.5 MB"],
    [0.004, "currency", "0.004 EUR"],
    [Number.NaN, "number", "unknown"],
    [null, "number", "unknown"],
  ] as const)("%s %s", (value, unit, expected) => {
    expect(formatFigure(value, unit, "EUR")).toBe(expected);
  });
});

describe("a series in chunks", () => {
  it("stays small over any span of time, and loses no row", () => {
    const series = new ChunkSeries();
    const random = seededRandom(9);
    for (let i = 0; i < 5000; i++) {
      const time =
        random() < 0.5 ? Date.UTC(1971 + 200 * random()) : Date.UTC(2026, 0, 1) + i * 1000;
      series.add(time, (measures) => {
        measures.addNumber("x", i);
      });
    }
    const side = series.side();
    expect(side.chunks.length).toBeLessThanOrEqual(120);
    expect(side.chunks.reduce((sum, { measures }) => sum + measures.rows, 0)).toBe(5000);
  });

  it("counts rows where there is no time", () => {
    const series = new ChunkSeries();
    for (let i = 0; i < 100_000; i++) series.add(i % 2 === 0 ? null : Number.NaN, () => undefined);
    const { chunks, all, seconds } = series.side();
    expect(chunks.length).toBeLessThanOrEqual(120);
    expect(chunks.reduce((sum, { measures }) => sum + measures.rows, 0)).toBe(100_000);
    expect([all.rows, seconds]).toEqual([100_000, null]);
  });
});
