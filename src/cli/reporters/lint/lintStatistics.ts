import { rules } from "../../../core/lint/rules.ts";
import type { Output } from "../../io.ts";
import { allFindings, bestFix, isTold, type LintReport } from "../../lint/lintReport.ts";
import { renderTable } from "../textTable.ts";

/** How often each rule found something, the most often first. */
export function renderLintStatistics(report: LintReport, output: Output): string {
  const found = Map.groupBy(allFindings(report).filter(isTold), ({ rule }) => rule);
  if (found.size === 0) return "No findings.\n";
  const rows = [...found]
    .toSorted(([one, a], [other, b]) => b.length - a.length || (one < other ? -1 : 1))
    .map(([id, findings]) => {
      const fixable = findings.filter((one) => bestFix(one)?.applicability === "safe").length;
      const name = rules.find((rule) => rule.id === id)?.name ?? "";
      return [String(findings.length), id, name, fixable === 0 ? "" : String(fixable)];
    });
  const columns = [
    { header: "count", align: "right" },
    { header: "rule", align: "left" },
    { header: "name", align: "left" },
    { header: "fixable", align: "right" },
  ] as const;
  return renderTable({ columns, rows }, output);
}
