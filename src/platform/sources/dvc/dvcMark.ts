import * as z from "zod";

const schema = z.object({
  version: z.literal(1),
  /** What each run was made of, by its id; "" for a commit that is no run. */
  runs: z.array(z.tuple([z.string(), z.string()])),
  /** See ColumnNames. */
  names: z.array(z.tuple([z.string(), z.array(z.string())])),
});

export interface DvcMark {
  readonly runs: readonly (readonly [string, string])[];
  readonly names: readonly (readonly [string, readonly string[]])[];
}

/** Null for what an earlier version, or somebody else, wrote. */
export function parseMark(text: string | null): DvcMark | null {
  if (text === null) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function formatMark(mark: DvcMark): string {
  return JSON.stringify({ version: 1, ...mark });
}
