import * as z from "zod";

/** What is kept of a database from one opening of the project to the next. */
export interface SqliteMark {
  /** Of the file, when it was read (`sqliteState`). */
  readonly state: string;
  /** `RunLedger.encode`. */
  readonly runs: string;
  readonly metricRow: number;
  readonly anchor: string;
  readonly paramRow: number;
  /** Runs that were shown as running, with the time of their last write. */
  readonly active: readonly (readonly [string, number])[];
}

const markSchema = z.object({
  version: z.literal(1),
  state: z.string(),
  runs: z.string(),
  metricRow: z.number(),
  anchor: z.string(),
  paramRow: z.number(),
  active: z.array(z.tuple([z.string(), z.number()])),
});

export function writeMark(mark: SqliteMark): string {
  return JSON.stringify({ version: 1, ...mark });
}

/** Undefined for a mark of another version, and for none. */
export function readMark(text: string | null): SqliteMark | undefined {
  if (text === null || text === "") return undefined;
  try {
    return markSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
