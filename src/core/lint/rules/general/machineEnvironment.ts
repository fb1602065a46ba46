import { pairAt } from "../../source/nodes.ts";
import type { TextEdit } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import { condaPackages } from "./requirementLists.ts";

/**
 * Reports what `conda env export` writes of one machine: the `prefix`, and builds of packages.
 *
 * ## Why it matters
 * A build, as `=h2b47c7e_0`, is made for one system: on another one conda finds none of them and
 * refuses the environment. The `prefix` is a folder of who exported it.
 *
 * ## Example
 * ```yaml environment.yml
 * name: churn
 * dependencies:
 *   - python=3.12.4=h5148396_1
 * prefix: /home/ann/miniconda3/envs/churn
 * ```
 *
 * ## Use instead
 * ```yaml environment.yml
 * name: churn
 * dependencies:
 *   - python=3.12.4
 * ```
 *
 * ## Fix
 * Removes the `prefix`, which is safe: conda does not read it. Taking the builds away is not: other
 * builds of the same versions may be installed.
 */
export const machineEnvironment: Rule = {
  id: "ENV003",
  name: "machine-environment",
  summary: "environment that holds on one machine alone",
  severity: "warning",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["conda"],
  *check(file): Iterable<Report> {
    if (pairAt(file.root, "dependencies") === undefined) return;
    yield* checkBuilds(file);
    const prefix = pairAt(file.root, "prefix");
    if (prefix === undefined) return;
    const end = file.text.indexOf("\n", prefix.value.end);
    const { path } = file;
    const { start } = prefix.key;
    const edit: TextEdit = { path, start, end: end < 0 ? file.text.length : end + 1, text: "" };
    const isLine = file.text[start - 1] === "\n" && prefix.value.kind === "scalar";
    yield {
      at: prefix.key,
      message: "`prefix` is a folder of the machine that exported the environment",
      ...(isLine && {
        fixes: [{ title: "Remove `prefix`", applicability: "safe" as const, edits: [edit] }],
      }),
    };
  },
};

/** Told once, at the first one: an export has a hundred. */
function* checkBuilds(file: LintFile): Iterable<Report> {
  const built = condaPackages(file).filter(({ build }) => /^[a-z]\w*_\d+$/.test(build));
  const [first] = built;
  if (first === undefined) return;
  const edits = built.map(({ end, build }): TextEdit => {
    const quote = /["']/.test(file.text[end - 1] ?? "") ? 1 : 0;
    const start = end - quote - build.length - 1;
    return { path: file.path, start, end: end - quote, text: "" };
  });
  const others = built.length === 1 ? "" : `, and ${built.length - 1} more`;
  const message = `\`${first.name}\`${others}: a build (\`${first.build}\`) is of one system; leave it out to install elsewhere`;
  const fix = { title: "Remove all builds", applicability: "unsafe" as const, edits };
  yield { at: first, message, fixes: [fix] };
}
