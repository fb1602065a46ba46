import * as z from "zod/mini";
import { featureReportSchema, verdicts } from "../core/drift/report/driftReport.ts";
import { reportViewSchema } from "../core/drift/report/reportView.ts";
import { alertSchema, alertSeverities } from "../core/monitors/alert.ts";
import { figureSchema } from "../core/figures/figure.ts";
import { monitorVerdicts } from "../core/monitors/monitorReport.ts";
import { modelComparisonSchema } from "../core/performance/performanceReport.ts";

/**
 * Messages between the Drift panel and the extension host. The host owns monitors, reports, alerts
 * and history; the panel owns what is chosen, sorted, searched and scrolled. An overview of all
 * monitors and one report at a time are handed out; what is only seen when a feature or a figure is
 * opened is asked for then. `changed` says what is to be asked for again.
 */

const text = z.string();
/** A monitor by its name, a comparison by an id that the host gives it. */
const id = z.string().check(z.maxLength(1000));
const name = z.string().check(z.maxLength(10_000));
const path = z.string().check(z.maxLength(4096));
const nullable = z.nullable(z.number());

/** Ahead of the end of a check: `share` is from 0 to 1, null while it cannot be told. */
const progressSchema = z.object({ message: text, share: nullable });
export type CheckProgress = z.infer<typeof progressSchema>;

/** A check that found no answer; the last report that there is stays. `at` is ISO 8601. */
const failureSchema = z.object({ message: text, at: text });
export type CheckFailure = z.infer<typeof failureSchema>;

/** One earlier check; `value` is the share of drifted features, or what the monitor is about. */
const checkSchema = z.object({ at: text, value: nullable, verdict: z.enum(monitorVerdicts) });
export type PastCheck = z.infer<typeof checkSchema>;

const monitorSchema = z.object({
  id,
  kind: z.enum(["monitor", "comparison"]),
  name: text,
  description: text,
  /** Null before the first check. */
  verdict: z.nullable(z.enum(monitorVerdicts)),
  lastCheckedAt: z.nullable(text),
  /** Oldest first, at most 60. */
  history: z.readonly(z.array(checkSchema)),
  openAlerts: z.number(),
  worstAlert: z.nullable(z.enum(alertSeverities)),
  progress: z.nullable(progressSchema),
  failure: z.nullable(failureSchema),
  /** How it runs by itself: `every hour`, `on change`; empty where it does not. */
  schedule: text,
});
export type MonitorEntry = z.infer<typeof monitorSchema>;

const overviewSchema = z.object({
  /** As `sextant.yaml` has them, then comparisons, newest first. */
  monitors: z.readonly(z.array(monitorSchema)),
  /** What is wrong with the configuration, so that monitors may be missing. */
  problem: z.nullable(text),
});
export type DriftOverview = z.infer<typeof overviewSchema>;

/** Whether the configured training can be launched, and why or why not yet. */
const retrainSchema = z.object({
  /** The entry point. */
  run: text,
  isOffered: z.boolean(),
  reason: text,
  /** The newest run that was launched because of this monitor. */
  lastRun: z.nullable(z.object({ id: text, name: text, status: text, startedAt: text })),
  /** Why that run's model could not be compared with the one in use. */
  problem: z.nullable(text),
});
export type RetrainOffer = z.infer<typeof retrainSchema>;

const comparedModelsSchema = z.object({
  comparison: modelComparisonSchema,
  /** Ids of runs, where they are known. */
  beforeRun: z.nullable(text),
  afterRun: z.nullable(text),
  comparedAt: text,
});
export type ComparedModels = z.infer<typeof comparedModelsSchema>;

const detailSchema = z.object({
  id,
  /** Null before the first check that succeeded. */
  report: z.nullable(reportViewSchema),
  /** Open ones first, then acknowledged, snoozed, muted; resolved ones of late at the end. */
  alerts: z.readonly(z.array(alertSchema)),
  retrain: z.nullable(retrainSchema),
  models: z.nullable(comparedModelsSchema),
  /** Why the current data cannot become the reference; null where they can. */
  acceptBlocked: z.nullable(text),
});
export type MonitorDetail = z.infer<typeof detailSchema>;

const featureHistorySchema = z.object({
  /** ISO 8601, oldest first. */
  points: z.readonly(z.array(z.object({ at: text, score: nullable, verdict: z.enum(verdicts) }))),
  /** What the score is expected to lie in without drift; null with too few checks. */
  band: z.nullable(z.object({ low: z.number(), high: z.number() })),
});
export type FeatureHistory = z.infer<typeof featureHistorySchema>;

const suggestionSchema = z.object({
  id,
  column: z.nullable(text),
  /** The rule as people read it: `age between 0 and 120`. */
  rule: text,
  /** Why it is suggested: what the reference shows. */
  reason: text,
  /** The lines that would be added to the monitor. */
  yaml: text,
});
export type RuleSuggestion = z.infer<typeof suggestionSchema>;

const target = z.object({ id });

export const revealedTabs = ["features", "retraining", "alerts"] as const;
export type RevealedTab = (typeof revealedTabs)[number];

export const driftPanelMessages = {
  toHost: {
    readOverview: { body: z.object({}), reply: overviewSchema },
    readReport: { body: target, reply: detailSchema },
    readFeature: {
      body: z.object({ id, name }),
      reply: z.object({
        /** Null where the newest report has no such feature. */
        feature: z.nullable(featureReportSchema),
        history: featureHistorySchema,
      }),
    },
    /** A figure of the newest report with all its points. */
    readFigure: {
      body: z.object({ id, part: z.enum(["health", "llm"]), figure: name }),
      reply: z.object({ figure: z.nullable(figureSchema) }),
    },
    suggestRules: {
      body: target,
      reply: z.object({ suggestions: z.readonly(z.array(suggestionSchema)) }),
    },
    /** Adds a rule that was suggested to `sextant.yaml`; ends when it is written. */
    acceptRule: { body: z.object({ id, suggestion: id }), reply: z.object({}) },
    check: { body: target },
    cancel: { body: target },
    changeAlerts: {
      body: z.object({
        id,
        keys: z.readonly(z.array(name).check(z.maxLength(10_000))),
        action: z.enum(["acknowledge", "snooze", "mute", "reopen"]),
        /** How long to snooze; null for the other actions. */
        durationMs: nullable,
      }),
    },
    acceptReference: { body: target },
    retrain: { body: target },
    exportReport: { body: z.object({ id, format: z.enum(["html", "json", "markdown"]) }) },
    /** Shows the monitor's lines in `sextant.yaml`, or those of one rule of its list. */
    openConfig: { body: z.object({ id, rule: nullable }) },
    openRun: { body: z.object({ run: name }) },
    openCommit: { body: z.object({ commit: z.string().check(z.maxLength(100)) }) },
    /** Shows a place that the report names; `line` is from 1. */
    openFile: { body: z.object({ id, path, line: nullable }) },
    /** Asks for two data sets and compares them. */
    compare: { body: z.object({}) },
    /** Takes a comparison out of the list. */
    removeComparison: { body: target },
    /** Writes a first `monitors:` section and shows it. */
    addMonitor: { body: z.object({}) },
  },
  toWebview: {
    /** The overview is to be asked for again, and the reports of these; null: all. */
    changed: { body: z.object({ ids: z.nullable(z.readonly(z.array(id))) }) },
    progress: { body: z.object({ id, progress: z.nullable(progressSchema) }) },
    /** Shows a monitor or a comparison, and in it a feature, or how a retrained model does. */
    reveal: {
      body: z.object({ id, feature: z.nullable(name), tab: z.nullable(z.enum(revealedTabs)) }),
    },
  },
} as const;
