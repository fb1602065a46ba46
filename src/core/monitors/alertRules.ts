import { formatNumber } from "../charts/format.ts";
import { didYouMean, findSimilar } from "../lint/similarNames.ts";
import type { AlertFinding } from "./alert.ts";
import type { AlertRule } from "./monitor.ts";

/** The rules for alerts that people write: a figure, a comparison and a number. */

export const comparisons = [">=", "<=", "==", "!=", ">", "<"] as const;
export type Comparison = (typeof comparisons)[number];

export interface Condition {
  /** `drift.share`, `run.val_acc`; it may hold spaces, as names of columns do. */
  readonly figure: string;
  readonly comparison: Comparison;
  readonly value: number;
}

/** What figures begin with; `run.` is a metric of the newest run. */
export const figureGroups = [
  "drift",
  "performance",
  "slices",
  "validation",
  "health",
  "llm",
  "run",
] as const;

const maxLength = 500;
const number = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const form = new RegExp(String.raw`^(.*\S)\s*(>=|<=|==|!=|>|<)\s*(${number})\s*(%?)$`);

/**
 * The condition that a text states, or what is wrong with it, as the end of a sentence. A percent
 * sign divides by a hundred: `drift.share > 30%`.
 */
export function parseCondition(text: string): Condition | { readonly problem: string } {
  const trimmed = text.trim();
  const match = trimmed.length > maxLength ? null : form.exec(trimmed);
  if (match === null) {
    return { problem: "is not a figure, a comparison and a number, such as `drift.share > 0.3`" };
  }
  const [, figure = "", sign, digits, percent] = match;
  const comparison = comparisons.find((item) => item === sign);
  const value = Number(digits) / (percent === "%" ? 100 : 1);
  if (comparison === undefined || !Number.isFinite(value)) {
    return { problem: `compares with ${digits ?? ""}, which is not a finite number` };
  }
  const group = figure.split(".")[0] ?? "";
  if (!figureGroups.some((item) => item === group) || !figure.includes(".")) {
    const known = figureGroups.map((item) => `${item}.`).join(", ");
    return { problem: `names no figure: \`${figure}\` does not begin with one of ${known}` };
  }
  return { figure, comparison, value };
}

export function holds({ comparison, value }: Omit<Condition, "figure">, found: number): boolean {
  switch (comparison) {
    case ">":
      return found > value;
    case "<":
      return found < value;
    case ">=":
      return found >= value;
    case "<=":
      return found <= value;
    case "==":
      return found === value;
    case "!=":
      return found !== value;
  }
}

export interface RuleAnswers {
  readonly findings: readonly AlertFinding[];
  /** Sentences about rules that could not be decided. */
  readonly problems: readonly string[];
  /** Keys of those rules: whether their alerts still hold is not known. */
  readonly undecided: readonly string[];
}

/**
 * Which rules' conditions hold. `figures` are those of a report with `run.…` of the newest run. A
 * figure that is not there decides nothing; it is a problem that names figures like it.
 */
export function checkRules(
  rules: readonly AlertRule[],
  figures: Readonly<Record<string, number>>,
  evidence: string,
): RuleAnswers {
  const findings: AlertFinding[] = [];
  const problems: string[] = [];
  const undecided: string[] = [];
  for (const [index, rule] of rules.entries()) {
    const answer = decide(rule, figures);
    if (typeof answer === "string") {
      problems.push(answer);
      undecided.push(ruleKey(rule));
    } else if (answer.holds) {
      const { severity } = rule;
      const { message } = answer;
      const path = ["alerts", index];
      findings.push({ key: ruleKey(rule), kind: "rule", severity, message, evidence, path });
    }
  }
  return { findings, problems, undecided };
}

export function ruleKey({ name, when }: AlertRule): string {
  return `rule:${name ?? when}`;
}

interface Answer {
  readonly holds: boolean;
  readonly message: string;
}

function decide(rule: AlertRule, figures: Readonly<Record<string, number>>): Answer | string {
  const condition = parseCondition(rule.when);
  if ("problem" in condition) return `The alert \`${rule.when}\` ${condition.problem}.`;
  const { figure } = condition;
  const found = Object.hasOwn(figures, figure) ? figures[figure] : undefined;
  if (found === undefined) {
    const similar = didYouMean(findSimilar(figure, Object.keys(figures)));
    return `The alert \`${rule.when}\` could not be decided: this check has no figure \`${figure}\`${similar}.`;
  }
  const is = `${figure} is ${formatNumber(found)} (${rule.when})`;
  return { holds: holds(condition, found), message: rule.message ? `${rule.message}: ${is}` : is };
}
