import type { Domain } from "../../src/core/charts/ticks.ts";

/** Share of what is in sight that an arrow key moves. */
const panShare = 0.2;

/**
 * What a key makes of the part of the x axis in sight: `+` and `-` zoom about its middle, arrows
 * move it, `0` and Escape show all (null). Undefined for a key that is not the chart's. Nothing
 * beyond `full` comes into sight.
 */
export function zoomByKey(
  key: string,
  zoom: Domain | null,
  full: Domain,
): Domain | null | undefined {
  const { min, max } = zoom ?? full;
  if (key === "+" || key === "=") return scaled({ min, max }, 0.5);
  // Nothing is zoomed: the other keys are not the chart's.
  if (zoom === null) return undefined;
  switch (key) {
    case "-":
      return within(scaled(zoom, 2), full);
    case "ArrowLeft":
      return moved(zoom, -1, full);
    case "ArrowRight":
      return moved(zoom, 1, full);
    case "0":
    case "Escape":
      return null;
    default:
      return undefined;
  }
}

function scaled({ min, max }: Domain, factor: number): Domain {
  const middle = min + (max - min) / 2;
  const half = ((max - min) / 2) * factor;
  return { min: middle - half, max: middle + half };
}

function within({ min, max }: Domain, full: Domain): Domain | null {
  if (min <= full.min && max >= full.max) return null;
  return { min: Math.max(min, full.min), max: Math.min(max, full.max) };
}

function moved({ min, max }: Domain, direction: -1 | 1, full: Domain): Domain {
  const wish = direction * panShare * (max - min);
  const offset = Math.max(full.min - min, Math.min(full.max - max, wish));
  return { min: min + offset, max: max + offset };
}
