import type { MonitorReport } from "./monitorReport.ts";

/** What kept a check or one of its parts from being complete, each sentence once. */
export function reportProblems(report: MonitorReport): readonly string[] {
  const { drift, performance, health, llm } = report;
  const parts = [report, drift, performance, health, llm];
  return [...new Set(parts.flatMap((part) => part?.problems ?? []))];
}
