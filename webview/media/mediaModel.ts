import { mediaKinds, type MediaItem, type MediaKind } from "../../src/core/formats/media.ts";

/** Items of one kind and name, by step. */
export interface MediaSequence {
  readonly key: string;
  readonly kind: MediaKind;
  readonly name: string;
  readonly items: readonly MediaItem[];
}

/** A line of the list: the title of a kind, or sequences side by side. */
export type MediaRow =
  | { readonly kind: "title"; readonly title: string; readonly count: number }
  | { readonly kind: "cards"; readonly sequences: readonly MediaSequence[] };

const titles: Readonly<Record<MediaKind, string>> = {
  image: "Images",
  histogram: "Histograms",
  video: "Videos",
  audio: "Sounds",
  table: "Tables",
  text: "Texts",
};
const order: readonly MediaKind[] = ["image", "histogram", "video", "audio", "table", "text"];
const collator = new Intl.Collator("en", { numeric: true });

/** In the order of kinds and names; items of a sequence by step, those without one first. */
export function collectSequences(items: readonly MediaItem[], search: string): MediaSequence[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const sequences = new Map<string, MediaItem[]>();
  for (const item of items) {
    if (!mediaKinds.includes(item.kind)) continue;
    const name = item.name.toLowerCase();
    if (!words.every((word) => name.includes(word))) continue;
    const key = `${item.kind}\n${item.name}`;
    const known = sequences.get(key);
    if (known === undefined) sequences.set(key, [item]);
    else known.push(item);
  }
  return [...sequences]
    .map(([key, members]) => sequenceOf(key, members))
    .sort(
      (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || collator.compare(a.name, b.name),
    );
}

function sequenceOf(key: string, members: readonly MediaItem[]): MediaSequence {
  const items = members
    .map((item, index) => ({ item, index }))
    .sort((a, b) => stepOf(a.item) - stepOf(b.item) || a.index - b.index)
    .map(({ item }) => item);
  const kind = items[0]?.kind ?? "text";
  return { key, kind, name: items[0]?.name ?? "", items };
}

function stepOf({ step }: MediaItem): number {
  return step ?? Number.MIN_SAFE_INTEGER;
}

/** `columnCount` cards a line; tables and texts have a line each. */
export function mediaRows(
  sequences: readonly MediaSequence[],
  columnCount: number,
): readonly MediaRow[] {
  const rows: MediaRow[] = [];
  for (const kind of order) {
    const members = sequences.filter((sequence) => sequence.kind === kind);
    if (members.length === 0) continue;
    const count = members.reduce((sum, { items }) => sum + items.length, 0);
    rows.push({ kind: "title", title: titles[kind], count });
    const perRow = isWide(kind) ? 1 : columnCount;
    for (let start = 0; start < members.length; start += perRow) {
      rows.push({ kind: "cards", sequences: members.slice(start, start + perRow) });
    }
  }
  return rows;
}

/** Heights in px that the style sheet agrees on; the gap below a line is part of it. */
const cardHeights: Readonly<Record<MediaKind, number>> = {
  image: 250,
  histogram: 250,
  video: 290,
  audio: 132,
  table: 310,
  text: 230,
};
export const rowGap = 10;

export function mediaRowHeight(row: MediaRow | undefined): number {
  if (row === undefined) return 0;
  if (row.kind === "title") return 30;
  return cardHeights[row.sequences[0]?.kind ?? "text"] + rowGap;
}

export function isWide(kind: MediaKind): boolean {
  return kind === "table" || kind === "text";
}

/** `step 30`, or where the item stands when it has no step. */
export function placeLabel({ items }: MediaSequence, index: number): string {
  const step = items[index]?.step ?? null;
  if (step !== null) return `step ${step.toLocaleString("en-US")}`;
  return items.length === 1 ? "" : `${index + 1} of ${items.length}`;
}

const safeTypes = /^(?:image|audio|video)\/[\w.+-]{1,80}$/;

/** The type that a file is shown as: what its writer said, as far as it can only be looked at. */
export function shownType(mimeType: string): string {
  return safeTypes.test(mimeType) ? mimeType : "application/octet-stream";
}
