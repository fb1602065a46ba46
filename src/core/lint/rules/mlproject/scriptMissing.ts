import type { Report, Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { pathBelow } from "./environmentFileMissing.ts";
import { entryPointsOf } from "./mlProject.ts";

/**
 * Reports commands of entry points that run a script that does not exist.
 *
 * ## Why it matters
 * The environment is built first, for minutes, and then there is no file to run.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     command: python trian.py
 * ```
 * ```python train.py
 * print("training")
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 * ```python train.py
 * print("training")
 * ```
 *
 * ## Limits
 * Commands that change the folder, scripts with placeholders in their names and projects that run
 * in Docker, whose image may hold the script, are let be.
 */
export const scriptMissing: Rule = {
  id: "MLF011",
  name: "mlproject-script-missing",
  summary: "script that does not exist",
  severity: "warning",
  confidence: "medium",
  fix: "none",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file, project): Iterable<Report> {
    for (const { name, command } of entryPointsOf(file.root)) {
      if (command === undefined) continue;
      const source = file.text.slice(command.start, command.end);
      if (/(?:^|[\s;&|'"])(?:cd|pushd|docker|git|wget|curl|cp|mv)\s/.test(source)) continue;
      for (const match of source.matchAll(scripts)) {
        const script = match[1] ?? "";
        const path = pathBelow(file.folder, script);
        if (path === undefined || project.kindOf(path) !== "missing") continue;
        const start = command.start + match.index + match[0].length - script.length;
        const slash = script.lastIndexOf("/") + 1;
        const folder = pathBelow(file.folder, script.slice(0, slash)) ?? "";
        const similar = findSimilar(script.slice(slash), project.list(folder));
        const meant = didYouMean(similar.map((it) => script.slice(0, slash) + it));
        const message = `entry point \`${name}\` runs \`${script}\`, which does not exist${meant}`;
        yield { at: { start, end: start + script.length }, message };
      }
    }
  },
};

/** A script behind its interpreter and the interpreter's switches. */
const scripts =
  /(?<![\w./-])(?:python[\d.]*|bash|sh|Rscript)\s+(?:-[uOBE]{1,4}\s+){0,3}([\w./-]+\.(?:py|sh|R))(?![\w./-])/g;
