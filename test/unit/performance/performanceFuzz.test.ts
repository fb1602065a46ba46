import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { evaluatePerformance } from "../../../src/core/performance/evaluatePerformance.ts";
import type { CellValue, PerformanceColumns } from "../../../src/core/performance/labelRows.ts";
import { performanceReportSchema } from "../../../src/core/performance/performanceReport.ts";

describe("any content", () => {
  const values: readonly CellValue[] = [
    ...[null, undefined, "", "a", "😀", "1", 1, 0, -0, 1.5, NaN, Infinity, -Infinity],
    ...[1e308, -1e308, 5e-324, true, false, 12n, "x".repeat(2000), "__proto__", "NaN"],
  ];
  it.each(["binary", "multiclass", "regression", undefined] as const)(
    "gives a report, never an error: %s",
    (task) => {
      for (let seed = 0; seed < 60; seed += 1) {
        const random = seededRandom(seed);
        const pick = (): CellValue => values[Math.floor(random() * values.length)];
        const column = (rows: number): CellValue[] | null =>
          random() < 0.1 ? null : Array.from({ length: rows }, pick);
        const numbers = (rows: number): Float64Array | null =>
          random() < 0.4 ? null : Float64Array.from({ length: rows }, () => Number(pick() ?? NaN));
        const columns = (): PerformanceColumns => {
          const rows = Math.floor(random() * 40);
          const probabilities = numbers(rows);
          return {
            rows,
            times: numbers(rows),
            targets: column(rows),
            predictions: column(rows),
            probabilities:
              random() < 0.3 && probabilities ? new Map([["a", probabilities]]) : probabilities,
          };
        };
        const by = (["day", "month", "rows", "number"] as const)[seed % 4] ?? "day";
        const report = evaluatePerformance(random() < 0.2 ? null : columns(), columns(), {
          ...(task === undefined ? {} : { task }),
          chunking: { by, rows: 7, count: 3 },
        });
        const sent: unknown = JSON.parse(JSON.stringify(report));
        expect(performanceReportSchema.parse(sent)).toEqual(report);
      }
    },
  );
});
