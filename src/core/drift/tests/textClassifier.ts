import { normalQuantile } from "../statistics/normal.ts";
import type { RandomSource, TextSamples } from "./driftTest.ts";

/**
 * How well reference and current texts can be told apart by their words: a logistic regression on hashed
 * TF-IDF, learned on one half of the texts and judged on the other. Our own model: its AUC is close to, not equal to, those of
 * other tools.
 */
export interface TextSeparation {
  /** Area under the ROC curve on the texts held back: ½ when they cannot be told apart. NaN with fewer than 8. */
  readonly auc: number;
  /** 95 % interval (Hanley & McNeil 1982). */
  readonly low: number;
  readonly high: number;
  /** Standard deviation of the AUC of a classifier that guesses. */
  readonly guessingDeviation: number;
}

const MOST_TEXTS = 4000;
const MOST_CHARACTERS = 8000;
const FEATURES = 1 << 15;
const EPOCHS = 20;
const RIDGE = 1e-5;

type Vector = ReadonlyMap<number, number>;

interface Labelled {
  readonly words: Vector;
  readonly isCurrent: boolean;
}

export function separateTexts(samples: TextSamples, random: RandomSource): TextSeparation {
  const reference = shuffle(samples.reference, random).slice(0, MOST_TEXTS);
  const current = shuffle(samples.current, random).slice(0, MOST_TEXTS);
  const label = (texts: readonly string[], isCurrent: boolean): Labelled[] =>
    texts.map((text) => ({ words: countWords(text), isCurrent }));
  const [trainR, testR] = halves(label(reference, false));
  const [trainC, testC] = halves(label(current, true));
  if (Math.min(trainR.length, trainC.length, testR.length, testC.length) < 2) {
    return { auc: Number.NaN, low: Number.NaN, high: Number.NaN, guessingDeviation: Number.NaN };
  }
  const weigh = inverseFrequencies([...trainR, ...trainC]);
  const weights = learn([...trainR, ...trainC].map(weigh), random);
  const scores = (part: readonly Labelled[]): number[] =>
    part.map((text) => score(weigh(text).words, weights));
  return separation(areaUnderCurve(scores(testR), scores(testC)), testR.length, testC.length);
}

function separation(auc: number, n: number, m: number): TextSeparation {
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  const spread = auc * (1 - auc) + (m - 1) * (q1 - auc * auc) + (n - 1) * (q2 - auc * auc);
  const half = normalQuantile(0.975) * Math.sqrt(Math.max(0, spread) / (n * m));
  return {
    auc,
    low: Math.max(0, auc - half),
    high: Math.min(1, auc + half),
    guessingDeviation: Math.sqrt((n + m + 1) / (12 * n * m)),
  };
}

/** The chance that a current text scores higher than a reference text, ties counting half. */
export function areaUnderCurve(reference: readonly number[], current: readonly number[]): number {
  const sorted = Float64Array.from(reference).sort();
  let wins = 0;
  for (const value of current) wins += (rank(sorted, value, false) + rank(sorted, value, true)) / 2;
  return wins / (reference.length * current.length);
}

/** How many are smaller, or not larger. */
function rank(sorted: Float64Array, value: number, isInclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle] ?? 0;
    if (at < value || (isInclusive && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How often each hashed word occurs. */
function countWords(text: string): Vector {
  const counts = new Map<number, number>();
  const words =
    text
      .slice(0, MOST_CHARACTERS)
      .toLowerCase()
      .match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  for (const word of words) {
    const feature = hash(word);
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  return counts;
}

/** FNV-1a. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) {
    value = Math.imul(value ^ word.charCodeAt(i), 0x01000193);
  }
  return (value >>> 0) % FEATURES;
}

/** (1 + ln count) · (1 + ln((1 + N)/(1 + texts with the word))), each text scaled to length 1. */
function inverseFrequencies(texts: readonly Labelled[]): (text: Labelled) => Labelled {
  const textsWith = new Float64Array(FEATURES);
  for (const { words } of texts) {
    for (const feature of words.keys()) textsWith[feature] = (textsWith[feature] ?? 0) + 1;
  }
  const inverse = textsWith.map((count) => 1 + Math.log((1 + texts.length) / (1 + count)));
  return ({ words, isCurrent }) => {
    const weighed = new Map<number, number>();
    let squares = 0;
    for (const [feature, count] of words) {
      const value = (1 + Math.log(count)) * (inverse[feature] ?? 1);
      weighed.set(feature, value);
      squares += value * value;
    }
    const length = Math.sqrt(squares) || 1;
    for (const [feature, value] of weighed) weighed.set(feature, value / length);
    return { words: weighed, isCurrent };
  };
}

/** Weights of the features, the last one for all texts; by stochastic gradient descent. */
function learn(texts: readonly Labelled[], random: RandomSource): Float64Array {
  const weights = new Float64Array(FEATURES + 1);
  const share = texts.filter(({ isCurrent }) => isCurrent).length / texts.length;
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { words, isCurrent } of shuffle(texts, random)) {
      const rate = 1 / (1 + 1e-4 * step++);
      // Both sides weigh the same, however many texts they have.
      const balance = 0.5 / (isCurrent ? share : 1 - share);
      const error = (Number(isCurrent) - logistic(score(words, weights))) * balance;
      weights[FEATURES] = (weights[FEATURES] ?? 0) + 0.1 * rate * error;
      for (const [feature, value] of words) {
        const weight = weights[feature] ?? 0;
        weights[feature] = weight + rate * (error * value - RIDGE * weight);
      }
    }
  }
  return weights;
}

function score(words: Vector, weights: Float64Array): number {
  let sum = weights[FEATURES] ?? 0;
  for (const [feature, value] of words) sum += value * (weights[feature] ?? 0);
  return sum;
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function halves<T>(values: readonly T[]): readonly [T[], T[]] {
  const middle = Math.ceil(values.length / 2);
  return [values.slice(0, middle), values.slice(middle)];
}

function shuffle<T>(values: readonly T[], random: RandomSource): T[] {
  const shuffled = [...values];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const one = shuffled[i];
    const other = shuffled[j];
    if (one === undefined || other === undefined) continue;
    shuffled[i] = other;
    shuffled[j] = one;
  }
  return shuffled;
}
