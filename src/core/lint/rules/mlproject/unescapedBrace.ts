import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import { fieldsOf, isShellVariable } from "./commandFields.ts";
import type { TemplateField, TemplatePart } from "./commandTemplate.ts";
import { entryPointsOf, parameterNames } from "./mlProject.ts";
import { isName } from "./undeclaredPlaceholder.ts";

/**
 * Reports braces of the shell, of JSON or of other languages in a command, and formats that texts
 * do not have.
 *
 * ## Why it matters
 * MLflow renders the command with Python's `str.format`: every `{` begins a placeholder. `${HOME}`
 * asks for a parameter `HOME`, `{}` for one by position, and `mlflow run` ends with an exception.
 * Values are texts there: `{lr:.3f}` fails.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     command: python train.py --out ${OUTPUT_DIR}
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     command: python train.py --out ${{OUTPUT_DIR}}
 * ```
 *
 * ## Fix
 * Doubles the braces.
 */
export const unescapedBrace: Rule = {
  id: "MLF008",
  name: "unescaped-brace",
  summary: "brace that is no placeholder",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file): Iterable<Report> {
    for (const entryPoint of entryPointsOf(file.root)) {
      const declared = parameterNames(entryPoint);
      if (declared === undefined) continue;
      for (const part of fieldsOf(file, entryPoint)) {
        const message = describe(file, part, declared);
        if (message !== undefined) yield { at: part, message, fixes: fixesFor(file, part) };
      }
    }
  },
};

function describe(
  file: LintFile,
  part: TemplatePart,
  declared: readonly string[],
): string | undefined {
  const source = file.text.slice(part.start, part.end).split("\n", 1)[0] ?? "";
  if (part.kind === "fault") {
    return `the command has ${part.message}; braces of its own are written \`{{\` and \`}}\``;
  }
  if (declared.includes(part.name)) return describeFormat(part);
  const isShell = isShellVariable(file, part);
  if (isName(part.name) && !isShell) return undefined;
  return isShell
    ? `MLflow takes \`$${source}\` for a placeholder and has no parameter \`${part.name}\`; for the shell's write \`$\{${source}}\``
    : `MLflow takes \`${source}\` for a placeholder; braces of the command's own are written \`{{\` and \`}}\``;
}

/** Values are texts: signs, separators and formats of numbers are refused. */
function describeFormat({ format, name }: TemplateField): string | undefined {
  const isOfTexts = /^(?:.?[<>^])?\d*(?:\.\d+)?s?$/su.test(format);
  if (isOfTexts || format.includes("{")) return undefined;
  return `parameter \`${name}\` is a string in the command: the format \`${format}\` is for numbers`;
}

function fixesFor({ path, text }: LintFile, part: TemplatePart): readonly Fix[] {
  if (part.kind === "fault") {
    const sign = text[part.start];
    if (part.end !== part.start + 1 || sign === undefined) return [];
    const edits = [{ path, start: part.end, end: part.end, text: sign }];
    return [{ title: `Write \`${sign}${sign}\``, applicability: "safe", edits }];
  }
  const source = text.slice(part.start, part.end);
  if (/[{}]/.test(source.slice(1, -1))) return [];
  const isKnownFormat = part.format !== "" && isName(part.name) && text[part.start - 1] !== "$";
  const edits = [{ path, start: part.start, end: part.end, text: `{${source}}` }];
  if (!isKnownFormat) return [{ title: "Double the braces", applicability: "safe", edits }];
  const plain = [{ path, start: part.start, end: part.end, text: `{${part.name}}` }];
  return [{ title: "Leave out the format", applicability: "safe", edits: plain }];
}
