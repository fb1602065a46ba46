import { AppError, CancelledError, describeError } from "../../../base/errors.ts";
import type { DataProfile } from "../../../core/drift/profile/profile.ts";
import { evaluateRules, type OpenQuestion } from "../../../core/validation/evaluateRules.ts";
import { boundOf } from "../../../core/validation/profileAnswers.ts";
import type { ValidationReport } from "../../../core/validation/validationReport.ts";
import { numberExpression, textExpression } from "../columnTypes.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { CheckJob, JobContext } from "../dataJobs.ts";
import { quoteText, type DataTable, type TableColumn } from "../dataTable.ts";

/** What the current data are known by: their profile, and the rows where there are. */
export interface ValidatedData {
  readonly profile: DataProfile;
  /** Null where there is no more than the profile; called only when rows are to be counted. */
  readonly openTable: (() => Promise<DataTable>) | null;
}

/**
 * A monitor's rules about its current data; null where it has none. Most are decided by the
 * profile; for the others the rows that break them are counted, all in one pass.
 */
export async function runValidation(
  { monitor, settings }: Pick<CheckJob, "monitor" | "settings">,
  engine: DataEngine,
  { profile, openTable }: ValidatedData,
  context: JobContext,
): Promise<ValidationReport | null> {
  if (monitor.validate.length === 0) return null;
  context.report("Checking the rules about the data", null);
  const evaluation = evaluateRules(monitor.validate, profile, settings.now);
  const { questions } = evaluation;
  if (questions.length === 0) return evaluation.finish([]);
  return evaluation.finish(
    openTable ? await countRows(engine, await openTable(), questions) : null,
  );
}

async function countRows(
  engine: DataEngine,
  table: DataTable,
  questions: readonly OpenQuestion[],
): Promise<readonly (number | string)[]> {
  const counts = questions.map((question) => countExpression(question, table.columns));
  const select = (indexes: readonly number[]): string => {
    const items = indexes.map((index) => `${counts[index] ?? "NULL"} AS "c${index}"`);
    return `SELECT ${items.join(", ")} FROM ${table.sql}`;
  };
  try {
    const [row] = await engine.rows(select([...counts.keys()]));
    return counts.map((_count, index) => Number(row?.[`c${index}`] ?? 0));
  } catch (error) {
    if (!isOfRule(error)) throw error;
  }
  // One of them cannot be asked: each by itself, so that the others have their answer.
  const answers: (number | string)[] = [];
  for (const index of counts.keys()) {
    try {
      const [row] = await engine.rows(select([index]));
      answers.push(Number(row?.[`c${index}`] ?? 0));
    } catch (error) {
      if (!isOfRule(error)) throw error;
      answers.push(`it cannot be checked: ${describeError(error).split("\n")[0] ?? ""}`);
    }
  }
  return answers;
}

function isOfRule(error: unknown): boolean {
  if (error instanceof CancelledError) return false;
  return !AppError.is(error) || error.code === "data-unreadable";
}

/** The rows that break a rule. */
function countExpression(
  { column, constraint }: OpenQuestion,
  columns: readonly TableColumn[],
): string {
  const stored = columns.find(({ name }) => name === column.name);
  if (stored === undefined) return "0";
  const asText = textExpression(stored);
  switch (constraint.kind) {
    case "unique":
      return `count(${asText}) - count(DISTINCT ${asText})`;
    case "pattern":
      return countWhere(`NOT regexp_matches(${asText}, ${quoteText(constraint.pattern)})`);
    case "range":
      return countOutside(column.type, stored, constraint);
    case "allowed":
      return countNotAllowed(column.type, stored, constraint.values);
    default:
      return "0";
  }
}

type Bounds = { readonly min: number | string | null; readonly max: number | string | null };

/** NaN is missing, not outside; it would be greater than all numbers here. */
function countOutside(type: string, stored: TableColumn, { min, max }: Bounds): string {
  if (type === "number" || type === "timestamp") {
    const value = numberExpression(stored);
    const low = boundOf(min, type);
    const high = boundOf(max, type);
    const isOutside = [
      ...(low === null ? [] : [`${value} < ${sqlNumber(low)}`]),
      ...(high === null ? [] : [`${value} > ${sqlNumber(high)}`]),
    ].join(" OR ");
    return countWhere(`NOT isnan(CAST(${value} AS DOUBLE)) AND (${isOutside})`);
  }
  const value = textExpression(stored);
  const isOutside = [
    ...(min === null ? [] : [`${value} < ${quoteText(String(min))}`]),
    ...(max === null ? [] : [`${value} > ${quoteText(String(max))}`]),
  ].join(" OR ");
  return countWhere(isOutside);
}

function countNotAllowed(
  type: string,
  stored: TableColumn,
  values: readonly (string | number | boolean)[],
): string {
  if (type !== "number") {
    const value = textExpression(stored);
    const list = values.map((item) => quoteText(String(item))).join(", ");
    return countWhere(list === "" ? `${value} IS NOT NULL` : `${value} NOT IN (${list})`);
  }
  const value = `CAST(${numberExpression(stored)} AS DOUBLE)`;
  const numbers = values.map(Number).filter((item) => Number.isFinite(item));
  const isListed =
    numbers.length === 0 ? "false" : `${value} IN (${numbers.map(sqlNumber).join(", ")})`;
  return countWhere(`NOT isnan(${value}) AND NOT (${isListed})`);
}

function countWhere(condition: string): string {
  return `count(*) FILTER (WHERE ${condition})`;
}

function sqlNumber(value: number): string {
  if (Number.isFinite(value)) return `CAST('${value}' AS DOUBLE)`;
  return `CAST('${value > 0 ? "inf" : "-inf"}' AS DOUBLE)`;
}
