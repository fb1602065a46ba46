import type { MonitorReport } from "../../monitors/monitorReport.ts";
import type { DriftReport } from "./driftReport.ts";

/**
 * A report as the JSON that its schema documents, with a line break at the end. Every field of the
 * schema is there; numbers that are not known are null.
 */
export function renderJson(report: MonitorReport | DriftReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
