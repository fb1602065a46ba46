import { expect, test } from "vitest";
import { formatGlyph, formatGlyphSvg } from "../../../src/core/formats/formatGlyphs.ts";
import { formatLabels } from "../../../src/core/formats/formatIds.ts";

const ids = Object.keys(formatLabels);

test("each format has a sign that no other has", () => {
  expect(new Set(ids.map(formatGlyph)).size).toBe(ids.length);
});

test("signs are paths inside their 16 units", () => {
  for (const id of ids) expect(formatGlyph(id), id).toMatch(/^M[-MmLlHhVvCcSsAaZz\d. ]+$/);
});

test("an unknown format has the sign of files", () => {
  expect(formatGlyph("__proto__")).toBe(formatGlyph("files"));
  expect(formatGlyphSvg("files", "#424242")).toContain('stroke="#424242"');
});
