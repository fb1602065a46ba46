import { predictionBand } from "../figures/expectedBand.ts";
import type { Figure } from "../figures/figure.ts";

type FigureHistory = readonly Readonly<Record<string, number>>[];

/**
 * Figures with what earlier checks let expect of them, where nothing else says what is expected: the
 * interval that one more value of the same kind lies in. `group` is that of the figures' ids in
 * history: `health`, `llm`.
 */
export function withExpectedBands<R extends { readonly figures: readonly Figure[] }>(
  report: R,
  group: string,
  history: FigureHistory,
): R {
  const figures = report.figures.map((figure) => {
    if (figure.band !== null) return figure;
    const id = `${group}.${figure.id}`;
    const values = history.flatMap((entry) => {
      const value = Object.hasOwn(entry, id) ? entry[id] : undefined;
      return value === undefined ? [] : [value];
    });
    return { ...figure, band: predictionBand(values) };
  });
  return { ...report, figures };
}
