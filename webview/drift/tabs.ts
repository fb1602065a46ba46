import type { ReportView } from "../../src/core/drift/report/reportView.ts";
import type { MonitorDetail } from "../../src/protocol/driftPanel.ts";

export type TabId =
  "features" | "performance" | "retraining" | "validation" | "health" | "llm" | "alerts";

export interface PartTab {
  readonly id: TabId;
  readonly label: string;
  readonly badge?: string;
}

/** The parts that a report has, with how many things in each ask for attention. */
export function tabsOf({ report, alerts, models }: MonitorDetail): PartTab[] {
  const tabs = report === null ? [] : reportTabs(report);
  const open = alerts.filter(({ state }) => state === "open").length;
  if (models !== null) tabs.push({ id: "retraining", label: "Retrained Model" });
  if (alerts.length > 0) tabs.push(counted("alerts", "Alerts", open));
  return tabs;
}

function reportTabs({ drift, performance, validation, health, llm }: ReportView): PartTab[] {
  const tabs: PartTab[] = [];
  const add = (id: TabId, label: string, count: number) => tabs.push(counted(id, label, count));
  if (drift !== null) add("features", "Features", drift.features.filter(hasDrifted).length);
  if (performance !== null) {
    const worse = performance.metrics.filter(({ verdict }) => verdict === "worse").length;
    add("performance", "Performance", worse);
  }
  if (validation !== null) {
    add("validation", "Validation", validation.errorCount + validation.warningCount);
  }
  if (health !== null) add("health", "Health", health.figures.filter(hasDrifted).length);
  if (llm !== null) add("llm", "Language Model", llm.figures.filter(hasDrifted).length);
  return tabs;
}

function hasDrifted({ verdict }: { readonly verdict: string }): boolean {
  return verdict === "drift";
}

function counted(id: TabId, label: string, count: number): PartTab {
  return count === 0 ? { id, label } : { id, label, badge: String(count) };
}
