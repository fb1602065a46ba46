/** What the user selected, and what clicks and keys make of it. Ids, never positions. */

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where a range begins that Shift extends. */
  readonly anchorId: string | null;
}

export type SelectionGesture = "only" | "toggle" | "range" | "addRange";

/** Ctrl (Cmd on a Mac) toggles, Shift extends from the anchor, both add a range. */
export function gestureOf(event: {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}): SelectionGesture {
  const isAdding = event.ctrlKey || event.metaKey;
  if (event.shiftKey) return isAdding ? "addRange" : "range";
  return isAdding ? "toggle" : "only";
}

/**
 * The selection after a gesture on `id`; `range` holds the runs from the anchor to it, in either
 * order, for the gestures that need them.
 */
export function select(
  selection: Selection,
  gesture: SelectionGesture,
  id: string,
  range: readonly string[] = [id],
): Selection {
  switch (gesture) {
    case "only":
      return { ids: new Set([id]), anchorId: id };
    case "toggle": {
      const ids = new Set(selection.ids);
      if (!ids.delete(id)) ids.add(id);
      return { ids, anchorId: id };
    }
    case "range":
      return { ids: new Set(range), anchorId: selection.anchorId ?? id };
    case "addRange":
      return { ids: new Set([...selection.ids, ...range]), anchorId: selection.anchorId ?? id };
  }
}
