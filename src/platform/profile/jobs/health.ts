import { AppError } from "../../../base/errors.ts";
import { verdicts } from "../../../core/drift/report/driftReport.ts";
import { composeHealth } from "../../../core/health/composeHealth.ts";
import { QUERY } from "../../../core/health/healthMeasures.ts";
import type { HealthReport } from "../../../core/health/healthReport.ts";
import { ChunkSeries, type MeasuredSide } from "../../../core/figures/measures.ts";
import { hasMetrics, MetricCollector } from "../../../core/health/otelMetrics.ts";
import { readSpans, SpanCollector } from "../../../core/health/otelSpans.ts";
import type { HealthOptions, PrometheusOptions } from "../../../core/monitors/monitor.ts";
import { queryRange } from "../../monitors/prometheus.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { CheckJob, JobContext, ResolvedSource } from "../dataJobs.ts";
import { openTable } from "../openTable.ts";
import { LineProblems, readObjects } from "./jsonObjects.ts";
import { measureTable } from "./requestTable.ts";

/**
 * Latency, errors, throughput and resources of everything that the monitor names: files, a
 * Prometheus server, JSON lines of OpenTelemetry. Where it names none, the monitor's own data are
 * taken for a log of requests. Null where the monitor asks for no health. A source that cannot be
 * read is a problem of the report, and an error only when there is no other.
 */
export async function runHealth(
  job: CheckJob,
  engine: DataEngine,
  context: JobContext,
): Promise<HealthReport | null> {
  const options = job.monitor.health;
  if (options === null) return null;
  const work: (() => Promise<HealthReport>)[] = [];
  const isElsewhere = options.prometheus !== null || job.opentelemetry.length > 0;
  if (job.healthSource !== null || !isElsewhere) {
    work.push(() =>
      fileHealth(job, { ...options, time: options.time ?? job.monitor.time }, engine, context),
    );
  }
  const { prometheus } = options;
  if (prometheus !== null) work.push(() => prometheusHealth(job, prometheus, context));
  if (job.opentelemetry.length > 0) work.push(() => telemetryHealth(job, context));

  const reports: HealthReport[] = [];
  const failures: AppError[] = [];
  for (const each of work) {
    try {
      reports.push(await each());
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failures.push(error);
    }
  }
  if (reports.length === 0 && failures[0] !== undefined) throw failures[0];
  return together(reports, failures);
}

/** One report of many: the worst verdict, every figure once; a second of the same name says whose it is. */
function together(reports: readonly HealthReport[], failures: readonly AppError[]): HealthReport {
  const [worst] = reports.toSorted(
    (a, b) => verdicts.indexOf(b.verdict) - verdicts.indexOf(a.verdict),
  );
  if (worst === undefined) throw new Error("no report");
  const ids = new Set<string>();
  const figures = reports.flatMap(({ source, figures: own }) =>
    own.map((figure) => {
      const id = ids.has(figure.id) ? `${source}.${figure.id}` : figure.id;
      ids.add(id);
      return { ...figure, id };
    }),
  );
  return {
    source: reports.map(({ source }) => source).join(", "),
    rows: reports.reduce((sum, { rows }) => sum + rows, 0),
    figures,
    verdict: worst.verdict,
    reason: worst.reason,
    problems: [
      ...reports.flatMap(({ problems }) => problems),
      ...failures.map(({ message }) => message),
    ],
  };
}

async function fileHealth(
  job: CheckJob,
  options: HealthOptions,
  engine: DataEngine,
  context: JobContext,
): Promise<HealthReport> {
  const problems: string[] = [];
  const measure = async (source: ResolvedSource | null): Promise<MeasuredSide | null> => {
    if (source === null) return null;
    if (source.kind === "profile") {
      problems.push(
        `${source.label} is a profile, which keeps no requests; health is not compared with it.`,
      );
      return null;
    }
    const table = await openTable(engine, source, {
      settings: job.settings,
      report: (label, fraction) => {
        context.report(label, fraction);
      },
    });
    context.report(`Measuring ${source.label}`, null);
    const measured = await measureTable(engine, table, options);
    problems.push(...measured.problems, ...table.notes);
    return measured.side;
  };
  // Another log than the data has no reference but its own past.
  const reference = job.healthSource === null ? await measure(job.reference) : null;
  const current = await measure(job.healthSource ?? job.current);
  return composeHealth({
    source: "files",
    reference,
    current: current ?? new ChunkSeries().side(),
    hasRequests: true,
    history: job.history,
    problems,
  });
}

async function telemetryHealth(job: CheckJob, context: JobContext): Promise<HealthReport> {
  const problems = new LineProblems();
  const spans = new SpanCollector();
  const metrics = new MetricCollector();
  const objects = readObjects(job.opentelemetry, {
    root: job.settings.root,
    format: "jsonl",
    problems,
    report: (label, fraction) => {
      context.report(label, fraction);
    },
  });
  for await (const { value, file, line } of objects) {
    if (hasMetrics(value)) {
      metrics.add(value);
      continue;
    }
    const found = readSpans(value);
    for (const span of found) spans.add(span);
    if (found.length === 0 && !("resourceLogs" in value)) {
      problems.add(`${file}, line ${line}: neither spans nor metrics of OpenTelemetry.`);
    }
  }
  if (metrics.isFull) {
    problems.add(
      "There are more metrics, or series of them, than can be followed; the first were.",
    );
  }
  return composeHealth({
    source: "opentelemetry",
    reference: null,
    // Spans tell of every request by itself; metrics only where there are no spans.
    current: spans.side() ?? metrics.side() ?? new ChunkSeries().side(),
    hasRequests: true,
    history: job.history,
    problems: problems.sentences(),
  });
}

async function prometheusHealth(
  job: CheckJob,
  { url, queries, windowMs, referenceWindowMs, stepMs }: PrometheusOptions,
  context: JobContext,
): Promise<HealthReport> {
  if (!job.isTrusted) {
    throw new AppError(
      "prometheus-refused",
      "The Prometheus server was not asked, because this folder is not trusted. Trust it to ask the servers that its monitors name.",
    );
  }
  const cut = job.settings.now - windowMs;
  const problems = new Set<string>();
  const measure = async (startMs: number, endMs: number): Promise<MeasuredSide> => {
    const series = new ChunkSeries();
    for (const [name, query] of Object.entries(queries)) {
      context.report(`Asking Prometheus for ${name}`, null);
      const answer = await queryRange({ url, query, startMs, endMs, stepMs });
      for (const warning of answer.warnings) problems.add(`${name}: the server warns: ${warning}.`);
      if (answer.series.length === 0) problems.add(`${name}: the query gave no series.`);
      if (answer.series.length > 1) {
        problems.add(`${name}: the query gave many series, which are taken together.`);
      }
      for (const { samples } of answer.series) {
        for (const { timeMs, value } of samples) {
          if (!Number.isFinite(value)) continue;
          series.add(timeMs, (measures) => {
            measures.addNumber(QUERY + name, value);
          });
        }
      }
    }
    return series.side();
  };
  const reference =
    referenceWindowMs > 0 ? await measure(cut - referenceWindowMs, cut - stepMs) : null;
  const current = await measure(cut, job.settings.now);
  return composeHealth({
    source: "prometheus",
    reference: reference !== null && reference.all.rows > 0 ? reference : null,
    current,
    hasRequests: false,
    history: job.history,
    problems: [...problems],
  });
}
