import * as z from "zod";
import type { OmittedFile } from "../runs/run.ts";

const omittedLine = "Sextant-Omitted: ";
const omittedSchema = z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() });

/**
 * The message of a snapshot commit. What the snapshot leaves out is named in it, one line of JSON a
 * file, so that the commit alone says what a restored tree lacks.
 */
export function snapshotMessage(subject: string, omitted: readonly OmittedFile[]): string {
  const lines = omitted.map((file) => omittedLine + JSON.stringify(file));
  return lines.length === 0 ? `${subject}\n` : `${subject}\n\n${lines.join("\n")}\n`;
}

/** The files a snapshot left out, read back from its message; lines that cannot be read are skipped. */
export function parseOmitted(message: string): OmittedFile[] {
  return message
    .split("\n")
    .filter((line) => line.startsWith(omittedLine))
    .flatMap((line) => parseOmittedLine(line.slice(omittedLine.length)));
}

function parseOmittedLine(json: string): OmittedFile[] {
  try {
    const parsed = omittedSchema.safeParse(JSON.parse(json));
    return parsed.success ? [parsed.data] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
