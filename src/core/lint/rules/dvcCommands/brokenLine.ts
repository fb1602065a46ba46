import { parseShell } from "../../dvc/shellCommand.ts";

/** Why a line of several that DVC runs apart does not do what it is written for. */
export interface LineFault {
  /** Position in the lines. */
  readonly line: number;
  /** Where the finding stands: this piece of the line, or the whole line. */
  readonly piece: string;
  readonly what: string;
  readonly isWarning?: boolean;
}

/** The first line that a shell refuses by itself. */
export function findBrokenLine(lines: readonly string[]): LineFault | undefined {
  const last = lines.findLastIndex((text) => text.trim() !== "");
  for (const [line, text] of lines.entries()) {
    const isLast = line >= last;
    if (/(?<!\\)(?:\\\\)*\\$/.test(text) && !isLast && !/^\s*#/.test(text)) {
      return { line, piece: text.trim(), what: "the `\\` at its end does not continue it" };
    }
    const { fault } = parseShell(text);
    if (fault === undefined || (fault.kind === "heredoc" && isLast)) continue;
    const what = describeFault(fault.kind, fault.detail);
    return { line, piece: text.trim(), what };
  }
  return undefined;
}

function describeFault(
  kind: "quote" | "unclosed" | "unexpected" | "open-operator" | "heredoc",
  detail: string,
): string {
  switch (kind) {
    case "quote":
      return `this one has a \`${detail}\` that is not closed`;
    case "unclosed":
      return `this one lacks its \`${detail}\``;
    case "unexpected":
      return `this one cannot have its \`${detail}\` without what belongs before it`;
    case "open-operator":
      return `nothing follows the \`${detail}\` at the end of this one`;
    case "heredoc":
      return `the text up to \`${detail}\` is run as commands`;
  }
}
