import type { Problem } from "../../base/errors.ts";

/** Where a problem is, as people count: `logs/events.1, byte 40,213`, `metrics.csv, line 13`. */
export function describePlace(location: Problem["location"]): string {
  if (location === undefined) return "";
  const count = (value: number) => value.toLocaleString("en-US");
  const parts = [location.path];
  // Both are kept counting from 0; editors count lines from 1, and tools bytes from 0.
  if (location.line !== undefined) parts.push(`line ${count(location.line + 1)}`);
  if (location.byteOffset !== undefined) parts.push(`byte ${count(location.byteOffset)}`);
  return parts.filter((part) => part !== "").join(", ");
}
