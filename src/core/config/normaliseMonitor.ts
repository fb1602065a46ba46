import type {
  Chunking,
  ColumnTest,
  HealthOptions,
  LlmOptions,
  Monitor,
  PerformanceOptions,
  PrometheusOptions,
  RetrainOptions,
  SourceReference,
  ValidationRule,
} from "../monitors/monitor.ts";
import { parseDuration } from "./duration.ts";
import type { WrittenMonitor, WrittenRule, WrittenSource } from "./monitorsConfig.ts";

type Written<K extends keyof WrittenMonitor> = NonNullable<WrittenMonitor[K]>;

const hourMs = 3_600_000;

/** A monitor with its defaults filled in; durations become milliseconds. */
export function normaliseMonitor(name: string, written: WrittenMonitor): Monitor {
  return {
    name,
    description: written.description ?? "",
    reference: sourceOrNull(written.reference),
    current: normaliseSource(written.current),
    behaviour: written.behaviour ?? "robust",
    columns: normaliseColumns(written.columns ?? {}),
    ...normaliseModel(written),
    tests: Object.fromEntries(
      Object.entries(written.tests ?? {}).map(([column, test]) => [column, normaliseTest(test)]),
    ),
    threshold: written.threshold ?? null,
    driftedShare: written.driftedShare ?? null,
    performance: normalisePerformance(written),
    health: written.health ? normaliseHealth(written.health) : null,
    llm: written.llm ? normaliseLlm(written.llm) : null,
    validate: (written.validate ?? []).map(normaliseRule),
    alerts: (written.alerts ?? []).map((rule) => ({
      name: rule.name ?? null,
      when: rule.when,
      severity: rule.severity ?? "warning",
      message: rule.message ?? null,
    })),
    retrain: written.retrain ? normaliseRetrain(written.retrain) : null,
    ...normaliseSchedule(written),
  };
}

/** The rule as the program works with it; what a rule does not mention it does not check. */
export function normaliseRule(rule: WrittenRule): ValidationRule {
  return {
    column: rule.column ?? null,
    level: rule.level ?? "error",
    ...normaliseValueRule(rule),
    isRequired: rule.required ?? false,
    isUnique: rule.unique ?? false,
    minRows: rule.minRows ?? null,
    maxRows: rule.maxRows ?? null,
    maxAgeMs: durationOrNull(rule.maxAge),
  };
}

function normaliseValueRule(
  rule: WrittenRule,
): Pick<
  ValidationRule,
  "type" | "maxMissing" | "min" | "max" | "allowed" | "maxOutside" | "pattern" | "allowsInfinite"
> {
  return {
    type: rule.type ?? null,
    maxMissing: rule.maxMissing ?? null,
    min: rule.min ?? null,
    max: rule.max ?? null,
    allowed: rule.in ?? null,
    maxOutside: rule.maxOutside ?? 0,
    pattern: rule.matches ?? null,
    allowsInfinite: rule.allowInfinite ?? true,
  };
}

function normaliseModel(
  written: WrittenMonitor,
): Pick<Monitor, "target" | "prediction" | "probability" | "positive" | "task" | "time" | "id"> {
  return {
    target: written.target ?? null,
    prediction: written.prediction ?? null,
    probability: written.probability ?? null,
    positive: written.positive === undefined ? null : String(written.positive),
    task: written.task ?? null,
    time: written.time ?? null,
    id: written.id ?? null,
  };
}

function normaliseSchedule(
  written: WrittenMonitor,
): Pick<Monitor, "everyMs" | "onChange" | "webhook" | "maskCategories"> {
  return {
    everyMs: durationOrNull(written.every),
    onChange: written.onChange ?? false,
    webhook: written.webhook ?? null,
    maskCategories: written.maskCategories ?? false,
  };
}

function sourceOrNull(written: WrittenSource | undefined): SourceReference | null {
  return written === undefined ? null : normaliseSource(written);
}

/** `path` is taken before `profile`, and that before `run`; the parser allows only one of them. */
export function normaliseSource(written: WrittenSource): SourceReference {
  if (typeof written === "string" || Array.isArray(written)) {
    return { kind: "files", paths: pathsOf(written), format: null };
  }
  if (written.path !== undefined) {
    return { kind: "files", paths: pathsOf(written.path), format: written.format ?? null };
  }
  if (written.profile !== undefined) return { kind: "profile", path: written.profile };
  return { kind: "run", run: written.run ?? "latest", dataset: written.dataset ?? null };
}

function pathsOf(written: string | readonly string[]): readonly string[] {
  return typeof written === "string" ? [written] : written;
}

function normaliseColumns(columns: Written<"columns">): Monitor["columns"] {
  return {
    include: columns.include ?? null,
    exclude: columns.exclude ?? [],
    types: columns.types ?? {},
    importance: columns.importance ?? {},
  };
}

function normaliseTest(test: Written<"tests">[string]): ColumnTest {
  if (typeof test === "string") return { test, threshold: null };
  return { test: test.test ?? null, threshold: test.threshold ?? null };
}

/** Whether there is anything by which a model could be measured. */
export function canMeasure(written: WrittenMonitor): boolean {
  const hasAnswers = written.prediction !== undefined || written.probability !== undefined;
  return written.probability !== undefined || (written.target !== undefined && hasAnswers);
}

function normalisePerformance(written: WrittenMonitor): PerformanceOptions | null {
  if (!canMeasure(written)) return null;
  const performance = written.performance ?? {};
  const { slices = {}, detector = "adwin" } = performance;
  return {
    metrics: performance.metrics ?? [],
    chunking: normaliseChunking(performance.chunk),
    detector: detector === "none" ? null : detector,
    tolerance: performance.tolerance ?? 0.02,
    slices: {
      columns: slices.columns ?? [],
      isAutomatic: slices.automatic ?? true,
      minRows: slices.minRows ?? 50,
    },
  };
}

function normaliseChunking(chunk: Written<"performance">["chunk"]): Chunking {
  if (chunk === undefined) return { by: "count", count: 10 };
  if ("rows" in chunk) return { by: "rows", rows: chunk.rows };
  if ("count" in chunk) return { by: "count", count: chunk.count };
  return { by: "period", period: chunk.period };
}

function normaliseHealth(health: Written<"health">): HealthOptions {
  const { columns = {}, prometheus, opentelemetry } = health;
  return {
    source: sourceOrNull(health.source),
    time: columns.time ?? null,
    latency: columns.latency ?? null,
    latencyUnit: health.latencyUnit ?? "ms",
    status: columns.status ?? null,
    error: columns.error ?? null,
    resources: columns.resources ?? [],
    prometheus: prometheus ? normalisePrometheus(prometheus) : null,
    opentelemetry: opentelemetry === undefined ? [] : pathsOf(opentelemetry),
  };
}

function normalisePrometheus({
  url,
  queries,
  window,
  referenceWindow,
  step,
}: NonNullable<Written<"health">["prometheus"]>): PrometheusOptions {
  return {
    url,
    queries,
    windowMs: durationOrNull(window) ?? hourMs,
    referenceWindowMs: durationOrNull(referenceWindow) ?? 24 * hourMs,
    stepMs: durationOrNull(step) ?? 60_000,
  };
}

function normaliseLlm(llm: Written<"llm">): LlmOptions {
  return {
    source: sourceOrNull(llm.source),
    format: llm.format ?? "auto",
    columns: llm.columns ?? {},
    prices: llm.prices ?? null,
    currency: llm.currency ?? "USD",
    checks: llm.checks ?? {},
  };
}

function normaliseRetrain(retrain: Written<"retrain">): RetrainOptions {
  const { budget, evaluate } = retrain;
  return {
    run: retrain.run,
    mode: retrain.mode ?? "offer",
    on: retrain.on ?? ["performance", "drift"],
    params: Object.fromEntries(
      Object.entries(retrain.params ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    cooldownMs: durationOrNull(retrain.cooldown) ?? 24 * hourMs,
    minLabelledRows: retrain.minLabelledRows ?? 0,
    budget: budget ? { runs: budget.runs, perMs: durationOrNull(budget.per) ?? 0 } : null,
    evaluate: evaluate
      ? { predictions: evaluate.predictions, metric: evaluate.metric ?? null }
      : null,
  };
}

function durationOrNull(text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(text);
}
