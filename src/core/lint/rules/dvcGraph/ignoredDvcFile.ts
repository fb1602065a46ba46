import { dvcRootOf } from "../../dvc/dvcRoot.ts";
import { ignoredBy, type IgnoredPath } from "../../dvc/ignoreFiles.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { pairsOf, type Span } from "../../source/nodes.ts";

/**
 * Reports `dvc.yaml`, `dvc.lock` and `.dvc` files that git or DVC ignores.
 *
 * ## Why it matters
 * DVC passes over ignored files when it looks for stages and data: they are missing from
 * `dvc repro`, `dvc push` and `dvc status` without a word. Asked for one of them by name, and for a
 * `dvc.lock` always, it gives up (`bad DVC file name … is git-ignored`), even where git tracks the
 * file.
 *
 * ## Example
 * ```text .gitignore
 * *.lock
 * ```
 * ```text tracked
 * .gitignore
 * dvc.yaml
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 * ```
 *
 * ## Use instead
 * ```text .gitignore
 * *.lock
 * !dvc.lock
 * ```
 * ```text tracked
 * .gitignore
 * dvc.yaml
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 * ```
 */
export const ignoredDvcFile: Rule = {
  id: "DVC207",
  name: "ignored-dvc-file",
  summary: "file of DVC that git or DVC ignores",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-file"],
  *check(file, project): Iterable<Report> {
    const root = dvcRootOf(project, file.path);
    const own = ignoringLine(file.path, project, root);
    if (own !== undefined) {
      const isFirst = file.path === (root === "" ? "dvc.yaml" : `${root}/dvc.yaml`);
      yield tell(file, file.path, own, isFirst ? "cannot use it" : "passes over it");
      return;
    }
    if (!file.kinds.has("dvc-pipeline") || pairsOf(file.root).length === 0) return;
    const lock = file.path.replace(/\.yaml$/, ".lock");
    const line = ignoringLine(lock, project, root);
    if (line?.name === ".gitignore") yield tell(file, lock, line, "cannot use it");
  },
};

type Line = IgnoredPath & { readonly name: ".gitignore" | ".dvcignore" };

function ignoringLine(path: string, project: LintProject, root: string): Line | undefined {
  const byDvc = ignoredBy(project, path, { name: ".dvcignore", root });
  if (byDvc !== undefined) return { ...byDvc, name: ".dvcignore" };
  if (project.isTracked("") === undefined) return undefined;
  const byGit = ignoredBy(project, path, { name: ".gitignore", root: "" });
  return byGit === undefined ? undefined : { ...byGit, name: ".gitignore" };
}

function tell(
  file: LintFile,
  path: string,
  line: Line,
  effect: "cannot use it" | "passes over it",
): Report {
  return {
    at: firstKey(file),
    message: `\`${path}\` is ignored by \`${line.pattern}\` in \`${line.path}\` line ${line.line}; DVC ${effect}`,
    related: [{ ...line, message: "ignored by this line" }],
    severity: effect === "cannot use it" ? "error" : "warning",
  };
}

function firstKey({ root }: LintFile): Span {
  return pairsOf(root)[0]?.key ?? { start: 0, end: 0 };
}
