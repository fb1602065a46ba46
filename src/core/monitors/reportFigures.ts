import type { DriftReport } from "../drift/report/driftReport.ts";
import type { PerformanceReport } from "../performance/performanceReport.ts";
import type { ValidationReport } from "../validation/validationReport.ts";
import type { Figure } from "../figures/figure.ts";
import type { MonitorReport } from "./monitorReport.ts";

export type ReportParts = Pick<
  MonitorReport,
  "drift" | "performance" | "validation" | "health" | "llm"
>;

/**
 * Every number of a report by the id that rules for alerts name it by; numbers that are unknown or
 * not finite are left out:
 *
 * - `drift.share`, `drift.features` (how many drifted), `drift.worst` (the greatest effect),
 *   `drift.classifier`, `drift.rows`; of each column `drift.feature.<name>` (its effect, else its
 *   score), `drift.score.<name>`, `drift.nulls.<name>` and `drift.unseen.<name>` (shares);
 * - `performance.<metric>`, `performance.<metric>.change` (from the reference),
 *   `performance.labelledRows`; `slices.worst` and `slices.gap` (from overall to the worst);
 * - `health.<figure>`, `llm.<figure>`;
 * - `validation.errors`, `validation.warnings`, `validation.failedRows`, `validation.rows`.
 */
export function collectFigures(parts: ReportParts): Record<string, number> {
  const found: (readonly [string, number | null | undefined])[] = [
    ...(parts.drift ? driftFigures(parts.drift) : []),
    ...(parts.performance ? performanceFigures(parts.performance) : []),
    ...named("health", parts.health?.figures),
    ...named("llm", parts.llm?.figures),
    ...(parts.validation ? validationFigures(parts.validation) : []),
  ];
  const figures: Record<string, number> = {};
  for (const [id, value] of found) {
    if (typeof value === "number" && Number.isFinite(value) && id !== "__proto__") {
      figures[id] = value;
    }
  }
  return figures;
}

type Found = readonly (readonly [string, number | null | undefined])[];

function driftFigures(drift: DriftReport): Found {
  const features = drift.features.filter(({ role }) => role === "feature");
  const effects = drift.features.map(({ effect }) => effect ?? 0);
  return [
    ["drift.share", drift.driftedShare],
    ["drift.features", features.filter(({ verdict }) => verdict === "drift").length],
    ["drift.worst", effects.reduce((one, other) => Math.max(one, other), 0)],
    ["drift.classifier", drift.classifier?.auc],
    ["drift.rows", drift.current.rows],
    ...drift.features.flatMap(({ name, effect, score, nulls, unseen }): Found => [
      [`drift.feature.${name}`, effect ?? score],
      [`drift.score.${name}`, score],
      [`drift.nulls.${name}`, nulls.current],
      [`drift.unseen.${name}`, unseen.share],
    ]),
  ];
}

function performanceFigures({ metrics, slices, labelledRows }: PerformanceReport): Found {
  const worst = slices?.slices[0]?.value ?? null;
  const overall = slices?.overall.value ?? null;
  const gap = worst === null || overall === null ? null : Math.abs(overall - worst);
  return [
    ...metrics.flatMap(({ id, current, reference }): Found => [
      [`performance.${id}`, current.value],
      [`performance.${id}.change`, difference(current.value, reference?.value ?? null)],
    ]),
    ["performance.labelledRows", labelledRows],
    ["slices.worst", worst],
    ["slices.gap", gap],
  ];
}

function difference(current: number | null, reference: number | null): number | null {
  return current === null || reference === null ? null : current - reference;
}

function validationFigures({ rows, errorCount, warningCount, results }: ValidationReport): Found {
  const failed = results.reduce((sum, { failedRows }) => sum + (failedRows ?? 0), 0);
  return [
    ["validation.errors", errorCount],
    ["validation.warnings", warningCount],
    ["validation.failedRows", failed],
    ["validation.rows", rows],
  ];
}

function named(group: string, figures: readonly Figure[] = []): Found {
  return figures.map(({ id, current }) => [`${group}.${id}`, current]);
}
