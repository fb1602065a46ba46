import { isUnreadByDvc } from "./dvc/unreadByDvc.ts";
import { applySuppressions } from "./applySuppressions.ts";
import type { Finding, Report, Severity } from "./finding.ts";
import { givenSeverity, isIgnoredIn, levelOf } from "./levels.ts";
import type { LintOptions } from "./lintOptions.ts";
import type { LintFile } from "./project/lintFile.ts";
import type { LintProject } from "./project/lintProject.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules.ts";
import { spanWithin } from "./source/spanWithin.ts";
import { unusedSuppression } from "./rules/general/unusedSuppression.ts";

/** Runs the rules for a file's kinds over it; comments silence what they name. */
export function checkFile(file: LintFile, project: LintProject): readonly Finding[] {
  // A template of cookiecutter or copier: what it becomes is not known yet.
  if (file.path.includes("{{")) return [];
  const { options } = project;
  const found: Finding[] = [];
  const checked = { file, project };
  for (const active of rulesFor(file, options)) addFindings(found, active, checked);
  const context = { rules, options, unused: unusedSuppression };
  const { kept, unused } = applySuppressions(file, found, context);
  const all = [...kept];
  if (unused.length > 0) {
    addFindings(all, activate(unusedSuppression, options), { file, project, reports: unused });
  }
  return all.sort(
    (one, other) => one.at.start - other.at.start || (one.rule < other.rule ? -1 : 1),
  );
}

/** A rule with what the options say of it where no path counts. */
interface ActiveRule {
  readonly rule: Rule;
  readonly level: Severity | "off";
  /** What counts for all that the rule reports. */
  readonly given: Severity | undefined;
}

function activate(rule: Rule, options: LintOptions): ActiveRule {
  const level = levelOf(rule, "", { ...options, perFileIgnores: {} });
  const given = givenSeverity(rule, options);
  return { rule, level, given: given === "off" ? undefined : given };
}

/** By options, then by the kinds of a file: most files are of few kinds. */
const rulesByKinds = new WeakMap<LintOptions, Map<string, readonly ActiveRule[]>>();

/** The rules for a file's kinds, without those that the options turn off for all files. */
function rulesFor({ kinds }: LintFile, options: LintOptions): readonly ActiveRule[] {
  const known = rulesByKinds.get(options) ?? new Map<string, readonly ActiveRule[]>();
  rulesByKinds.set(options, known);
  const key = [...kinds].join(" ");
  let found = known.get(key);
  if (found === undefined) {
    found = rules
      .filter(({ files }) => files.some((kind) => kinds.has(kind)))
      .map((rule) => activate(rule, options))
      .filter(({ level }) => level !== "off");
    known.set(key, found);
  }
  return found;
}

interface Checked {
  readonly file: LintFile;
  readonly project: LintProject;
  /** Instead of asking the rule. */
  readonly reports?: readonly Report[];
}

function addFindings(found: Finding[], active: ActiveRule, checked: Checked): void {
  const { rule, level, given } = active;
  const { file, project, reports } = checked;
  if (level === "off" || isIgnoredIn(file.path, rule, project.options)) return;
  for (const report of reports ?? rule.check(file, project)) {
    const severity = given ?? severityOf(rule, report.severity ?? level, checked);
    const { confidence = rule.confidence } = report;
    const at = spanWithin(report.at, file.text.length);
    found.push({ ...report, at, rule: rule.id, path: file.path, severity, confidence });
  }
}

/** An error stops a tool; one in a file that DVC passes over stops none. DVC207 tells that it does. */
function severityOf({ id }: Rule, severity: Severity, { file, project }: Checked): Severity {
  if (severity !== "error" || id === "DVC207") return severity;
  return isUnreadByDvc(file, project) ? "warning" : severity;
}
