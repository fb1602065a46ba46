import { numberOf } from "./text/tolerantJson.ts";

const maxNesting = 16;

/**
 * Visits the numbers of an object and of the objects in it, named by the keys on the way joined
 * with `separator`. Lists, texts and whatever is nested deeper than 16 levels are left out; `NaN`
 * and the infinities count as numbers, true and false do not.
 */
export function forEachNumber(
  value: unknown,
  separator: string,
  visit: (name: string, value: number) => void,
): void {
  walk(value, "", 0);

  function walk(item: unknown, name: string, depth: number): void {
    if (typeof item === "object" && item !== null && !Array.isArray(item)) {
      if (depth >= maxNesting) return;
      for (const [key, child] of Object.entries(item)) {
        walk(child, name === "" ? key : name + separator + key, depth + 1);
      }
      return;
    }
    if (typeof item === "boolean" || depth === 0) return;
    const number = numberOf(item);
    if (number !== undefined) visit(name, number);
  }
}
