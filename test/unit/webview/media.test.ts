import { describe, expect, it, test } from "vitest";
import type { MediaItem, MediaKind } from "../../../src/core/formats/media.ts";
import {
  collectSequences,
  mediaRowHeight,
  mediaRows,
  placeLabel,
  shownType,
} from "../../../webview/media/mediaModel.ts";

function item(kind: MediaKind, name: string, step: number | null): MediaItem {
  const content = { kind: "text", text: String(step), isMarkdown: false } as const;
  return { kind, name, step, time: null, content };
}

describe("sequences", () => {
  const items = [
    item("text", "notes", null),
    item("image", "val/10", 20),
    item("image", "val/10", 3),
    item("image", "val/2", 1),
    item("image", "val/10", null),
    item("histogram", "val/10", 7),
  ];

  it("are items of one kind and name, by step; names count as people do", () => {
    const found = collectSequences(items, "").map(({ kind, name, items: all }) => [
      kind,
      name,
      all.map(({ step }) => step),
    ]);
    expect(found).toEqual([
      ["image", "val/2", [1]],
      ["image", "val/10", [null, 3, 20]],
      ["histogram", "val/10", [7]],
      ["text", "notes", [null]],
    ]);
  });

  it("are found by all words of a search, whatever the case", () => {
    expect(collectSequences(items, "VAL 10").map(({ kind }) => kind)).toEqual([
      "image",
      "histogram",
    ]);
  });

  it("leave out kinds of a later version", () => {
    const alien = { ...item("image", "x", 1), kind: "hologram" } as unknown as MediaItem;
    expect(collectSequences([alien], "")).toEqual([]);
  });

  it("say where each item stands", () => {
    const [, sequence] = collectSequences(items, "");
    if (sequence === undefined) throw new Error("there is no second sequence");
    expect([0, 1, 2].map((index) => placeLabel(sequence, index))).toEqual([
      "1 of 3",
      "step 3",
      "step 20",
    ]);
  });

  it("make lines: a title a kind, cards side by side, texts below each other", () => {
    const texts = [item("text", "a", 1), item("text", "b", 1)];
    const rows = mediaRows(collectSequences([...items, ...texts], ""), 2);
    expect(
      rows.map((row) =>
        row.kind === "title" ? row.title : row.sequences.map(({ name }) => name).join(" "),
      ),
    ).toEqual(["Images", "val/2 val/10", "Histograms", "val/10", "Texts", "a", "b", "notes"]);
    expect(rows.every((row) => mediaRowHeight(row) > 0)).toBe(true);
  });

  it("of 5,000 names are made in no time", () => {
    const many = Array.from({ length: 5000 }, (_, index) => item("image", `image ${index}`, 0));
    expect(mediaRows(collectSequences(many, ""), 4)).toHaveLength(1251);
  });
});

test.each([
  ["image/png", "image/png"],
  ["image/svg+xml", "image/svg+xml"],
  ["audio/wav", "audio/wav"],
  ["video/mp4", "video/mp4"],
  ["text/html", "application/octet-stream"],
  ["image/png; charset=x", "application/octet-stream"],
  ["", "application/octet-stream"],
  [`image/${"x".repeat(1000)}`, "application/octet-stream"],
])("a file of type %s is shown as %s", (given, expected) => {
  expect(shownType(given)).toBe(expected);
});
