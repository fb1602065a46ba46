import type { Finding } from "./finding.ts";
import { levelOf } from "./levels.ts";
import type { LintFile } from "./project/lintFile.ts";
import type { LintProject } from "./project/lintProject.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules.ts";

/** Runs the rules for a file's kinds over it. */
export function checkFile(file: LintFile, project: LintProject): readonly Finding[] {
  const found: Finding[] = [];
  for (const rule of rules) {
    if (rule.files.some((kind) => file.kinds.has(kind))) addFindings(found, rule, file, project);
  }
  return found.sort(
    (one, other) => one.at.start - other.at.start || (one.rule < other.rule ? -1 : 1),
  );
}

function addFindings(found: Finding[], rule: Rule, file: LintFile, project: LintProject): void {
  const level = levelOf(rule, file.path, project.options);
  if (level === "off") return;
  for (const report of rule.check(file, project)) {
    const severity =
      level === rule.severity || rule.severity === "off" ? (report.severity ?? level) : level;
    const { confidence = rule.confidence } = report;
    found.push({ ...report, rule: rule.id, path: file.path, severity, confidence });
  }
}
