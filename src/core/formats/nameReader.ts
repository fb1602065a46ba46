import type { StreamReader } from "./runFormat.ts";

/**
 * Reader of a file whose name says all that is wanted of it, as an image or a checkpoint: it skips
 * the content.
 */
export function skipContent(): StreamReader {
  return { kind: "stream", read: () => Number.MAX_SAFE_INTEGER };
}
