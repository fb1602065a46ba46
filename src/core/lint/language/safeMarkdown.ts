/** Texts of files in Markdown: nothing of them is read as a link, markup or HTML. */

const maxCode = 200;

/** A text as code on one line, cut when it is long. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const short = line.length > maxCode ? `${line.slice(0, maxCode)}…` : line;
  const runs = short.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const space = short.startsWith("`") || short.endsWith("`") || short === "" ? " " : "";
  return `${fence}${space}${short}${space}${fence}`;
}

/** A text as prose. */
export function plain(text: string): string {
  const line = text.replace(/\s+/g, " ").trim().slice(0, 1000);
  return line.replace(/[\\`*_{}[\]()#+\-.!|<>&~$:@/]/g, "\\$&");
}

/** Names as code, the first ones, and how many more there are. */
export function codes(names: readonly string[], limit = 6): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, limit).map(code).join(", ");
  return unique.length > limit ? `${shown} and ${unique.length - limit} more` : shown;
}

/** Lines of a list, the first ones, and how many more there are. */
export function bullets(lines: readonly string[], limit = 12): string {
  const shown = lines.slice(0, limit).map((line) => `- ${line}`);
  if (lines.length > limit) shown.push(`- and ${lines.length - limit} more`);
  return shown.join("\n");
}
