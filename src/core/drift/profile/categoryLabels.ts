import { maxCategoryLength, type DataProfile } from "./profile.ts";
import { sha256 } from "../../../base/sha256.ts";

/** How a category stands in a profile: as it is, cut, or as a hash that tells nothing. */

const maskPrefix = "sha256:";
const maskDigits = 32;

/** The same hash for the same category, so that masked profiles can be compared and merged. */
export function maskCategory(value: string): string {
  return `${maskPrefix}${sha256(value).slice(0, maskDigits)}`;
}

/** At most `maxCategoryLength` units and a hash of the whole, so that long values stay apart. */
export function cutCategory(value: string): string {
  if (value.length <= maxCategoryLength) return value;
  const end = /[\uD800-\uDBFF]$/u.test(value.slice(0, maxCategoryLength)) ? 1 : 0;
  return `${value.slice(0, maxCategoryLength - end)}… sha256:${sha256(value).slice(0, maskDigits)}`;
}

/** The profile with every category as its hash; the order of equal counts follows the hashes. */
export function maskProfile(profile: DataProfile): DataProfile {
  const columns = profile.columns.map((column) => {
    const { categories } = column;
    // `true` and `false` are no secret, and a hash of them would be no mask.
    if (categories === null || categories.isMasked || column.type === "boolean") return column;
    const top = categories.top
      .map(({ value, count }) => ({ value: maskCategory(value), count }))
      .sort(byFallingCount);
    return { ...column, categories: { ...categories, top, isMasked: true } };
  });
  return { ...profile, columns };
}

/** By falling count, then by value, in the order of UTF-16 units. */
export function byFallingCount(
  a: { readonly value: string; readonly count: number },
  b: { readonly value: string; readonly count: number },
): number {
  if (a.count !== b.count) return b.count - a.count;
  return a.value < b.value ? -1 : Number(a.value > b.value);
}
