import { applySuppressions } from "./applySuppressions.ts";
import type { Finding, Report } from "./finding.ts";
import { givenSeverity, levelOf } from "./levels.ts";
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
  for (const rule of rulesFor(file, options)) addFindings(found, rule, { file, project });
  const context = { rules, options, unused: unusedSuppression };
  const { kept, unused } = applySuppressions(file, found, context);
  const all = [...kept];
  if (unused.length > 0) addFindings(all, unusedSuppression, { file, project, reports: unused });
  return all.sort(
    (one, other) => one.at.start - other.at.start || (one.rule < other.rule ? -1 : 1),
  );
}

/** By options, then by the kinds of a file: most files are of few kinds. */
const rulesByKinds = new WeakMap<LintOptions, Map<string, readonly Rule[]>>();

/** The rules for a file's kinds, without those that the options turn off for all files. */
function rulesFor({ kinds }: LintFile, options: LintOptions): readonly Rule[] {
  const known = rulesByKinds.get(options) ?? new Map<string, readonly Rule[]>();
  rulesByKinds.set(options, known);
  const key = [...kinds].join(" ");
  let found = known.get(key);
  if (found === undefined) {
    const everywhere = { ...options, perFileIgnores: {} };
    found = rules
      .filter(({ files }) => files.some((kind) => kinds.has(kind)))
      .filter((rule) => levelOf(rule, "", everywhere) !== "off");
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

function addFindings(found: Finding[], rule: Rule, { file, project, reports }: Checked): void {
  const level = levelOf(rule, file.path, project.options);
  if (level === "off") return;
  const given = givenSeverity(rule, project.options);
  for (const report of reports ?? rule.check(file, project)) {
    const severity = given === undefined || given === "off" ? (report.severity ?? level) : given;
    const { confidence = rule.confidence } = report;
    const at = spanWithin(report.at, file.text.length);
    found.push({ ...report, at, rule: rule.id, path: file.path, severity, confidence });
  }
}
