import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import type { HealthReport } from "../../src/core/health/healthReport.ts";
import { runHealth } from "../../src/platform/profile/jobs/health.ts";
import { runLlm } from "../../src/platform/profile/jobs/llm.ts";
import {
  checkJob,
  filesOf,
  healthOptions,
  llmOptions,
  openEngine,
  quietContext,
} from "../support/healthJob.ts";

/** OpenTelemetry's own SDK and encoders, against what is read of their files. */
const script = path.join(import.meta.dirname, "opentelemetry_writer.py");

let opened: Awaited<ReturnType<typeof openEngine>>;
let truth: { latencies: number[]; errors: number; rejected: number };
beforeAll(async () => {
  const python = ensurePythonEnv("otel");
  opened = await openEngine();
  execFileSync(python, [script, opened.root]);
  truth = JSON.parse(readFileSync(path.join(opened.root, "truth.json"), "utf8")) as typeof truth;
});
afterAll(() => {
  opened.close();
});

async function read(file: string): Promise<HealthReport> {
  const job = checkJob(opened.root, {
    health: healthOptions(),
    opentelemetry: [path.join(opened.root, file)],
  });
  const report = await runHealth(job, opened.engine, quietContext);
  if (report === null) throw new Error("no report");
  return report;
}

/** The part that is compared is the last quarter of the time. */
function figureOf(report: HealthReport, id: string): number {
  const figure = report.figures.find((each) => each.id === id);
  return figure?.current ?? Number.NaN;
}

const quantile = (values: readonly number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Number.NaN;

describe("spans", () => {
  it.each(["spans.jsonl", "console.jsonl", "pretty.jsonl"])("of %s are requests", async (file) => {
    const report = await read(file);
    expect(report.problems).toEqual([]);
    // 200 requests in 100 minutes, and inner spans that are none.
    const rows = Math.round(report.rows);
    const last = truth.latencies.slice(-rows);
    expect(rows).toBeGreaterThan(40);
    expect(rows).toBeLessThan(60);
    for (const [id, q] of [
      ["latency.p50", 0.5],
      ["latency.p95", 0.95],
    ] as const) {
      expect(figureOf(report, id) / quantile(last, q), id).toBeCloseTo(1, 1);
    }
    const lastErrors = Array.from({ length: 200 }, (_, i) => i % 20 === 0).slice(-rows);
    expect(figureOf(report, "errorRate")).toBeCloseTo(lastErrors.filter(Boolean).length / rows, 10);
    expect(figureOf(report, "clientErrorRate")).toBeGreaterThan(0.05);
  });
});

describe("metrics", () => {
  it.each([
    "metrics.jsonl",
    "metrics_console.jsonl",
    "metrics_delta.jsonl",
    "metrics_delta_console.jsonl",
    "metrics_exponential.jsonl",
    "metrics_exponential_console.jsonl",
  ])("of %s are latency, errors and resources", async (file) => {
    const report = await read(file);
    expect(report.problems).toEqual([]);
    expect(report.rows).toBe(200);
    // Buckets of explicit bounds are wide (up to 75, 100, 250 ms); exponential ones are not.
    const exact = quantile(truth.latencies, 0.5);
    const tolerance = file.includes("exponential") ? 0.02 : 0.45;
    expect(Math.abs(figureOf(report, "latency.p50") / exact - 1)).toBeLessThan(tolerance);
    const slow = truth.latencies.filter((latency) => latency > 500).length;
    expect(figureOf(report, "errorRate")).toBeCloseTo(slow / 200, 10);
    expect(figureOf(report, "resource.process.memory.bytes.mean")).toBeCloseTo(1_000_002, 3);
  });
});

describe("calls of a language model", () => {
  it("are read with tokens, contents and ends", async () => {
    const job = checkJob(opened.root, {
      llm: llmOptions({ checks: { repeats: false } }),
      current: filesOf(path.join(opened.root, "genai.jsonl")),
    });
    const report = await runLlm(job, opened.engine, quietContext);
    expect(report?.problems).toEqual([]);
    expect(report?.models).toMatchObject([{ name: "gpt-4o-2024-08-06" }]);
    const [model] = report?.models ?? [];
    const rows = model?.rows ?? 0;
    expect(model?.cost).toBeCloseTo(rows * (0.0025 + 0.001), 10);
    const figure = (id: string) => report?.figures.find((each) => each.id === id)?.current;
    expect(figure("latency.p50")).toBeCloseTo(2000, -2);
    expect(figure("tokensPerSecond")).toBeCloseTo(50, 0);
    expect(figure("emptyAnswers")).toBe(0);
    expect(figure("errorRate")).toBeGreaterThan(0);
    expect(figure("finish.length")).toBeGreaterThan(0);
  });
});
