import type { EncodedColumn } from "./encodeRows.ts";
import { findPairs, PAIR_LEVELS, pairLevel, type ColumnPair } from "./interactionPairs.ts";
import type { DomainClassifierReport, Verdict } from "../report/driftReport.ts";
import { seededRandom } from "../../../base/seededRandom.ts";
import { hanleyMcNeilError } from "../../performance/metrics/ranking.ts";
import { areaUnderCurve } from "../tests/textClassifier.ts";
import type { RandomSource } from "../tests/driftTest.ts";

/**
 * A classifier that tells current from reference rows. What no column shows on its own, a correlation
 * that turned over, it sees: logistic regression on bins and categories as indicators, and on cells of
 * those pairs of columns that changed together. Its AUC is measured on rows it was not trained on
 * (cross-validation, pairs chosen within each fold too), so without any drift it is ½ on average.
 */
export interface ClassifierOptions {
  /** The AUC from which on the data have drifted. */
  readonly threshold: number;
  readonly folds: number;
  readonly seed: number;
}

/** 0.60 is the best a classifier can reach when a normal mean shifts by 0.36 σ. */
export const defaultClassifierOptions: ClassifierOptions = { threshold: 0.6, folds: 5, seed: 1 };

/** Fewer rows on a side tell nothing. */
export const fewestClassifierRows = 100;
/** The most rows a side that are worth sampling. */
export const maxClassifierRows = 10_000;
/** The most columns that are looked at, as the number of pairs grows with their square. */
export const maxClassifierColumns = 60;

/** Null with fewer than `fewestClassifierRows` on a side, or without columns. */
export function classifyDomain(
  all: readonly EncodedColumn[],
  referenceRows: number,
  options: ClassifierOptions = defaultClassifierOptions,
): DomainClassifierReport | null {
  const columns = all.slice(0, maxClassifierColumns);
  const rows = columns[0]?.codes.length ?? 0;
  const currentRows = rows - referenceRows;
  if (Math.min(referenceRows, currentRows) < fewestClassifierRows) return null;
  const random = seededRandom(options.seed);
  const fold = assignFolds(referenceRows, rows, options.folds, random);
  const areas: number[] = [];
  for (let held = 0; held < options.folds; held++) {
    const [test, train] = split(fold, held);
    const model = fit(columns, train, referenceRows, random);
    areas.push(areaOf(model, test, referenceRows));
  }
  const auc = areas.reduce((sum, area) => sum + area, 0) / areas.length;
  const half = 1.96 * hanleyMcNeilError(Math.max(0.5, auc), currentRows, referenceRows);
  const [low, high] = [Math.max(0, auc - half), Math.min(1, auc + half)];
  const everyRow = Array.from({ length: rows }, (_, row) => row);
  const whole = fit(columns, everyRow, referenceRows, random);
  return {
    auc,
    low,
    high,
    threshold: options.threshold,
    rows,
    verdict: verdictOf(low, high, options.threshold),
    reasons: low > 0.5 ? reasonsOf(whole, everyRow) : [],
  };
}

function verdictOf(low: number, high: number, threshold: number): Verdict {
  if (low > threshold) return "drift";
  if (low > (0.5 + threshold) / 2) return "watch";
  return high < threshold ? "stable" : "not-enough-rows";
}

/** The fold of each row, as evenly as possible on both sides. */
function assignFolds(
  referenceRows: number,
  rows: number,
  folds: number,
  random: RandomSource,
): Uint8Array {
  const fold = new Uint8Array(rows);
  for (const [from, to] of [
    [0, referenceRows],
    [referenceRows, rows],
  ] as const) {
    const order = shuffled(
      Array.from({ length: to - from }, (_, i) => from + i),
      random,
    );
    order.forEach((row, i) => (fold[row] = i % folds));
  }
  return fold;
}

function shuffled(list: number[], random: RandomSource): number[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swapped = list[i] ?? 0;
    list[i] = list[j] ?? 0;
    list[j] = swapped;
  }
  return list;
}

function split(fold: Uint8Array, held: number): readonly [test: number[], train: number[]] {
  const test: number[] = [];
  const train: number[] = [];
  fold.forEach((of, row) => (of === held ? test : train).push(row));
  return [test, train];
}

/** A group of indicators of which each row has exactly one. */
interface Group {
  readonly columns: readonly string[];
  /** Of the group's first weight. */
  readonly offset: number;
  /** The indicator of a row within the group. */
  readonly levelOf: (row: number) => number;
}

interface Model {
  readonly groups: readonly Group[];
  readonly weights: Float64Array;
}

const LEARNING_RATE = 0.1;
const PENALTY = 1e-4;
/** Updates of the weights: enough for small samples, few passes over large ones. */
const UPDATES = 120_000;

/** Logistic regression by stochastic gradients with steps by coordinate (AdaGrad, Duchi et al. 2011). */
function fit(
  columns: readonly EncodedColumn[],
  train: readonly number[],
  referenceRows: number,
  random: RandomSource,
): Model {
  const groups = groupsOf(columns, findPairs(columns, train, referenceRows));
  const size = groups.reduce((sum, { size: levels }) => sum + levels, 0);
  const model: Model = { groups, weights: new Float64Array(size) };
  const squares = new Float64Array(size).fill(1e-8);
  const references = train.filter((row) => row < referenceRows).length;
  // Both sides weigh the same, however many rows they have.
  const weights = [
    train.length / (2 * references),
    train.length / (2 * (train.length - references)),
  ];
  const passes = Math.min(20, Math.max(2, Math.ceil(UPDATES / train.length)));
  const order = [...train];
  for (let pass = 0; pass < passes; pass++) {
    for (const row of shuffled(order, random)) {
      const label = row < referenceRows ? 0 : 1;
      const error = (sigmoid(scoreOf(model, row)) - label) * (weights[label] ?? 1);
      update(model, squares, row, error);
    }
  }
  return model;
}

function update(model: Model, squares: Float64Array, row: number, error: number): void {
  for (const { offset, levelOf } of model.groups) {
    const at = offset + levelOf(row);
    const weight = model.weights[at] ?? 0;
    const gradient = error + PENALTY * weight;
    const square = (squares[at] ?? 0) + gradient * gradient;
    squares[at] = square;
    model.weights[at] = weight - (LEARNING_RATE * gradient) / Math.sqrt(square);
  }
}

function groupsOf(
  columns: readonly EncodedColumn[],
  pairs: readonly ColumnPair[],
): (Group & { readonly size: number })[] {
  let offset = 0;
  const add = (names: string[], size: number, levelOf: Group["levelOf"]) => {
    const group = { columns: names, offset, size, levelOf };
    offset += size;
    return group;
  };
  const singles = columns.map(({ name, codes, levels }) =>
    add([name], levels, (row) => codes[row] ?? 0),
  );
  const joint = pairs.flatMap(({ a, b }) => {
    const [first, second] = [columns[a], columns[b]];
    if (first === undefined || second === undefined) return [];
    return add([first.name, second.name], PAIR_LEVELS * PAIR_LEVELS, (row) => {
      const one = pairLevel(first.codes[row] ?? 0, first.levels);
      return one * PAIR_LEVELS + pairLevel(second.codes[row] ?? 0, second.levels);
    });
  });
  return [...singles, ...joint];
}

function scoreOf({ groups, weights }: Model, row: number): number {
  let sum = 0;
  for (const { offset, levelOf } of groups) sum += weights[offset + levelOf(row)] ?? 0;
  return sum;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The chance that a current row of these scores above a reference row. */
function areaOf(model: Model, rows: readonly number[], referenceRows: number): number {
  const scores = (from: readonly number[]): number[] => from.map((row) => scoreOf(model, row));
  return areaUnderCurve(
    scores(rows.filter((row) => row < referenceRows)),
    scores(rows.filter((row) => row >= referenceRows)),
  );
}

const MOST_REASONS = 5;

/** How much each column, or pair, makes scores differ, as a share of all of them. */
function reasonsOf({ groups, weights }: Model, rows: readonly number[]) {
  const spread = groups.map(({ columns, offset, levelOf }) => {
    let sum = 0;
    let squares = 0;
    for (const row of rows) {
      const value = weights[offset + levelOf(row)] ?? 0;
      sum += value;
      squares += value * value;
    }
    const mean = sum / rows.length;
    return { columns, weight: Math.max(0, squares / rows.length - mean * mean) };
  });
  const total = spread.reduce((sum, { weight }) => sum + weight, 0);
  return spread
    .map(({ columns, weight }) => ({ columns, weight: total > 0 ? weight / total : 0 }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_REASONS);
}
