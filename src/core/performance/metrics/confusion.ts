/**
 * How often each class was predicted as which. Counts need not be whole: an estimate without
 * labels gives expected ones.
 */
export interface Confusion {
  readonly classCount: number;
  /** `counts[target * classCount + prediction]`. */
  readonly counts: Float64Array;
}

export function countConfusion(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classCount: number,
): Confusion {
  const counts = new Float64Array(classCount * classCount);
  for (let row = 0; row < targets.length; row += 1) {
    const cell = (targets[row] ?? 0) * classCount + (predictions[row] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return { classCount, counts };
}

/** All that the usual metrics need of a confusion: rows right, of, and predicted as each class. */
export interface Margins {
  readonly hits: Float64Array;
  readonly targets: Float64Array;
  readonly predictions: Float64Array;
}

export function marginsOf({ classCount, counts }: Confusion): Margins {
  const margins = {
    hits: new Float64Array(classCount),
    targets: new Float64Array(classCount),
    predictions: new Float64Array(classCount),
  };
  for (let target = 0; target < classCount; target += 1) {
    for (let prediction = 0; prediction < classCount; prediction += 1) {
      const count = counts[target * classCount + prediction] ?? 0;
      margins.targets[target] = (margins.targets[target] ?? 0) + count;
      margins.predictions[prediction] = (margins.predictions[prediction] ?? 0) + count;
      if (target === prediction) margins.hits[target] = count;
    }
  }
  return margins;
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += values[index] ?? 0;
  return total;
}

/**
 * Standard error of a metric that is a smooth function of a confusion, by the delta method: with
 * the cells' shares p and the metric's slopes g, the variance is (Σ p·g² − (Σ p·g)²) · n / n²
 * for rows drawn independently. Slopes are taken numerically in the margins, as a cell moves one
 * or two of each, so it costs O(classes²).
 */
export function deltaError(confusion: Confusion, metric: (margins: Margins) => number): number {
  const { classCount, counts } = confusion;
  const margins = marginsOf(confusion);
  const rows = sum(counts);
  if (rows === 0) return NaN;
  const step = Math.min(rows * 1e-6, 1e-3);
  const slopes = (part: Float64Array): Float64Array =>
    part.map((count, index) => {
      part[index] = count + step;
      const above = metric(margins);
      part[index] = count - step;
      const below = metric(margins);
      part[index] = count;
      const slope = (above - below) / (2 * step);
      return Number.isFinite(slope) ? slope : 0;
    });
  const [hits, targets, predictions] = [
    slopes(margins.hits),
    slopes(margins.targets),
    slopes(margins.predictions),
  ];
  let squares = 0;
  let mean = 0;
  for (let cell = 0; cell < counts.length; cell += 1) {
    const count = counts[cell] ?? 0;
    if (count === 0) continue;
    const target = Math.floor(cell / classCount);
    const prediction = cell % classCount;
    let slope = (targets[target] ?? 0) + (predictions[prediction] ?? 0);
    if (target === prediction) slope += hits[target] ?? 0;
    squares += count * slope * slope;
    mean += (count / rows) * slope;
  }
  return Math.sqrt(Math.max(0, squares - rows * mean * mean));
}
