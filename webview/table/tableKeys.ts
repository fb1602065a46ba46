/** What a key means in the table; pure, so the table only carries it out. */
export type TableCommand =
  | { readonly kind: "moveRow"; readonly by: number; readonly isExtending: boolean }
  | { readonly kind: "moveTo"; readonly edge: "first" | "last"; readonly isExtending: boolean }
  | { readonly kind: "page"; readonly direction: -1 | 1; readonly isExtending: boolean }
  | { readonly kind: "moveColumn"; readonly by: -1 | 1 }
  | { readonly kind: "fold"; readonly isFolding: boolean }
  | { readonly kind: "toggle" | "open" | "selectAll" | "clear" | "menu" }
  | { readonly kind: "sort"; readonly isAdding: boolean }
  | { readonly kind: "shiftColumn" | "resizeColumn"; readonly direction: -1 | 1 };

export interface TableKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

export interface TableFocusPlace {
  readonly isHeader: boolean;
  /** The focused row can be folded or unfolded, and stands on its first column. */
  readonly canFold: boolean;
  readonly canUnfold: boolean;
}

/** Null for a key that is not the table's. */
export function commandOf(key: TableKey, place: TableFocusPlace): TableCommand | null {
  if (place.isHeader) {
    const command = headerCommand(key);
    if (command !== null) return command;
  }
  const isExtending = key.shiftKey;
  switch (key.key) {
    case "ArrowDown":
      return { kind: "moveRow", by: 1, isExtending };
    case "ArrowUp":
      return { kind: "moveRow", by: -1, isExtending };
    case "PageDown":
      return { kind: "page", direction: 1, isExtending };
    case "PageUp":
      return { kind: "page", direction: -1, isExtending };
    case "Home":
      return { kind: "moveTo", edge: "first", isExtending };
    case "End":
      return { kind: "moveTo", edge: "last", isExtending };
    case "ArrowRight":
    case "ArrowLeft":
      return sideways(key.key === "ArrowRight" ? 1 : -1, place);
    default:
      return actionOf(key);
  }
}

function sideways(by: -1 | 1, { canFold, canUnfold }: TableFocusPlace): TableCommand {
  if (by === 1 && canUnfold) return { kind: "fold", isFolding: false };
  if (by === -1 && canFold) return { kind: "fold", isFolding: true };
  return { kind: "moveColumn", by };
}

function actionOf({ key, shiftKey, ctrlKey, metaKey }: TableKey): TableCommand | null {
  if (key === " ") return { kind: "toggle" };
  if (key === "Enter") return { kind: "open" };
  if (key === "Escape") return { kind: "clear" };
  if (key === "ContextMenu" || (key === "F10" && shiftKey)) return { kind: "menu" };
  if (key.toLowerCase() === "a" && (ctrlKey || metaKey)) return { kind: "selectAll" };
  return null;
}

/** On a header: Enter and Space sort, Alt and arrows move the column, Ctrl and arrows size it. */
function headerCommand({ key, shiftKey, ctrlKey, metaKey, altKey }: TableKey): TableCommand | null {
  if (key === "Enter" || key === " ") return { kind: "sort", isAdding: shiftKey };
  if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
  const direction = key === "ArrowRight" ? 1 : -1;
  if (altKey) return { kind: "shiftColumn", direction };
  if (ctrlKey || metaKey) return { kind: "resizeColumn", direction };
  return null;
}
