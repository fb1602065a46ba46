/** Sizes in px that the style sheet and the virtual window have to agree on. */
export const rowHeight = 26;
export const headerHeight = 28;
/** Width that holds any formatted metric. */
export const roomyWidth = 96;

/** Ids of elements that the focus points at. */
export function cellId(row: number, column: number): string {
  return `sx-cell-${row}-${column}`;
}

/** Row number of the header in a focus. */
export const headerRow = -1;
