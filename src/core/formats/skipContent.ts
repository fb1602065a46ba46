import type { StreamReader } from "./runFormat.ts";

/**
 * Reader of a file whose content is not wanted, as an image or a checkpoint, or one that is claimed
 * only because it says again what another file of the run says, so that nobody else counts it twice.
 * `onFound` is called once, when there is such a file.
 */
export function skipContent(onFound?: () => void): StreamReader {
  let isFound = false;
  const read = (): number => {
    if (!isFound) onFound?.();
    isFound = true;
    return Number.MAX_SAFE_INTEGER;
  };
  return { kind: "stream", read };
}
