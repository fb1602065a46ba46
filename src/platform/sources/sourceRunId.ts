import { createHash } from "node:crypto";

/**
 * The id of a run that Sextant did not write: the same whenever it is read, by whichever process.
 * `sourceKey` is the source's, `runKey` tells its runs apart.
 */
export function sourceRunId(format: string, sourceKey: string, runKey: string): string {
  const hash = createHash("sha256").update(`${sourceKey}\0${runKey}`).digest("hex");
  return `${format.toLowerCase()}-${hash.slice(0, 12)}`;
}
