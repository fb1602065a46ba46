import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { keyText, pairsOf, target, valueAt } from "../../source/nodes.ts";
import { entryPointsOf, textOf } from "./mlProject.ts";

/**
 * Reports types of parameters that MLflow does not know.
 *
 * ## Why it matters
 * Only `path` and `uri` change what MLflow does with a value: it downloads the one and checks the
 * other. Any other word, `Path` or `url` too, makes the parameter a plain text, silently.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters:
 *       data: Path
 *     command: python train.py {data}
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters:
 *       data: path
 *     command: python train.py {data}
 * ```
 *
 * ## Limits
 * The names of Python's own types are let be: what they say is true of the program.
 *
 * ## Fix
 * Suggests the type that was probably meant.
 */
export const unknownType: Rule = {
  id: "MLF010",
  name: "unknown-type",
  summary: "parameter type that MLflow does not know",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file): Iterable<Report> {
    for (const { parameters } of entryPointsOf(file.root)) {
      for (const pair of pairsOf(parameters?.value)) {
        const isMap = target(pair.value)?.kind === "map";
        const type = textOf(isMap ? valueAt(pair.value, "type") : pair.value);
        if (type === undefined || known.has(type.text)) continue;
        const similar = findSimilar(type.text, documented);
        const meant = type.text === "url" ? ["uri"] : similar;
        const allowed =
          meant.length > 0 ? didYouMean(meant) : `; it knows ${documented.join(", ")}`;
        const message = `parameter \`${keyText(pair) ?? ""}\` has a type that MLflow takes for a string: \`${type.text}\`${allowed}`;
        const fixes = meant.map((text) => ({
          title: `Use \`${text}\``,
          applicability: "suggestion" as const,
          edits: [{ path: file.path, start: type.start, end: type.end, text }],
        }));
        yield { at: type, message, fixes };
      }
    }
  },
};

const documented = ["string", "float", "int", "path", "uri"];
const known = new Set(
  [...documented, "str", "bool", "boolean", "integer", "number", "double", "list", "dict"].concat([
    "text",
    "long",
    "tuple",
    "json",
  ]),
);
