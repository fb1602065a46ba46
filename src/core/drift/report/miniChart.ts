import type { MiniDistribution } from "./reportView.ts";

export interface MiniPaths {
  /** Closed: to be filled. */
  readonly reference: string;
  readonly current: string;
}

/** The outlines of a small distribution in a box of this size, both on the same scale. */
export function createMiniPaths(
  { reference, current }: MiniDistribution,
  { width, height }: { readonly width: number; readonly height: number },
): MiniPaths {
  const peak = Math.max(1, ...reference, ...current);
  const outline = (values: readonly number[]) => {
    const step = width / Math.max(1, values.length);
    const steps = values.map((value, index) => {
      const y = Math.round(height - 1 - (value / peak) * (height - 2));
      return `${index === 0 ? `M0 ${y}` : `V${y}`}H${Math.round((index + 1) * step)}`;
    });
    return steps.join("");
  };
  return { reference: `${outline(reference)}V${height}H0Z`, current: outline(current) };
}
