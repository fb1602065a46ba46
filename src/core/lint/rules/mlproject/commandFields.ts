import type { LintFile } from "../../project/lintFile.ts";
import { parseTemplate, type TemplatePart } from "./commandTemplate.ts";
import type { EntryPoint } from "./mlProject.ts";

/**
 * The fields of an entry point's command with their places. They are read from the file's own text:
 * braces are the same there, quoted or folded.
 */
export function fieldsOf(file: LintFile, { command }: EntryPoint): readonly TemplatePart[] {
  if (command === undefined) return [];
  return parseTemplate(file.text.slice(command.start, command.end), command.start);
}

/** Whether a field is one of the shell's: `${HOME}`. */
export function isShellVariable({ text }: LintFile, { start }: TemplatePart): boolean {
  return text[start - 1] === "$";
}
