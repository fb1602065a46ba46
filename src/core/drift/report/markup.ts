import { escapeMarkup } from "./chartScene.ts";

/** Markup that is safe as it stands; everything else is escaped when it is put into it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | null | false | Markup | readonly Markup[];

/** HTML from a template: text in it is text, whatever it looks like. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0] ?? "";
  parts.forEach((part, index) => {
    text += textOf(part) + (strings[index + 1] ?? "");
  });
  return new Markup(text);
}

function textOf(part: Part): string {
  if (part === null || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("");
  return escapeMarkup(String(part));
}

export interface HtmlTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Part[])[];
  /** Columns, from 0, that hold numbers. */
  readonly numeric: readonly number[];
}

/** A table whose first column names its rows; classes `n2` to `n9` say which columns are numbers. */
export function renderTable({ head, rows, numeric }: HtmlTable): Markup {
  const kinds = numeric.map((index) => `n${index + 1}`).join(" ");
  const lines = rows.map((row) => {
    const [name = "", ...rest] = row;
    return html`<tr>
      <th scope="row">${name}</th>
      ${rest.map((cell) => html`<td>${cell}</td>`)}
    </tr>`;
  });
  const titles = head.map((cell) => html`<th scope="col">${cell}</th>`);
  return html`<div class="scroll">
    <table class="${kinds}">
      <thead>
        <tr>
          ${titles}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}
