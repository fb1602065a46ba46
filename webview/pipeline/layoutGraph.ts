import { Graph, layout } from "@dagrejs/dagre";
import type { PipelineView } from "../../src/core/lint/pipeline/pipelineView.ts";

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly Line[];
}

/** In pixels at scale 1, from the graph's top left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly paths: readonly string[];
  /** As the attribute `d` of an SVG path. */
  readonly d: string;
}

export const nodeWidth = 220;
export const nodeHeight = 58;

/** Places the nodes in layers from top to bottom, each below what it needs. */
export function layoutGraph({ nodes, edges }: Pick<PipelineView, "nodes" | "edges">): GraphLayout {
  const graph = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: "TB", nodesep: 28, ranksep: 52, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { width: nodeWidth, height: nodeHeight });
  const known = new Set(nodes.map(({ id }) => id));
  const drawn = edges.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  for (const { from, to } of drawn) graph.setEdge(from, to);
  layout(graph);
  const boxes = new Map<string, Box>();
  for (const { id } of nodes) {
    const { x, y } = graph.node(id) as Point;
    boxes.set(id, {
      left: x - nodeWidth / 2,
      top: y - nodeHeight / 2,
      width: nodeWidth,
      height: nodeHeight,
    });
  }
  const lines = drawn.map(({ from, to, paths }) => {
    const { points } = graph.edge(from, to) as { readonly points: readonly Point[] };
    return { from, to, paths, d: drawCurve(points) };
  });
  const { width = 0, height = 0 } = graph.graph() as {
    readonly width?: number;
    readonly height?: number;
  };
  return { width: finite(width), height: finite(height), boxes, lines };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Through the middles between the points, with the points as handles: smooth, without overshoot. */
function drawCurve(points: readonly Point[]): string {
  const [first, ...others] = points;
  if (first === undefined) return "";
  let d = `M${at(first)}`;
  others.forEach((point, index) => {
    const next = others[index + 1];
    if (next === undefined) d += `L${at(point)}`;
    else d += `Q${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return d;
}

function at({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
