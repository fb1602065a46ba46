import type { Output } from "./io.ts";

/** Writes bytes without holding up the process where it can; false when nobody reads any more. */
export async function writeOutput(output: Output, bytes: Uint8Array): Promise<boolean> {
  if (output.writeAsync) return output.writeAsync(bytes);
  output.write(bytes);
  return true;
}
