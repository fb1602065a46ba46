import type { LabelledRows } from "./metrics/rows.ts";
import type { Task } from "./performanceReport.ts";

/** A value of a target or a prediction, as a reader gives it. */
export type CellValue = string | number | bigint | boolean | null | undefined;

/** Columns of one side, each as long as `rows`; null where there is no such column. */
export interface PerformanceColumns {
  readonly rows: number;
  /** ms since 1970; NaN where a row has no time. */
  readonly times: Float64Array | null;
  readonly targets: ArrayLike<CellValue> | null;
  readonly predictions: ArrayLike<CellValue> | null;
  /**
   * Of the positive class, from 0 to 1; by class where there are more than two. NaN where a row
   * has none.
   */
  readonly probabilities: Float64Array | ReadonlyMap<string, Float64Array> | null;
}

/** What numbers stand for which class; the same for reference and current. */
export interface ClassTable {
  /** With two classes the second is the positive one. */
  readonly classes: readonly string[];
  readonly task: Task;
  /** From which probability on a row without a prediction counts as positive. */
  readonly threshold: number;
  /** There are more classes than `MOST_CLASSES`. */
  readonly hasMore: boolean;
  /** Predictions name classes that no target has, and none that one has: they cannot be compared. */
  readonly hasForeignPredictions: boolean;
  /** The class that was called positive and does not occur, so that another one is taken. */
  readonly missingPositive: string | null;
}

export interface RowsToScore {
  readonly rows: LabelledRows;
  /** Where each row was among the columns. */
  readonly positions: Uint32Array;
  /** Rows left out as they have no usable label, prediction or probability. */
  readonly leftOut: number;
}

/** Rows of further classes are left out: a confusion of so many has more cells than can be filled. */
export const MOST_CLASSES = 300;
/** Numbers with more distinct values than that are taken for a regression's. */
const MOST_NUMERIC_CLASSES = 20;

/**
 * A class by its name, however it was written: 1, 1.0, "1" and "1.0" are one, and so are true, "true"
 * and "True". Null where there is none.
 */
export function className(value: CellValue): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "number" && Number.isNaN(value)) return null;
  if (typeof value !== "string") return String(value);
  if (/^-?\d+\.0+$/.test(value)) return value.slice(0, value.indexOf("."));
  return /^(?:true|false)$/i.test(value) ? value.toLowerCase() : value;
}

/**
 * What the task is and which classes there are. Without a task that is given: numbers with more
 * than 20 distinct values are a regression's targets, two classes are binary, more are multiclass.
 */
export function readClasses(
  sides: readonly (PerformanceColumns | null)[],
  options: { readonly task?: Task; readonly positiveClass?: string; readonly threshold?: number },
): ClassTable {
  const isForeign = options.task !== "regression" && hasForeignPredictions(sides);
  const names = classNames(sides, isForeign);
  const task = options.task ?? inferTask(names);
  const { threshold = 0.5 } = options;
  const shared = {
    ...{ task, threshold, hasMore: false, hasForeignPredictions: isForeign },
    missingPositive: null,
  };
  if (task === "regression") return { ...shared, classes: [] };
  if (task === "multiclass") {
    const hasMore = names.length > MOST_CLASSES;
    return { ...shared, hasMore, classes: names.slice(0, MOST_CLASSES) };
  }
  const wanted = className(options.positiveClass);
  const positive = findPositive(wanted, names) ?? positiveOf(names);
  const negative = names.find((name) => name !== positive) ?? `not ${positive}`;
  const isMissing = wanted !== null && findPositive(wanted, names) === null;
  return { ...shared, classes: [negative, positive], missingPositive: isMissing ? wanted : null };
}

/** Readers of tables take such words for booleans. */
const booleanWords = new Map([
  ...["yes", "y", "t", "true", "on", "1"].map((word) => [word, "true"] as const),
  ...["no", "n", "f", "false", "off", "0"].map((word) => [word, "false"] as const),
]);

/**
 * The class that is meant. A class that does not occur is taken at its word while there is room for
 * it; null where two others are there already.
 */
function findPositive(wanted: string | null, names: readonly string[]): string | null {
  if (wanted === null || names.includes(wanted)) return wanted;
  const boolean = booleanWords.get(wanted.toLowerCase()) ?? "";
  const found = [boolean, otherNames.get(boolean) ?? ""].find((name) => names.includes(name));
  return found ?? (names.length < 2 ? wanted : null);
}

function classNames(
  sides: readonly (PerformanceColumns | null)[],
  isForeign: boolean,
): readonly string[] {
  const found = new Set<string>();
  for (const side of sides) {
    if (side === null) continue;
    addClasses(found, side.targets);
    if (!isForeign) addClasses(found, side.predictions);
    if (side.probabilities === null || side.probabilities instanceof Float64Array) continue;
    side.probabilities.forEach((_, name) => found.add(className(name) ?? name));
  }
  // A target of 0 and 1 beside a prediction of true and false: one class has two names.
  if (found.has("0") || found.has("1")) for (const name of ["true", "false"]) found.delete(name);
  return sortClasses([...found]);
}

/** Two ways to write the classes of a yes or no. */
const otherNames = new Map([
  ["true", "1"],
  ["false", "0"],
  ["1", "true"],
  ["0", "false"],
]);

/**
 * Of two classes or more in both columns: a model that says the same of all rows may well be wrong.
 * Not of numbers, which a regression never hits.
 */
function hasForeignPredictions(sides: readonly (PerformanceColumns | null)[]): boolean {
  const targets = new Set<string>();
  const predictions = new Set<string>();
  for (const side of sides) {
    addClasses(targets, side?.targets ?? null);
    addClasses(predictions, side?.predictions ?? null);
  }
  if (Math.min(targets.size, predictions.size) < 2) return false;
  if ([...targets, ...predictions].every((name) => Number.isFinite(Number(name)))) return false;
  return [...predictions].every(
    (name) => !targets.has(name) && !targets.has(otherNames.get(name) ?? ""),
  );
}

/** What the model answered; null where it said nothing that targets could be compared with. */
export function predictionsOf(
  { predictions }: PerformanceColumns,
  { hasForeignPredictions: isForeign }: ClassTable,
): ArrayLike<CellValue> | null {
  return isForeign ? null : predictions;
}

function addClasses(found: Set<string>, values: ArrayLike<CellValue> | null): void {
  for (let row = 0; row < (values?.length ?? 0) && found.size <= MOST_CLASSES; row += 1) {
    const name = className(values?.[row]);
    if (name !== null) found.add(name);
  }
}

function sortClasses(names: readonly string[]): readonly string[] {
  const numeric = names.every((name) => Number.isFinite(Number(name)));
  return names.toSorted((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
}

function inferTask(names: readonly string[]): Task {
  const numeric = names.every((name) => Number.isFinite(Number(name)));
  if (numeric && names.length > MOST_NUMERIC_CLASSES) return "regression";
  return names.length > 2 ? "multiclass" : "binary";
}

function positiveOf(names: readonly string[]): string {
  const usual = names.find((name) => /^(1|true|yes|positive)$/iu.test(name));
  return usual ?? names.at(-1) ?? "1";
}

/** The rows that have all that is needed, as numbers. Rows come in their order. */
export function labelRows(columns: PerformanceColumns, table: ClassTable): RowsToScore {
  return table.task === "regression"
    ? labelNumbers(columns)
    : labelClasses(columns, table, table.task);
}

function labelNumbers({ rows, targets, predictions }: PerformanceColumns): RowsToScore {
  const keptTargets = new Float64Array(rows);
  const keptPredictions = new Float64Array(rows);
  const positions = new Uint32Array(rows);
  let kept = 0;
  for (let row = 0; row < rows; row += 1) {
    const target = toNumber(targets?.[row]);
    const prediction = toNumber(predictions?.[row]);
    if (!Number.isFinite(target) || !Number.isFinite(prediction)) continue;
    keptTargets[kept] = target;
    keptPredictions[kept] = prediction;
    positions[kept] = row;
    kept += 1;
  }
  return {
    rows: {
      task: "regression",
      targets: keptTargets.subarray(0, kept),
      predictions: keptPredictions.subarray(0, kept),
    },
    positions: positions.subarray(0, kept),
    leftOut: rows - kept,
  };
}

function toNumber(value: CellValue): number {
  return value === null || value === undefined || value === "" ? NaN : Number(value);
}

function labelClasses(
  columns: PerformanceColumns,
  table: ClassTable,
  task: "binary" | "multiclass",
): RowsToScore {
  const { targets, rows } = columns;
  const predictions = predictionsOf(columns, table);
  const codeOf = classCoder(table);
  const forecast = readForecasts(columns, table);
  const codes = { targets: new Int32Array(rows), predictions: new Int32Array(rows) };
  const positions = new Uint32Array(rows);
  const { width } = forecast;
  const probabilities = forecast.isPresent ? new Float64Array(rows * width) : null;
  let kept = 0;
  for (let row = 0; row < rows; row += 1) {
    const target = targets === null ? -1 : codeOf(targets[row]);
    forecast.read(row);
    const prediction = predictions === null ? forecast.predict() : codeOf(predictions[row]);
    if (target < 0 || prediction < 0) continue;
    codes.targets[kept] = target;
    codes.predictions[kept] = prediction;
    probabilities?.set(forecast.values, kept * width);
    positions[kept] = row;
    kept += 1;
  }
  const scores = probabilities?.subarray(0, kept * width) ?? null;
  return {
    rows: asRows(task, { ...codes, kept, scores, classCount: table.classes.length }),
    positions: positions.subarray(0, kept),
    leftOut: rows - kept,
  };
}

interface CodedRows {
  readonly targets: Int32Array;
  readonly predictions: Int32Array;
  readonly kept: number;
  readonly scores: Float64Array | null;
  readonly classCount: number;
}

function asRows(task: "binary" | "multiclass", coded: CodedRows): LabelledRows {
  const targets = coded.targets.subarray(0, coded.kept);
  const predictions = coded.predictions.subarray(0, coded.kept);
  return task === "multiclass"
    ? { task, classCount: coded.classCount, targets, predictions, probabilities: coded.scores }
    : {
        task,
        targets: Uint8Array.from(targets),
        predictions: Uint8Array.from(predictions),
        probabilities: coded.scores,
      };
}

/** Positions of classes by value; −1 for none. With two classes all that is not positive is not. */
export function classCoder({ classes, task }: ClassTable): (value: CellValue) => number {
  const codes = new Map(classes.map((name, code) => [name, code]));
  return (value) => {
    const name = className(value);
    if (name === null) return -1;
    const code = codes.get(name) ?? codes.get(otherNames.get(name) ?? "");
    return code ?? (task === "binary" ? 0 : -1);
  };
}

/** Reads the probabilities of one row after another. */
export interface Forecasts {
  readonly isPresent: boolean;
  /** How many probabilities a row has. */
  readonly width: number;
  /** Those of the row that was read last; all NaN where they cannot be used. */
  readonly values: Float64Array;
  /**
   * False where the row lacks one, or one is not from 0 to 1; true where there is no column, or its
   * values are no probabilities.
   */
  read(row: number): boolean;
  /** The class that the row's probabilities say; −1 without. */
  predict(): number;
}

export function readForecasts(columns: PerformanceColumns, table: ClassTable): Forecasts {
  const { classes, task, threshold } = table;
  const found = probabilityColumns(columns, table);
  const given = found !== null && shareOutside(found) > MOST_OUTSIDE ? null : found;
  const width = task === "binary" ? 1 : classes.length;
  const values = new Float64Array(width);
  return {
    isPresent: given !== null,
    width,
    values,
    read(row) {
      if (given === null) return true;
      for (let index = 0; index < width; index += 1) {
        const value = given[index]?.[row] ?? 0;
        if (Number.isNaN(value) || isOutside(value)) {
          values.fill(NaN);
          return false;
        }
        values[index] = Math.min(1, Math.max(0, value));
      }
      return true;
    },
    predict() {
      if (given === null || Number.isNaN(values[0])) return -1;
      if (task === "binary") return (values[0] ?? 0) >= threshold ? 1 : 0;
      return values.indexOf(values.reduce((most, value) => Math.max(most, value), -1));
    },
  };
}

/** With more values outside of 0 to 1 a column holds scores, of which the rest are a selection. */
const MOST_OUTSIDE = 0.01;

/** A margin for sums that rounding took a little beyond. */
function isOutside(value: number): boolean {
  return value < -1e-9 || value > 1 + 1e-9;
}

/** Of the values that there are, the share that is not from 0 to 1. */
function shareOutside(columns: readonly (Float64Array | undefined)[]): number {
  let present = 0;
  let outside = 0;
  for (const column of columns) {
    for (const value of column ?? []) {
      if (Number.isNaN(value)) continue;
      present += 1;
      if (isOutside(value)) outside += 1;
    }
  }
  return present === 0 ? 0 : outside / present;
}

/** What is wrong with the probabilities of a side, for people; null where nothing is. */
export function describeForecasts(columns: PerformanceColumns, table: ClassTable): string | null {
  const found = columns.probabilities === null ? null : probabilityColumns(columns, table);
  if (found === null) return null;
  const share = shareOutside(found);
  if (share === 0) return null;
  const shown = `${share < 0.001 ? "Under 0.1" : String(Number((share * 100).toPrecision(2)))} % of the probabilities are not from 0 to 1`;
  return share > MOST_OUTSIDE
    ? `${shown}: they seem to be scores, so nothing that needs probabilities is measured.`
    : `${shown}; they are left out.`;
}

/** A column for each class, or for the positive one; null where there is none at all. */
function probabilityColumns(
  { probabilities }: PerformanceColumns,
  { classes, task }: ClassTable,
): readonly (Float64Array | undefined)[] | null {
  if (probabilities === null) return null;
  if (probabilities instanceof Float64Array) return task === "binary" ? [probabilities] : null;
  const byName = new Map([...probabilities].map(([name, values]) => [className(name), values]));
  if (task === "multiclass") return classes.map((name) => byName.get(name));
  const positive = byName.get(classes[1] ?? "");
  return positive === undefined ? null : [positive];
}
