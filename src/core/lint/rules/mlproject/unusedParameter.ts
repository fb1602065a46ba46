import { pairsOf } from "../../source/nodes.ts";
import type { Report, Rule } from "../../rule.ts";
import { fieldsOf } from "./commandFields.ts";
import { entryPointsOf, parameterName } from "./mlProject.ts";

/**
 * Reports parameters of an entry point that its command does not use.
 *
 * ## Why it matters
 * Declared parameters reach the program through the command alone. The value of one that the
 * command leaves out is recorded with the run, as if it had counted, and dropped: all runs of a
 * search over it are the same run.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters:
 *       epochs: {type: int, default: 10}
 *       seed: {type: int, default: 42}
 *     command: python train.py --epochs {epochs}
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters:
 *       epochs: {type: int, default: 10}
 *       seed: {type: int, default: 42}
 *     command: python train.py --epochs {epochs} --seed {seed}
 * ```
 *
 * ## Limits
 * A program may ask MLflow for the parameters of its run; the rule cannot know.
 */
export const unusedParameter: Rule = {
  id: "MLF007",
  name: "unused-parameter",
  summary: "parameter that the command does not use",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file): Iterable<Report> {
    for (const entryPoint of entryPointsOf(file.root)) {
      if (entryPoint.command === undefined) continue;
      const fields = fieldsOf(file, entryPoint);
      // Behind a fault nothing is known.
      if (fields.some(({ kind }) => kind === "fault")) continue;
      const used = new Set(fields.map((field) => (field.kind === "field" ? field.name : "")));
      for (const pair of pairsOf(entryPoint.parameters?.value)) {
        const name = parameterName(pair);
        if (used.has(name)) continue;
        const message = `the command of entry point \`${entryPoint.name}\` does not use parameter \`${name}\`: its value is dropped`;
        yield { at: pair.key, message };
      }
    }
  },
};
