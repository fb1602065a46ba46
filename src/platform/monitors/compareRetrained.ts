import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import type { Monitor } from "../../core/monitors/monitor.ts";
import { modelComparisonSchema } from "../../core/performance/performanceReport.ts";
import type { ResolvedSource } from "../profile/dataJobs.ts";
import { runPaths } from "../runs/project.ts";
import type { JobCall, MonitorHost } from "./checkMonitor.ts";
import { MonitorStore } from "./monitorStore.ts";
import { replaceFile } from "./replaceFile.ts";
import { resolveSource } from "./resolveSources.ts";

const storedComparisonSchema = z.object({
  comparison: modelComparisonSchema,
  beforeRun: z.string().nullable(),
  afterRun: z.string(),
  /** ISO 8601. */
  comparedAt: z.string(),
});
/** The newest comparison of a monitor's models, as it is kept. */
export type StoredComparison = z.infer<typeof storedComparisonSchema>;

/**
 * Compares the model of a retraining that finished with the one in use, on the monitor's current
 * data, and keeps the answer. Rejects with AppErrors: `no-predictions` where the run did not write
 * the predictions that the monitor names, and those of the job.
 */
export async function compareRetrained(
  monitor: Monitor,
  runId: string,
  { host, call }: { readonly host: MonitorHost; readonly call: JobCall },
): Promise<StoredComparison> {
  const { root } = host;
  const named = monitor.retrain?.evaluate?.predictions;
  if (named === undefined) {
    throw new AppError(
      "no-evaluation",
      `The monitor ${monitor.name} does not say where the new model's predictions are: add \`evaluate\` to its \`retrain\`.`,
    );
  }
  const before = await resolveSource(monitor.current, host);
  const after: ResolvedSource = {
    kind: "files",
    paths: [await findPredictions(host, runId, named)],
    format: null,
    label: named,
  };
  const settings = { ...host.settings, root, now: host.now() };
  const job = { kind: "compareModels", settings, monitor, before, after } as const;
  const comparison = await host.runJob(job, call);
  const store = new MonitorStore(root);
  const { summary } = store.readState(monitor.name);
  const compared: StoredComparison = {
    comparison,
    beforeRun: summary?.replaces ?? null,
    afterRun: runId,
    comparedAt: new Date(host.now()).toISOString(),
  };
  replaceFile(comparisonFile(store, monitor.name), `${JSON.stringify(compared)}\n`);
  return compared;
}

/** Null where models have not been compared, or what is there cannot be read. */
export function readComparison(root: string, monitor: string): StoredComparison | null {
  try {
    const text = readFileSync(comparisonFile(new MonitorStore(root), monitor), "utf8");
    return storedComparisonSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Nothing has been compared, or a file of another version.
    return null;
  }
}

function comparisonFile(store: MonitorStore, monitor: string): string {
  return path.join(store.folder(monitor), "models.json");
}

/**
 * Among the run's artifacts, else in the project, where only a file counts that was written since
 * the run began: an older one is another model's.
 */
async function findPredictions(host: MonitorHost, runId: string, named: string): Promise<string> {
  const { root } = host;
  const { artifacts } = runPaths(root, runId);
  const kept = [path.join(artifacts, named), path.join(artifacts, path.basename(named))];
  const found = kept.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  const inProject = path.resolve(root, named);
  const modifiedAt = statSync(inProject, { throwIfNoEntry: false })?.mtimeMs;
  const startedAt = (await host.readRuns()).find(({ id }) => id === runId)?.startTime ?? Infinity;
  if (modifiedAt !== undefined && modifiedAt >= startedAt) return inProject;
  throw new AppError(
    "no-predictions",
    `The retrained model cannot be compared with the one in use: the run wrote no ${named}. Let the training script predict the current data with the new model and keep that as an artifact of this name, then check the monitor again.`,
  );
}
