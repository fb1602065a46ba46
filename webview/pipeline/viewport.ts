import type { Box } from "./layoutGraph.ts";

/** What part of the graph is seen: a point of it at `x`, `y` on the screen, at a scale. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const minScale = 0.15;
export const maxScale = 2;

/** All of the graph in the middle, never larger than it is; wide graphs begin at their top. */
export function fit(graph: Size, frame: Size): Viewport {
  if (graph.width <= 0 || graph.height <= 0) return { x: 0, y: 0, scale: 1 };
  const whole = Math.min(frame.width / graph.width, frame.height / graph.height, 1);
  // Too small to be read is no overview: then the beginning is shown, at half its size.
  const scale = Math.max(whole, Math.min(0.5, frame.width / graph.width, 1), minScale);
  const x = (frame.width - graph.width * scale) / 2;
  const y = Math.max(0, (frame.height - graph.height * scale) / 2);
  return { x, y: graph.height * scale > frame.height ? 0 : y, scale };
}

/** Closer or farther, with the point under the pointer staying where it is. */
export function zoomAt(viewport: Viewport, factor: number, at: { x: number; y: number }): Viewport {
  const scale = Math.min(maxScale, Math.max(minScale, viewport.scale * factor));
  const ratio = scale / viewport.scale;
  return { scale, x: at.x - (at.x - viewport.x) * ratio, y: at.y - (at.y - viewport.y) * ratio };
}

export function pan(viewport: Viewport, x: number, y: number): Viewport {
  return { ...viewport, x: viewport.x + x, y: viewport.y + y };
}

const marginPx = 24;

/** Moved just so far that a box is seen. */
export function bringIntoView(viewport: Viewport, box: Box, frame: Size): Viewport {
  const { scale } = viewport;
  const left = viewport.x + box.left * scale;
  const top = viewport.y + box.top * scale;
  const shift = (start: number, length: number, room: number): number => {
    if (start < marginPx) return marginPx - start;
    return Math.min(0, room - marginPx - (start + length));
  };
  return pan(
    viewport,
    shift(left, box.width * scale, frame.width),
    shift(top, box.height * scale, frame.height),
  );
}

export type Direction = "up" | "down" | "left" | "right";

/** The nearest box in a direction: what is straight ahead counts more than what is beside. */
export function neighbour(
  boxes: ReadonlyMap<string, Box>,
  from: string,
  direction: Direction,
): string | undefined {
  const origin = boxes.get(from);
  if (origin === undefined) return boxes.keys().next().value;
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const [id, box] of boxes) {
    const [ahead, beside] = distances(origin, box, direction);
    if (id === from || ahead <= 0) continue;
    const cost = ahead + 2 * beside;
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}

function distances(one: Box, other: Box, direction: Direction): [ahead: number, beside: number] {
  const x = other.left - one.left;
  const y = other.top - one.top;
  switch (direction) {
    case "up":
      return [-y, Math.abs(x)];
    case "down":
      return [y, Math.abs(x)];
    case "left":
      return [-x, Math.abs(y)];
    case "right":
      return [x, Math.abs(y)];
  }
}
