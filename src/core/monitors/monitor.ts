import type { ColumnType } from "../drift/profile/profile.ts";
import type { Behaviour } from "../drift/report/driftReport.ts";
import type { ComparedMetric, Task } from "../performance/performanceReport.ts";

/** A monitor as the program works with it: defaults filled in, durations in milliseconds. */

export type DataFormat = "csv" | "tsv" | "parquet" | "jsonl";

/** Where data come from; paths as they were written, relative to the project. */
export type SourceReference =
  | {
      readonly kind: "files";
      readonly paths: readonly string[];
      readonly format: DataFormat | null;
    }
  | { readonly kind: "profile"; readonly path: string }
  | { readonly kind: "run"; readonly run: string; readonly dataset: string | null };

export interface ColumnSelection {
  /** Null: all columns. */
  readonly include: readonly string[] | null;
  readonly exclude: readonly string[];
  readonly types: Readonly<Record<string, ColumnType>>;
  readonly importance: Readonly<Record<string, number>>;
}

export interface ColumnTest {
  readonly test: string | null;
  readonly threshold: number | null;
}

export type Chunking =
  | { readonly by: "rows"; readonly rows: number }
  | { readonly by: "count"; readonly count: number }
  | { readonly by: "period"; readonly period: "hour" | "day" | "week" | "month" };

export interface SliceSearch {
  readonly columns: readonly string[];
  readonly isAutomatic: boolean;
  readonly minRows: number;
}

export interface PerformanceOptions {
  /** Empty: those that suit the task. */
  readonly metrics: readonly string[];
  readonly chunking: Chunking;
  /** Null: none. */
  readonly detector: string | null;
  readonly tolerance: number;
  readonly slices: SliceSearch;
}

export interface PrometheusOptions {
  readonly url: string;
  readonly queries: Readonly<Record<string, string>>;
  readonly windowMs: number;
  readonly referenceWindowMs: number;
  readonly stepMs: number;
}

export interface HealthOptions {
  readonly source: SourceReference | null;
  readonly time: string | null;
  readonly latency: string | null;
  readonly latencyUnit: "s" | "ms" | "us" | "ns";
  readonly status: string | null;
  readonly error: string | null;
  readonly resources: readonly string[];
  readonly prometheus: PrometheusOptions | null;
  readonly opentelemetry: readonly string[];
}

/** Prices of a million tokens. */
export interface TokenPrice {
  readonly input: number;
  readonly output: number;
}

export interface LlmOptions {
  readonly source: SourceReference | null;
  readonly format: "auto" | "opentelemetry" | "columns";
  readonly columns: Readonly<Record<string, string>>;
  /** A file, or prices by model; null: the table that comes with Sextant. */
  readonly prices: string | Readonly<Record<string, TokenPrice>> | null;
  readonly currency: string;
  readonly checks: Readonly<Record<string, boolean>>;
}

export interface ValidationRule {
  readonly column: string | null;
  readonly level: "error" | "warning";
  readonly isRequired: boolean;
  readonly type: ColumnType | null;
  readonly maxMissing: number | null;
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly allowed: readonly (string | number | boolean)[] | null;
  readonly maxOutside: number;
  readonly isUnique: boolean;
  readonly pattern: string | null;
  readonly minRows: number | null;
  readonly maxRows: number | null;
  readonly maxAgeMs: number | null;
  readonly allowsInfinite: boolean;
}

export interface AlertRule {
  readonly name: string | null;
  /** As it was written: `drift.share > 0.3`. */
  readonly when: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string | null;
}

export const retrainReasons = ["performance", "drift", "validation", "alert"] as const;
export type RetrainReason = (typeof retrainReasons)[number];

export interface RetrainOptions {
  readonly run: string;
  readonly mode: "offer" | "auto";
  readonly on: readonly RetrainReason[];
  readonly params: Readonly<Record<string, string>>;
  readonly cooldownMs: number;
  readonly minLabelledRows: number;
  readonly budget: { readonly runs: number; readonly perMs: number } | null;
  readonly evaluate: {
    readonly predictions: string;
    /** Null: the usual one of the task. */
    readonly metric: ComparedMetric | null;
  } | null;
}

export interface Monitor {
  readonly name: string;
  readonly description: string;
  readonly reference: SourceReference | null;
  readonly current: SourceReference;
  readonly behaviour: Behaviour;
  readonly columns: ColumnSelection;
  readonly target: string | null;
  readonly prediction: string | null;
  /** A column, or class → column. */
  readonly probability: string | Readonly<Record<string, string>> | null;
  readonly positive: string | null;
  readonly task: Task | null;
  readonly time: string | null;
  /** The column that tells rows apart, by which two models' predictions are joined. */
  readonly id: string | null;
  readonly tests: Readonly<Record<string, ColumnTest>>;
  /** Null: the behaviour's default. */
  readonly threshold: number | null;
  readonly driftedShare: number | null;
  /** Null where nothing says that performance is to be measured: no target and no probability. */
  readonly performance: PerformanceOptions | null;
  readonly health: HealthOptions | null;
  readonly llm: LlmOptions | null;
  readonly validate: readonly ValidationRule[];
  readonly alerts: readonly AlertRule[];
  readonly retrain: RetrainOptions | null;
  /** Null: only when asked. */
  readonly everyMs: number | null;
  readonly onChange: boolean;
  readonly webhook: string | null;
  readonly maskCategories: boolean;
}
