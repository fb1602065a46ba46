import type { Comparison, SearchOperator } from "./searchFilter.ts";

/** True when `actual` (undefined: it has no such thing) satisfies the comparison. */
export function matchesComparison(
  actual: string | number | undefined,
  { operator, value }: Comparison,
): boolean {
  if (operator === "IS NULL") return actual === undefined;
  if (operator === "IS NOT NULL") return actual !== undefined;
  if (actual === undefined || value === null) return false;
  if (typeof value === "number") return compareNumbers(Number(actual), operator, value);
  if (typeof value === "string") return compareStrings(String(actual), operator, value);
  return value.includes(String(actual)) === (operator === "IN");
}

/** NaN is unequal to everything and neither less nor greater. */
function compareNumbers(left: number, operator: SearchOperator, right: number): boolean {
  switch (operator) {
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case "=":
      return left === right;
    case "!=":
      return left !== right;
    default:
      return false;
  }
}

function compareStrings(left: string, operator: SearchOperator, right: string): boolean {
  switch (operator) {
    case "=":
      return left === right;
    case "!=":
      return left !== right;
    case "LIKE":
      return isLike(left, right);
    case "ILIKE":
      return isLike(left.toLowerCase(), right.toLowerCase());
    default:
      return false;
  }
}

/**
 * SQL's LIKE: `%` stands for any text, `_` for one character. Goes back only to the last `%`, so
 * its time is at most the product of the lengths whatever the pattern.
 */
export function isLike(text: string, pattern: string): boolean {
  let textAt = 0;
  let patternAt = 0;
  let wildcardAt = -1;
  let resumeAt = 0;
  while (textAt < text.length) {
    if (pattern[patternAt] === "%") {
      wildcardAt = patternAt;
      resumeAt = textAt;
      patternAt += 1;
    } else if (pattern[patternAt] === "_" || pattern[patternAt] === text[textAt]) {
      textAt += 1;
      patternAt += 1;
    } else if (wildcardAt >= 0) {
      resumeAt += 1;
      textAt = resumeAt;
      patternAt = wildcardAt + 1;
    } else return false;
  }
  while (pattern[patternAt] === "%") patternAt += 1;
  return patternAt === pattern.length;
}
