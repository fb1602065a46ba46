import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { HealthOptions, LlmOptions } from "../../src/core/monitors/monitor.ts";
import { DataEngine } from "../../src/platform/profile/dataEngine.ts";
import type { CheckJob, JobContext, ResolvedSource } from "../../src/platform/profile/dataJobs.ts";
import { createMonitor } from "./createMonitor.ts";

/** Checks of health and of logs of language models, as the data process makes them. */

export const quietContext: JobContext = { report: () => undefined, log: () => undefined };

export function healthOptions(options: Partial<HealthOptions> = {}): HealthOptions {
  return {
    source: null,
    time: null,
    latency: null,
    latencyUnit: "ms",
    status: null,
    error: null,
    resources: [],
    prometheus: null,
    opentelemetry: [],
    ...options,
  };
}

export function llmOptions(options: Partial<LlmOptions> = {}): LlmOptions {
  return {
    source: null,
    format: "auto",
    columns: {},
    prices: null,
    currency: "USD",
    checks: {},
    ...options,
  };
}

export function filesOf(...paths: readonly string[]): ResolvedSource {
  return {
    kind: "files",
    paths,
    format: null,
    label: paths.map((each) => path.basename(each)).join(),
  };
}

export function checkJob(
  root: string,
  job: Partial<CheckJob> & { readonly health?: HealthOptions; readonly llm?: LlmOptions },
): CheckJob {
  const { health = null, llm = null, ...rest } = job;
  const monitor = { ...createMonitor(), health, llm };
  return {
    kind: "check",
    settings: {
      root,
      cacheFolder: path.join(root, ".cache"),
      memoryLimitMb: 512,
      now: Date.UTC(2026, 0, 2),
      allowsNetwork: false,
    },
    monitor,
    reference: null,
    current: filesOf(),
    healthSource: null,
    llmSource: null,
    opentelemetry: [],
    priceTable: null,
    history: [],
    isTrusted: true,
    ...rest,
  };
}

/** A folder and an engine for one test. */
export async function openEngine(): Promise<{
  root: string;
  engine: DataEngine;
  close: () => void;
}> {
  const root = mkdtempSync(path.join(os.tmpdir(), "sextant-health-"));
  const engine = await DataEngine.open({ temporaryFolder: root, memoryLimitMb: 512, threads: 1 });
  return {
    root,
    engine,
    close: () => {
      engine.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
