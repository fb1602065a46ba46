import path from "node:path";

/** The folder of this checkout. */
export const checkoutRoot = path.dirname(import.meta.dirname);

/** What is downloaded or generated and may be deleted at any time. */
export const cacheFolder = process.env["SEXTANT_CACHE"] ?? path.join(checkoutRoot, ".cache");

/** Tells the person at the terminal; diagnostics of a script go to stderr. */
export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
