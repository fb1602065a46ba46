import { createMiniPaths } from "../../src/core/drift/report/miniChart.ts";
import type { MiniDistribution } from "../../src/core/drift/report/reportView.ts";
import type { PastCheck } from "../../src/protocol/driftPanel.ts";
import { memo } from "../ui/memo.ts";

const size = { width: 96, height: 22 };

/** Both distributions above each other, reference filled and current as a line. */
export const MiniChart = memo(({ mini }: { readonly mini: MiniDistribution }) => {
  const { reference, current } = createMiniPaths(mini, size);
  return (
    <svg class="sx-mini" width={size.width} height={size.height} aria-hidden="true">
      <path class="dr-reference-area" d={reference} />
      <path class="dr-current-line" d={current} />
    </svg>
  );
});

const spark = { width: 84, height: 20 };

/** Earlier checks of a monitor, the newest at the right with a dot. */
export const Sparkline = memo(({ history }: { readonly history: readonly PastCheck[] }) => {
  const values = history.map(({ value }) => value).filter((value) => value !== null);
  if (values.length < 2) return null;
  const max = Math.max(...values);
  const min = Math.min(0, ...values);
  const toX = (index: number) => 2 + (index / (values.length - 1)) * (spark.width - 6);
  const toY = (value: number) =>
    spark.height - 3 - ((value - min) / (max - min || 1)) * (spark.height - 6);
  const d = values.map((value, index) => `${toX(index).toFixed(1)} ${toY(value).toFixed(1)}`);
  const bad = history.filter(({ verdict }) => verdict === "drift" || verdict === "degraded");
  const label = `Of the last ${history.length} checks ${bad.length} found drift`;
  return (
    <svg class="sx-spark" width={spark.width} height={spark.height} role="img" aria-label={label}>
      <title>{label}</title>
      <path d={`M${d.join("L")}`} />
      <circle cx={toX(values.length - 1)} cy={toY(values.at(-1) ?? 0)} r="2" />
    </svg>
  );
});
