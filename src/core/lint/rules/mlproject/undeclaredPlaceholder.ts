import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { target } from "../../source/nodes.ts";
import { fieldsOf, isShellVariable } from "./commandFields.ts";
import type { TemplateField } from "./commandTemplate.ts";
import { entryPointsOf, parameterNames, type EntryPoint } from "./mlProject.ts";

/**
 * Reports placeholders of a command for which the entry point declares no parameter.
 *
 * ## Why it matters
 * MLflow fills in the declared parameters alone: `mlflow run` ends with a `KeyError`, also when the
 * value is given with `-P`.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters:
 *       alpha: float
 *     command: python train.py {alpha} {l1_ratio}
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters:
 *       alpha: float
 *       l1_ratio: float
 *     command: python train.py {alpha} {l1_ratio}
 * ```
 *
 * ## Fix
 * Suggests to declare the parameter, or the declared one that was probably meant.
 */
export const undeclaredPlaceholder: Rule = {
  id: "MLF006",
  name: "undeclared-placeholder",
  summary: "placeholder without a declared parameter",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file): Iterable<Report> {
    for (const entryPoint of entryPointsOf(file.root)) {
      const declared = parameterNames(entryPoint);
      if (declared === undefined) continue;
      for (const field of fieldsOf(file, entryPoint)) {
        if (field.kind === "fault" || !isName(field.name)) continue;
        if (declared.includes(field.name) || isShellVariable(file, field)) continue;
        yield report(file, entryPoint, { field, declared });
      }
    }
  },
};

/** Other fields are braces of the shell or of JSON, which MLF008 tells. */
export function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(text);
}

interface Found {
  readonly field: TemplateField;
  readonly declared: readonly string[];
}

function report(file: LintFile, entryPoint: EntryPoint, { field, declared }: Found): Report {
  const { name, start } = field;
  const similar = findSimilar(name, declared);
  const fixes = similar.map((other): Fix => {
    const edits = [
      { path: file.path, start: start + 1, end: start + 1 + name.length, text: other },
    ];
    return { title: `Use \`${other}\``, applicability: "suggestion", edits };
  });
  const message = `entry point \`${entryPoint.name}\` declares no parameter \`${name}\`${didYouMean(similar)}`;
  return { at: field, message, fixes: [...fixes, ...declare(file, entryPoint, name)] };
}

/** Above the first parameter, in its layout; none where there is no such line. */
function declare(file: LintFile, { parameters }: EntryPoint, name: string): readonly Fix[] {
  const map = target(parameters?.value);
  if (map?.kind !== "map" || map.isFlow) return [];
  const first = map.pairs[0]?.key.start;
  if (first === undefined || parameters?.value.kind === "alias") return [];
  const indent = file.text.slice(file.text.lastIndexOf("\n", first) + 1, first);
  if (indent.trim() !== "") return [];
  const edits = [{ path: file.path, start: first, end: first, text: `${name}: string\n${indent}` }];
  return [{ title: `Declare the parameter \`${name}\``, applicability: "suggestion", edits }];
}
