import * as z from "zod";

/** What every thread may send, beside news of its own. */
export const threadMessages = [
  z.object({ kind: z.literal("reply"), id: z.number(), value: z.unknown() }),
  z.object({
    kind: z.literal("failure"),
    id: z.number(),
    error: z.object({ code: z.string(), message: z.string() }),
  }),
  z.object({
    kind: z.literal("log"),
    level: z.enum(["error", "warn", "info", "debug"]),
    message: z.string(),
  }),
] as const;

export type ThreadMessage = z.infer<(typeof threadMessages)[number]>;
