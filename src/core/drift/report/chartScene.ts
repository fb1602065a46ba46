/**
 * Charts as lists of marks: the panel draws them as elements, an exported report as text. Colours
 * come from the classes, sizes are in px.
 */

export interface Mark {
  readonly tag: "path" | "rect" | "line" | "text" | "circle";
  readonly class: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Content of a text mark. */
  readonly text?: string;
  /** What the pointer is told over it. */
  readonly title?: string;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** All that the chart says, in a sentence, for those who do not see it. */
  readonly label: string;
  readonly marks: readonly Mark[];
}

/** The numbers of a chart as a table. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Px of a character of 11 px text, on the safe side. */
export const characterWidth = 6.4;

export function textMark(
  text: string,
  [x, y]: readonly [x: number, y: number],
  anchor: "start" | "middle" | "end" = "start",
  kind = "dr-label",
): Mark {
  const attributes = { x: rounded(x), y: rounded(y), "text-anchor": anchor };
  return { tag: "text", class: kind, attributes, text };
}

export function lineMark(
  kind: string,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
): Mark {
  const attributes = {
    x1: rounded(from[0]),
    y1: rounded(from[1]),
    x2: rounded(to[0]),
    y2: rounded(to[1]),
  };
  return { tag: "line", class: kind, attributes };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function rectMark(kind: string, box: Box, title?: string): Mark {
  const attributes = {
    x: rounded(box.x),
    y: rounded(box.y),
    width: rounded(Math.max(0, box.width)),
    height: rounded(Math.max(0, box.height)),
  };
  return { tag: "rect", class: kind, attributes, ...(title === undefined ? {} : { title }) };
}

export function pathMark(kind: string, d: string): Mark {
  return { tag: "path", class: kind, attributes: { d } };
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/**
 * The scene as an SVG element for an HTML page, which says what the classes look like. Areas that only
 * tell the pointer something are left out: the page has the numbers as a table.
 */
export function renderSvg({ width, height, label, marks }: Scene): string {
  const body = marks
    .filter(({ class: kind }) => kind !== "dr-hover")
    .map(renderMark)
    .join("");
  return (
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    `aria-label="${escapeMarkup(label)}">${body}</svg>`
  );
}

function renderMark({ tag, class: kind, attributes, text, title }: Mark): string {
  const list = Object.entries(attributes).map(
    ([name, value]) => ` ${name}="${escapeMarkup(String(value))}"`,
  );
  const inner =
    (title === undefined ? "" : `<title>${escapeMarkup(title)}</title>`) +
    (text === undefined ? "" : escapeMarkup(text));
  return `<${tag} class="${kind}"${list.join("")}>${inner}</${tag}>`;
}

/** Text for HTML and SVG; what neither can hold is left out. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
}
