import { cellKinds, type TableRow } from "../delimited/delimitedReader.ts";

/** What each column adds to the fitness, by the beginning of its name. */
const weights: readonly (readonly [RegExp, number])[] = [
  [/^metrics\/mAP50-95\(/, 1],
  [/^metrics\/mAP_0\.5$/, 0.1],
  [/^metrics\/mAP_0\.5:0\.95$/, 0.9],
  [/^metrics\/accuracy_top[15]$/, 0.5],
];

/**
 * Places of the columns that the fitness is made of, by which the best weights are chosen: mAP50-95
 * of boxes, with that of masks or poses added; the mean of top-1 and top-5 accuracy for classes
 * (ultralytics/utils/metrics.py of 8.4; earlier releases took a tenth of mAP50 into it); for YOLOv5's columns
 * 0.1 mAP50 + 0.9 mAP50-95. Flat pairs of column and weight.
 */
export function fitnessColumns(names: readonly string[]): readonly number[] {
  return names.flatMap((name, column) => {
    const weight = weights.find(([pattern]) => pattern.test(name))?.[1];
    return weight === undefined ? [] : [column, weight];
  });
}

/** Undefined when a column has no number in this row, and where there are no such columns. */
export function fitnessOf(row: TableRow, columns: readonly number[]): number | undefined {
  let sum = 0;
  for (let index = 0; index < columns.length; index += 2) {
    const column = columns[index] ?? 0;
    if (row.kinds[column] !== cellKinds.number) return undefined;
    sum += (row.numbers[column] ?? NaN) * (columns[index + 1] ?? NaN);
  }
  return columns.length === 0 ? undefined : sum;
}
