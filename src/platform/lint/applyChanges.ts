/** Something typed: the units from `start` to `end` of the text before it became `text`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The changes one after another; undefined when one lies outside of the text. */
export function applyChanges(before: string, changes: readonly TextChange[]): string | undefined {
  let text = before;
  for (const { start, end, text: typed } of changes) {
    if (start < 0 || end < start || end > text.length) return undefined;
    text = text.slice(0, start) + typed + text.slice(end);
  }
  return text;
}
