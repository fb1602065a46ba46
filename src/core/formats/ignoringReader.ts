import type { StreamReader } from "./runFormat.ts";

/**
 * For files that are claimed because they say again what another file of the run says: nobody else
 * shall count it twice. Tells that it has used the file to any end it will ever have.
 */
export const ignoringReader: StreamReader = { kind: "stream", read: () => Number.MAX_SAFE_INTEGER };
