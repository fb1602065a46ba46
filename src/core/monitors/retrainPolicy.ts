import * as z from "zod/mini";
import type { Alert, AlertKind } from "./alert.ts";
import { isPerformanceFine } from "./collectReport.ts";
import {
  retrainReasons,
  type Monitor,
  type RetrainOptions,
  type RetrainReason,
} from "./monitor.ts";
import { monitorVerdicts, type MonitorReport } from "./monitorReport.ts";
import { summariseReport, type ReportSummary } from "./reportSummary.ts";

/** A launch that a monitor asked for, or a user accepted. */
export const launchSchema = z.object({
  run: z.string(),
  /** Milliseconds since the epoch. */
  time: z.number(),
  evidence: z.string(),
});
export type RetrainLaunch = z.infer<typeof launchSchema>;

/** Why a run was launched: recorded as its tags, and kept as a document with it. */
export const retrainReasonSchema = z.object({
  version: z.literal(1),
  monitor: z.string(),
  /** One sentence. */
  reason: z.string(),
  /** The weightiest first. */
  causes: z.readonly(z.array(z.enum(retrainReasons))),
  verdict: z.enum(monitorVerdicts),
  checkedAt: z.string(),
  evidence: z.string(),
  labelledRows: z.nullable(z.number()),
  /** The run whose data is the reference, where it is one. */
  replaces: z.nullable(z.string()),
});
export type RetrainDocument = z.infer<typeof retrainReasonSchema>;

export interface RetrainQuestion {
  readonly monitor: Monitor;
  readonly report: MonitorReport;
  /** The monitor's alerts after this check. */
  readonly alerts: readonly Alert[];
  readonly launches: readonly RetrainLaunch[];
  /** The run of an earlier launch that has not ended. */
  readonly runningRun: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface RetrainDecision {
  readonly action: "none" | "offer" | "launch";
  /** One sentence: why, or why not. */
  readonly reason: string;
  /** Null where nothing asks for a launch. */
  readonly document: RetrainDocument | null;
  /** Tags of the new run. */
  readonly tags: Readonly<Record<string, string>>;
  /** Keys of the alerts that ask for it. */
  readonly alertKeys: readonly string[];
}

const reasonOfKind: Readonly<Partial<Record<AlertKind, RetrainReason>>> = {
  performance: "performance",
  slice: "performance",
  validation: "validation",
  drift: "drift",
  rule: "alert",
};

/** A drop of performance outranks everything; data that moved is the weakest reason. */
const weight: readonly RetrainReason[] = ["performance", "alert", "validation", "drift"];

/**
 * Whether a check asks for a retraining. Only open alerts ask; drift does not where labels show that
 * the model is as good as before. The same evidence asks once, and launches keep the cool-down and
 * the budget.
 */
export function decideRetraining({ report, ...others }: RetrainQuestion): RetrainDecision {
  return decideFromSummary({ ...others, report: summariseReport(report) });
}

/** What is asked of a report that was not read itself. */
export type SummaryQuestion = Omit<RetrainQuestion, "report"> & { readonly report: ReportSummary };

/** As `decideRetraining`, where only the summary of the report is at hand. */
export function decideFromSummary(question: SummaryQuestion): RetrainDecision {
  const { retrain } = question.monitor;
  if (!retrain) return no("This monitor has no `retrain` in sextant.yaml.");
  const asking = askingAlerts(question, retrain);
  if (asking.length === 0) return no("No open alert asks for a retraining.");
  const document = describe(question, asking);
  const obstacle = findObstacle(question, retrain, document);
  const decided = {
    document,
    tags: tagsOf(document),
    alertKeys: asking.map(({ alert }) => alert.key),
  };
  if (obstacle !== null) return { ...decided, action: "none", reason: obstacle };
  const action = retrain.mode === "auto" ? "launch" : "offer";
  return { ...decided, action, reason: document.reason };
}

function no(reason: string): RetrainDecision {
  return { action: "none", reason, document: null, tags: {}, alertKeys: [] };
}

interface Asking {
  readonly alert: Alert;
  readonly cause: RetrainReason;
}

function askingAlerts({ alerts }: SummaryQuestion, { on }: RetrainOptions): readonly Asking[] {
  return alerts
    .flatMap((alert): Asking[] => {
      const cause = reasonOfKind[alert.kind];
      return alert.state === "open" && cause && on.includes(cause) ? [{ alert, cause }] : [];
    })
    .toSorted((one, other) => weight.indexOf(one.cause) - weight.indexOf(other.cause));
}

function describe({ report }: SummaryQuestion, asking: readonly Asking[]): RetrainDocument {
  return {
    version: 1,
    monitor: report.monitor,
    reason: asking[0]?.alert.message ?? report.reason,
    causes: [...new Set(asking.map(({ cause }) => cause))],
    verdict: report.verdict,
    checkedAt: report.checkedAt,
    evidence: report.evidence,
    labelledRows: report.performance?.labelledRows ?? null,
    replaces: report.replaces,
  };
}

/** Why it is not launched now, as a sentence; null when nothing speaks against it. */
function findObstacle(
  { report, launches, runningRun, now }: SummaryQuestion,
  { minLabelledRows, cooldownMs, budget }: RetrainOptions,
  { causes, evidence }: RetrainDocument,
): string | null {
  if (causes.every((cause) => cause === "drift") && isPerformanceFine(report.performance)) {
    return "The data moved, but labels show that the model is as good as before: no retraining.";
  }
  const rows = report.performance?.isEstimated === true ? 0 : report.performance?.labelledRows;
  if ((rows ?? 0) < minLabelledRows) {
    return `There are ${rows ?? 0} rows with labels; a retraining needs ${minLabelledRows} (\`minLabelledRows\`).`;
  }
  if (runningRun !== null) return `The retraining ${runningRun} is still running.`;
  const same = launches.find((launch) => launch.evidence === evidence);
  if (same)
    return `The run ${same.run} was launched because of these data already; new data may ask for another.`;
  return findWait({ launches, cooldownMs, budget, now });
}

function findWait(given: {
  readonly launches: readonly RetrainLaunch[];
  readonly cooldownMs: number;
  readonly budget: RetrainOptions["budget"];
  readonly now: number;
}): string | null {
  const { launches, cooldownMs, budget, now } = given;
  const newest = launches.reduce((time, launch) => Math.max(time, launch.time), -Infinity);
  if (now - newest < cooldownMs) {
    const next = new Date(newest + cooldownMs).toISOString();
    return `The last retraining was launched not long ago; the next may begin at ${next} (\`cooldown\`).`;
  }
  if (budget) {
    const used = launches.filter(({ time }) => now - time < budget.perMs).length;
    if (used >= budget.runs) {
      return `The budget of ${budget.runs} ${budget.runs === 1 ? "launch" : "launches"} is used up for now (\`budget\`).`;
    }
  }
  return null;
}

function tagsOf(document: RetrainDocument): Readonly<Record<string, string>> {
  return {
    "sextant.retrain.monitor": document.monitor,
    "sextant.retrain.reason": document.reason,
    "sextant.retrain.causes": document.causes.join(","),
    "sextant.retrain.evidence": document.evidence,
    "sextant.retrain.checkedAt": document.checkedAt,
    ...(document.labelledRows !== null && {
      "sextant.retrain.labelledRows": String(document.labelledRows),
    }),
    ...(document.replaces !== null && { "sextant.retrain.replaces": document.replaces }),
  };
}
