import { describe, expect, it } from "vitest";
import type { PipelineNode } from "../../../src/core/lint/pipeline/pipelineView.ts";
import { layoutGraph, type Box } from "../../../webview/pipeline/layoutGraph.ts";
import { isMatch } from "../../../webview/pipeline/searchStages.ts";
import {
  bringIntoView,
  fit,
  maxScale,
  minScale,
  neighbour,
  zoomAt,
  type Direction,
} from "../../../webview/pipeline/viewport.ts";

function createNode(id: string, more: Partial<PipelineNode> = {}): PipelineNode {
  return {
    id,
    kind: "stage",
    name: id,
    file: "dvc.yaml",
    line: 0,
    state: "fresh",
    reasons: [],
    command: "",
    instanceCount: 1,
    instances: [],
    deps: [],
    outs: [],
    findings: [],
    isFrozen: false,
    ...more,
  };
}

describe("the place of the graph in its frame", () => {
  const frame = { width: 1000, height: 500 };
  const cases: readonly [name: string, width: number, height: number, expected: number[]][] = [
    ["is the middle, as large as it is", 200, 100, [400, 200, 1]],
    ["shows all of a wide one", 1250, 100, [0, 210, 0.8]],
    ["shows the top of a very high one, that one can read", 400, 5000, [400, 0, 0.5]],
    ["never goes below the smallest scale", 100_000, 100, [-7000, 242.5, minScale]],
    ["is the corner without stages", 0, 0, [0, 0, 1]],
  ];
  it.each(cases)("%s", (_, width, height, [x, y, scale]) => {
    expect(fit({ width, height }, frame)).toEqual({ x, y, scale });
  });

  it("keeps the point under the pointer when zooming, within bounds", () => {
    const before = { x: 10, y: 20, scale: 1 };
    expect(zoomAt(before, 2, { x: 110, y: 70 })).toEqual({ x: -90, y: -30, scale: 2 });
    expect(zoomAt(before, 100, { x: 0, y: 0 }).scale).toBe(maxScale);
    expect(zoomAt(before, 0.001, { x: 0, y: 0 }).scale).toBe(minScale);
  });

  it("moves just as far as it needs to show a box", () => {
    const box = { left: 0, top: 0, width: 100, height: 50 };
    const at = (x: number, y: number) => bringIntoView({ x, y, scale: 1 }, box, frame);
    expect(at(100, 100)).toEqual({ x: 100, y: 100, scale: 1 });
    expect(at(-500, 100)).toEqual({ x: 24, y: 100, scale: 1 });
    expect(at(990, 490)).toEqual({ x: 876, y: 426, scale: 1 });
  });
});

describe("an arrow key", () => {
  const boxes = new Map<string, Box>(
    Object.entries({ top: [100, 0], left: [0, 100], right: [220, 100], bottom: [110, 200] }).map(
      ([id, [left = 0, top = 0]]) => [id, { left, top, width: 80, height: 40 }],
    ),
  );
  const cases: readonly [from: string, direction: Direction, expected: string | undefined][] = [
    ["top", "down", "bottom"],
    ["left", "right", "right"],
    ["right", "left", "left"],
    ["bottom", "up", "top"],
    ["top", "up", undefined],
    ["", "down", "top"],
  ];
  it.each(cases)("from %s %s leads to %s", (from, direction, expected) => {
    expect(neighbour(boxes, from, direction)).toBe(expected);
  });
});

describe("the layout", () => {
  it("puts each stage below what it needs, without overlaps", () => {
    const nodes = ["a", "b", "c", "alone"].map((id) => createNode(id));
    const edges = [
      { from: "a", to: "b", paths: ["x"] },
      { from: "a", to: "c", paths: ["y"] },
      { from: "b", to: "b", paths: [] },
      { from: "gone", to: "c", paths: [] },
    ];
    const { boxes, lines, width, height } = layoutGraph({ nodes, edges });
    const top = (id: string) => boxes.get(id)?.top ?? NaN;
    expect(top("b")).toBeGreaterThan(top("a") + 58);
    expect(top("c")).toBe(top("b"));
    expect(lines.map(({ from, to }) => from + to)).toEqual(["ab", "ac"]);
    expect(lines.every(({ d }) => /^M[\d. ]+(?:Q[\d. -]+|L[\d. -]+)+$/.test(d))).toBe(true);
    for (const { left, top: y, width: w, height: h } of boxes.values()) {
      expect(left >= 0 && y >= 0 && left + w <= width && y + h <= height).toBe(true);
    }
  });

  it("of nothing is empty, and a circle has a layout", () => {
    expect(layoutGraph({ nodes: [], edges: [] })).toMatchObject({ width: 0, height: 0, lines: [] });
    const nodes = ["a", "b"].map((id) => createNode(id));
    const edges = [
      { from: "a", to: "b", paths: [] },
      { from: "b", to: "a", paths: [] },
    ];
    expect(layoutGraph({ nodes, edges }).lines).toHaveLength(2);
  });
});

describe("the search", () => {
  const node = createNode("train", {
    file: "ml/dvc.yaml",
    command: "python Train.py",
    deps: ["data/raw.csv"],
    outs: ["model.pkl"],
    state: "never-run",
  });
  it.each([
    ["", true],
    ["  ", true],
    ["TRAIN", true],
    ["raw model", true],
    ["ml/", true],
    ["never-run", true],
    ["raw nothing", false],
  ])("for “%s”: %s", (search, expected) => {
    expect(isMatch(node, search)).toBe(expected);
  });
});
