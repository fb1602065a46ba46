import { isLeftOut, pairAt } from "../../source/nodes.ts";
import type { Report, Rule } from "../../rule.ts";
import { entryPointsOf, pythonType } from "./mlProject.ts";

/**
 * Reports entry points without a command, and commands that are no text.
 *
 * ## Why it matters
 * The project loads, and `mlflow run` ends with "'NoneType' object has no attribute 'format'".
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters:
 *       alpha: float
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters:
 *       alpha: float
 *     command: python train.py {alpha}
 * ```
 */
export const missingCommand: Rule = {
  id: "MLF013",
  name: "missing-command",
  summary: "entry point without a command",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file): Iterable<Report> {
    for (const { name, pair, command } of entryPointsOf(file.root)) {
      if (command !== undefined) continue;
      const given = pairAt(pair.value, "command");
      if (given === undefined || isLeftOut(given.value)) {
        yield { at: given?.key ?? pair.key, message: `entry point \`${name}\` has no \`command\`` };
      } else if (pythonType(given.value) !== "other") {
        const message = `\`command\` of entry point \`${name}\` is not a string`;
        yield { at: given.key, message };
      }
    }
  },
};
