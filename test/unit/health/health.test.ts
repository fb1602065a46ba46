import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseHealthColumns } from "../../../src/core/health/healthColumns.ts";
import type { HealthOptions } from "../../../src/core/monitors/monitor.ts";
import { runHealth } from "../../../src/platform/profile/jobs/health.ts";
import {
  checkJob,
  filesOf,
  healthOptions,
  openEngine,
  quietContext,
} from "../../support/healthJob.ts";

let opened: Awaited<ReturnType<typeof openEngine>>;
beforeEach(async () => {
  opened = await openEngine();
});
afterEach(() => {
  opened.close();
});

function write(name: string, lines: readonly string[]): string {
  const file = path.join(opened.root, name);
  writeFileSync(file, lines.join("\n"));
  return file;
}

const time = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 30_000).toISOString();

async function measure(
  reference: string | null,
  current: string,
  options: Partial<HealthOptions> = {},
) {
  const job = checkJob(opened.root, {
    health: healthOptions(options),
    reference: reference === null ? null : filesOf(reference),
    current: filesOf(current),
  });
  const report = await runHealth(job, opened.engine, quietContext);
  if (report === null) throw new Error("no report");
  const figure = (id: string) => report.figures.find((each) => each.id === id);
  return { report, figure };
}

describe("a log of requests", () => {
  const log = (name: string, factor: number, failing: number) =>
    write(name, [
      "timestamp,latency_ms,status,cpu_percent",
      ...Array.from({ length: 2000 }, (_, i) => {
        const status = i % 100 < failing ? 503 : i % 10 === 9 ? 404 : 200;
        return `${time(i)},${factor * (10 + (i % 100))},${status},${30 + (i % 7)}`;
      }),
    ]);

  it("is compared with its reference", async () => {
    const { report, figure } = await measure(log("a.csv", 1, 1), log("b.csv", 2, 10));
    expect(report.problems).toEqual([]);
    expect(report.rows).toBe(2000);
    expect(report.verdict).toBe("drift");
    expect(figure("latency.p50")).toMatchObject({ unit: "milliseconds", verdict: "drift" });
    expect((figure("latency.p50")?.reference ?? 0) / 59).toBeCloseTo(1, 2);
    expect((figure("latency.p99")?.current ?? 0) / 216).toBeCloseTo(1, 2);
    expect(figure("errorRate")).toMatchObject({ reference: 0.01, current: 0.1, verdict: "drift" });
    expect(figure("clientErrorRate")).toMatchObject({ reference: 0.1, verdict: "stable" });
    expect(figure("throughput")?.current).toBeCloseTo(1 / 30, 4);
    expect(figure("resource.cpu_percent.mean")?.current).toBeCloseTo(33, 1);
    expect(figure("errorRate")?.points.length).toBeGreaterThan(50);
  });

  it("is the same as itself", async () => {
    const { report } = await measure(log("a.csv", 1, 1), log("b.csv", 1, 1));
    expect(report.verdict).toBe("stable");
  });
});

describe("columns", () => {
  it.each([
    ["s", 2000],
    ["ms", 2],
    ["us", 0.002],
    ["ns", 0.000002],
  ] as const)("of latencies in %s are milliseconds", async (latencyUnit, expected) => {
    const file = write("x.jsonl", [
      '{"took_it": 2, "failed": null}',
      '{"took_it": 2, "failed": "boom"}',
    ]);
    const { figure } = await measure(null, file, { latency: "took_it", latencyUnit });
    expect((figure("latency.p50")?.current ?? 0) / expected).toBeCloseTo(1, 10);
    expect(figure("errorRate")?.current).toBe(0.5);
  });

  it("that are named and missing are a problem", async () => {
    const file = write("x.jsonl", ['{"latency": 2}']);
    const { report } = await measure(null, file, { status: "code" });
    expect(report.problems.join()).toContain('There is no column "code"');
  });

  it("of another status say nothing of errors", async () => {
    const file = write("x.csv", ["latency,status", "1,active", "2,closed"]);
    const { figure } = await measure(null, file);
    expect(figure("errorRate")).toBeUndefined();
  });

  it("below 0 are no latencies", async () => {
    const file = write("x.csv", ["latency", "-1", "5"]);
    const { report, figure } = await measure(null, file);
    expect(figure("latency.p50")?.current).toBe(5);
    expect(report.problems.join()).toContain("1 latencies are below 0");
  });

  const number = (name: string) => ({ name, isNumber: true, isTimestamp: false });
  it.each([
    ["latency_ms", 1],
    ["durationSeconds", 1000],
    ["response-time", 1],
    ["elapsed_us", 0.001],
  ])("called %s are guessed", (name, latencyFactor) => {
    const { columns } = chooseHealthColumns(healthOptions(), [number("other"), number(name)]);
    expect(columns).toMatchObject({ latency: name, latencyFactor });
  });
});

describe("OpenTelemetry's files", () => {
  it("that are damaged keep their good lines", async () => {
    const span = (i: number) =>
      `{"traceId":"t","spanId":"${i}","name":"x","kind":2,"startTimeUnixNano":"${1767225600 + i}000000000","endTimeUnixNano":"${1767225600 + i}005000000"}`;
    const file = write("spans.jsonl", [
      span(0),
      "{broken",
      "[1]",
      '{"a":1}',
      "",
      `\r${span(1)}\r`,
      "{",
      '"unfinished": 1',
    ]);
    const job = checkJob(opened.root, { health: healthOptions(), opentelemetry: [file] });
    const report = await runHealth(job, opened.engine, quietContext);
    expect(report?.rows).toBe(2);
    expect(report?.figures.find(({ id }) => id === "latency.p50")?.current).toBeCloseTo(5, 1);
    expect(report?.problems.map((problem) => /line \d+/.exec(problem)?.[0])).toEqual([
      "line 2",
      "line 3",
      "line 4",
      "line 7",
    ]);
  });
});
