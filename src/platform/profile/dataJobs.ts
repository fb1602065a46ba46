import * as z from "zod";
import { profileSchema, type DataProfile } from "../../core/drift/profile/profile.ts";
import { driftReportSchema } from "../../core/drift/report/driftReport.ts";
import { monitorReportSchema } from "../../core/monitors/monitorReport.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import { modelComparisonSchema } from "../../core/performance/performanceReport.ts";

/**
 * What the data process can be asked: one job a process. Requests come from our own program, whose
 * build the process shares; answers are parsed, as everything that crosses a process.
 */

/** Files with absolute paths or globs, or a profile that was read already. */
export type ResolvedSource =
  | {
      readonly kind: "files";
      /** Absolute paths, folders or globs. */
      readonly paths: readonly string[];
      readonly format: "csv" | "tsv" | "parquet" | "jsonl" | null;
      /** As people know it. */
      readonly label: string;
    }
  | { readonly kind: "profile"; readonly profile: DataProfile; readonly label: string };

/** Given with every job. */
export interface JobSettings {
  /** The project's folder: paths in reports are relative to it. */
  readonly root: string;
  /** Converted text files, profiles of unchanged files. */
  readonly cacheFolder: string;
  readonly memoryLimitMb: number;
  /** Milliseconds since the epoch, what "now" is for ages and reports. */
  readonly now: number;
  /** DuckDB extensions that may be loaded for object storage; none without consent. */
  readonly allowsNetwork: boolean;
}

export interface ProfileJob {
  readonly kind: "profile";
  readonly settings: JobSettings;
  readonly source: ResolvedSource;
  /** Take the bins of this profile, so that both can be merged. */
  readonly like: DataProfile | null;
  readonly types: Readonly<Record<string, string>>;
  readonly isMasked: boolean;
}

/** Drift only: two data sets, with the options of a monitor. */
export interface CompareJob {
  readonly kind: "compare";
  readonly settings: JobSettings;
  readonly reference: ResolvedSource;
  readonly current: ResolvedSource;
  readonly monitor: Monitor;
  /** A test for all columns that it suits. */
  readonly test: string | null;
  /** The threshold of that test; its own where nothing is said. */
  readonly testThreshold?: number;
}

/** Everything a monitor has. */
export interface CheckJob {
  readonly kind: "check";
  readonly settings: JobSettings;
  readonly monitor: Monitor;
  readonly reference: ResolvedSource | null;
  readonly current: ResolvedSource;
  readonly healthSource: ResolvedSource | null;
  readonly llmSource: ResolvedSource | null;
  /** Absolute paths. */
  readonly opentelemetry: readonly string[];
  /** The text of the price table, when the monitor names a file. */
  readonly priceTable: string | null;
  /** Columns of the last checks' figures, oldest first, for bands over time. */
  readonly history: readonly Readonly<Record<string, number>>[];
  /** Whether servers that the monitor names may be asked. */
  readonly isTrusted: boolean;
}

/** Two models' predictions for the same rows. */
export interface CompareModelsJob {
  readonly kind: "compareModels";
  readonly settings: JobSettings;
  readonly monitor: Monitor;
  readonly before: ResolvedSource;
  readonly after: ResolvedSource;
}

export type DataJob = ProfileJob | CompareJob | CheckJob | CompareModelsJob;

/** What the process is sent: its job, and later that nobody waits for it any more. */
export type DataRequest =
  | {
      readonly kind: "job";
      readonly job: DataJob;
      /** Made and removed by the sender. */
      readonly temporaryFolder: string;
    }
  | { readonly kind: "cancel" };

/** The answer of each job. */
export const jobAnswers = {
  profile: profileSchema,
  compare: driftReportSchema,
  check: monitorReportSchema,
  compareModels: modelComparisonSchema,
} as const;
export type JobAnswer<K extends DataJob["kind"]> = z.output<(typeof jobAnswers)[K]>;

/** What the process sends while it works, and at its end. */
export const dataMessageSchema = z.discriminatedUnion("kind", [
  /** `fraction` from 0 to 1; null while it cannot be told. */
  z.object({ kind: z.literal("progress"), label: z.string(), fraction: z.number().nullable() }),
  z.object({
    kind: z.literal("log"),
    level: z.enum(["debug", "info", "warn", "error"]),
    message: z.string(),
  }),
  z.object({ kind: z.literal("answer"), value: z.unknown() }),
  z.object({
    kind: z.literal("failure"),
    /** Null for a bug. */
    code: z.string().nullable(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()),
  }),
]);
export type DataMessage = z.infer<typeof dataMessageSchema>;

/** What a job is handed in the data process. */
export interface JobContext {
  report(label: string, fraction: number | null): void;
  log(level: "debug" | "info" | "warn" | "error", message: string): void;
}
