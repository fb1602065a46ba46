/**
 * Exponential moving average, debiased, as TensorBoard draws it.
 *
 * With weight w in [0, 1): s_0 = 0; s_i = w·s_{i-1} + (1 - w)·x_i; the result is
 * s_i / (1 - w^n), n being the finite values so far, so the first points are not drawn to zero.
 * A value that is not finite stands as it is and does not enter the average. A constant series is
 * itself: no rounding shows. Weight 0 gives a copy.
 *
 * Source: TensorBoard, `tensorboard/webapp/widgets/line_chart_v2/data/data_transformer.ts` and the
 * discussion of the debiasing of Adam (Kingma and Ba 2015, section 3).
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  const w = Math.min(0.9999, Math.max(0, weight));
  const first = values[0];
  if (w === 0 || values.every((value) => value === first)) return values.slice();
  let average = 0;
  let correction = 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    average = average * w + (1 - w) * value;
    correction *= w;
    return average / (1 - correction);
  });
}
