import type { SourceFault } from "./parsedSource.ts";

export interface WithoutMarkers {
  /** The text with blanks where the markers' lines were, so that all places stay. */
  readonly text: string;
  readonly faults: readonly SourceFault[];
}

/** The lines of a merge that was not finished; both sides stay. Undefined where there are none. */
export function blankConflictMarkers(text: string): WithoutMarkers | undefined {
  if (!text.includes("<<<<<<< ") && !text.includes(">>>>>>> ")) return undefined;
  const faults: SourceFault[] = [];
  const blanked = text.replace(marker, (line: string, offset: number) => {
    const message = "a conflict of a merge is not resolved here";
    faults.push({ code: "MERGE_CONFLICT", message, start: offset, end: offset + line.length });
    return " ".repeat(line.length);
  });
  const isConflict = /^(?:<{7}|>{7}) /m.test(text);
  return isConflict ? { text: blanked, faults } : undefined;
}

const marker = /^(?:(?:<{7}|>{7}|\|{7}) [^\r\n]*|={7}(?=\r?$))/gm;
