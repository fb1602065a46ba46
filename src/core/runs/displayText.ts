/** Texts from outside (names, messages of programs) where the editor or a terminal shows them. */

const maxLength = 300;
/** They change how the text around them is laid out. */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * As one line: without control characters, which a terminal would obey, and without marks that
 * turn the direction of writing, which make a text look like another one.
 */
export function oneLine(text: string): string {
  const line = text
    .slice(0, maxLength * 2)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll(directionMarks, "")
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/** For labels, in which VS Code reads `$(name)` as an icon. */
export function labelText(text: string): string {
  return oneLine(text).replaceAll("$(", "\\$(");
}

/**
 * For notifications, in which VS Code reads `[text](command:…)` as a link that runs a command: the
 * name of a run must not be able to offer one.
 */
export function messageText(text: string): string {
  return text
    .replaceAll(/[^\P{Cc}\n]+/gu, " ")
    .replaceAll(directionMarks, "")
    .replaceAll("](", "] (");
}
