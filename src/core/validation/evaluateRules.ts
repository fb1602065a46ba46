import type { ColumnProfile, DataProfile } from "../drift/profile/profile.ts";
import type { ValidationRule } from "../monitors/monitor.ts";
import { constraintsOf, describeConstraint, percent, type Constraint } from "./constraints.ts";
import { answerFromProfile, type Answer } from "./profileAnswers.ts";
import type { ValidationReport } from "./validationReport.ts";

export type RuleResult = ValidationReport["results"][number];

/** A demand that the profile does not settle: how many rows break it is asked of the data. */
export interface OpenQuestion {
  readonly column: ColumnProfile;
  readonly constraint: Constraint;
}

export interface Evaluation {
  /** To be answered with the rows that break each, in this order. */
  readonly questions: readonly OpenQuestion[];
  /**
   * The report, with the answers: rows, or a sentence for a question that could not be asked. Null:
   * there is nothing but the profile.
   */
  readonly finish: (answers: readonly (number | string)[] | null) => ValidationReport;
}

interface Checked {
  readonly index: number;
  readonly rule: ValidationRule;
  readonly constraint: Constraint;
  readonly column: ColumnProfile | null;
  readonly answer: Answer;
}

/**
 * Rules against a profile of the data. `nowMs` is what ages are counted from. What a profile knows
 * exactly is decided by it; the rest becomes questions.
 */
export function evaluateRules(
  rules: readonly ValidationRule[],
  profile: DataProfile,
  nowMs: number,
): Evaluation {
  const columns = new Map(profile.columns.map((column) => [column.name, column]));
  const checked = rules.flatMap((rule, index) =>
    constraintsOf(rule).map((constraint): Checked => {
      const column = rule.column === null ? null : (columns.get(rule.column) ?? null);
      const isAbsent = rule.column !== null && column === null;
      const answer = isAbsent
        ? absent(constraint)
        : answerFromProfile(constraint, column, { profile, nowMs });
      return { index, rule, constraint, column, answer };
    }),
  );
  const open = checked.filter(({ answer }) => answer.kind === "ask");
  return {
    questions: open.flatMap(({ column, constraint }) => (column ? [{ column, constraint }] : [])),
    finish: (answers) => {
      const given = new Map(open.map((item, position) => [item, answers?.[position]]));
      const results = checked.map((item) => resultOf(item, settle(item, given.get(item))));
      return reportOf(results, profile.rows);
    },
  };
}

function absent({ kind }: Constraint): Answer {
  return kind === "required"
    ? { kind: "failed", failedRows: null, message: "the column is not there" }
    : { kind: "not-applicable", message: "the column is not there" };
}

type Settled = Exclude<Answer, { kind: "ask" }>;

function settle(
  { answer, constraint, column }: Checked,
  given: number | string | undefined,
): Settled {
  if (answer.kind !== "ask") return answer;
  if (given === undefined) {
    return { kind: "not-applicable", message: "a profile alone cannot tell" };
  }
  if (typeof given === "string") return { kind: "failed", failedRows: null, message: given };
  const maxOutside = "maxOutside" in constraint ? constraint.maxOutside : 0;
  return judgeRows(given, answer.rows, { maxOutside, column: column?.name ?? "" });
}

function judgeRows(
  failedRows: number,
  rows: number,
  { maxOutside }: { readonly maxOutside: number; readonly column: string },
): Settled {
  const share = rows === 0 ? 0 : failedRows / rows;
  if (share <= maxOutside) return { kind: "passed", failedRows };
  const allowed = maxOutside > 0 ? `, at most ${percent(maxOutside)} may` : "";
  const noun = failedRows === 1 ? "row breaks" : "rows break";
  return {
    kind: "failed",
    failedRows,
    message: `${failedRows} ${noun} it (${percent(share)}${allowed})`,
  };
}

function resultOf({ index, rule, constraint }: Checked, answer: Settled): RuleResult {
  const text = describeConstraint(rule.column, constraint);
  const failedRows = "failedRows" in answer ? answer.failedRows : null;
  const message = answer.kind === "passed" ? text : `${text}: ${answer.message}`;
  return {
    index,
    column: rule.column,
    rule: text,
    level: rule.level,
    outcome: answer.kind,
    failedRows,
    message,
  };
}

function reportOf(results: readonly RuleResult[], rows: number): ValidationReport {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  const errorCount = failed.filter(({ level }) => level === "error").length;
  const first = failed.find(({ level }) => level === "error") ?? failed[0];
  const others = failed.length - 1;
  const more = others > 0 ? `, and ${others} more ${others === 1 ? "fails" : "fail"}` : "";
  return {
    rows,
    results,
    errorCount,
    warningCount: failed.length - errorCount,
    reason: first
      ? `A rule about the data is broken: ${first.message}${more}.`
      : describeSuccess(results),
  };
}

function describeSuccess(results: readonly RuleResult[]): string {
  const held = results.filter(({ outcome }) => outcome === "passed").length;
  const open = results.length - held;
  if (open === 0) return `All ${held} rules about the data hold.`;
  return `${held} rules about the data hold; ${open} could not be checked.`;
}
