/**
 * Regular expressions of rules are run by an engine without back-tracking (RE2), over every row, in
 * time proportional to the text. What that cannot do is refused before it is tried.
 */

const maxPatternLength = 1000;

const refused: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, "looks ahead or behind, which is not supported here"],
  [/\\[1-9]|\\k<|\(\?P=/, "refers back to a group, which is not supported here"],
  [/\(\?>|[*+?}]\+/, "has a possessive part, which is not supported here"],
];

/** What is wrong with a pattern, as the end of a sentence; null when it can be run. */
export function patternFault(pattern: string): string | null {
  if (pattern.length > maxPatternLength) {
    return `is longer than ${maxPatternLength} characters`;
  }
  // What is escaped, and what stands in a set, means itself.
  const bare = pattern.replace(/\\[^1-9k]/g, "").replace(/\[\^?\]?[^\]]*\]/g, "");
  return refused.find(([form]) => form.test(bare))?.[1] ?? null;
}
