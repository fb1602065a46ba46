import { expect } from "vitest";
import type { Scene } from "../../../src/core/drift/report/chartScene.ts";

interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
}

/** Texts of a chart by the width their characters have on average; bold ones are wider. */
function textBoxes({ marks }: Scene): TextBox[] {
  return marks.flatMap((mark) => {
    if (mark.tag !== "text" || mark.text === undefined || mark.text === "") return [];
    const width = mark.text.length * (mark.class.includes("is-moved") ? 6.8 : 6);
    const x = Number(mark.attributes["x"]);
    const anchor = mark.attributes["text-anchor"];
    const left = anchor === "end" ? x - width : anchor === "middle" ? x - width / 2 : x;
    return [{ text: mark.text, left, right: left + width, baseline: Number(mark.attributes["y"]) }];
  });
}

/** No two texts stand on each other, and none leaves the chart by more than a few px. */
export function expectNoOverlap(scene: Scene): void {
  const boxes = textBoxes(scene);
  for (const [index, box] of boxes.entries()) {
    expect(box.left, box.text).toBeGreaterThan(-8);
    expect(box.right, box.text).toBeLessThan(scene.width + 8);
    for (const other of boxes.slice(index + 1)) {
      const isSameLine = Math.abs(box.baseline - other.baseline) < 9;
      const isApart = box.right <= other.left || other.right <= box.left;
      expect(!isSameLine || isApart, `"${box.text}" and "${other.text}"`).toBe(true);
    }
  }
  for (const mark of scene.marks) {
    for (const value of Object.values(mark.attributes)) {
      expect(String(value), mark.class).not.toMatch(/NaN|Infinity/);
    }
  }
}
