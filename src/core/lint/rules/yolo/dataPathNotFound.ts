import type { Report } from "../../finding.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import { isOutsidePath, projectPath } from "../../dvc/projectPaths.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import { pairAt } from "../../source/nodes.ts";
import type { LintFile } from "../../project/lintFile.ts";
import { isNull, readYoloDataset, type YoloDataset } from "../../yolo/dataset.ts";

/**
 * Reports a folder of images that is not there although the data set is: folders beside it exist.
 *
 * ## Why it matters
 * Ultralytics stops with "images not found, missing path" after it has tried the path against
 * `path`, the folder of the file and the folder of data sets in its settings. A folder named
 * `valid` where the file says `val` is the usual reason.
 *
 * ## Example
 * ```yaml data.yaml
 * train: dataset/images/train
 * val: dataset/images/val
 * nc: 1
 * names: [pothole]
 * ```
 * ```text dataset/images/train/1.txt
 * ```
 * ```text dataset/images/valid/1.txt
 * ```
 *
 * ## Use instead
 * ```yaml data.yaml
 * train: dataset/images/train
 * val: dataset/images/valid
 * nc: 1
 * names: [pothole]
 * ```
 * ```text dataset/images/train/1.txt
 * ```
 * ```text dataset/images/valid/1.txt
 * ```
 *
 * ## Limits
 * Silent where the data is not in the project at all, for absolute paths, and where `download` says
 * how to get it.
 */
export const dataPathNotFound: Rule = {
  id: "YOL004",
  name: "data-path-not-found",
  summary: "folder of images that is not there",
  severity: "warning",
  confidence: "medium",
  fix: "suggestion",
  since: "0.1.0",
  files: ["yolo"],
  *check(file, project): Iterable<Report> {
    const dataset = readYoloDataset(file);
    if (dataset === undefined) return;
    const download = pairAt(dataset.root, "download");
    if (download !== undefined && !isNull(download.value)) return;
    const bases = basesOf(dataset, file);
    for (const { name, paths } of dataset.splits) {
      for (const scalar of paths) {
        const missing = findMissing(bases, scalar.text, project);
        if (missing === undefined) continue;
        const { folder, wanted, near } = missing;
        yield {
          at: scalar,
          message: `\`${name}\` names \`${scalar.text}\`, but \`${folder}\` has no \`${wanted}\`${didYouMean(near)}`,
          fixes: near.flatMap((other) => {
            const at = scalar.text.lastIndexOf(wanted);
            const isPlain = file.text.slice(scalar.start, scalar.end) === scalar.text;
            if (at < 0 || !isPlain) return [];
            const start = scalar.start + at;
            const edits = [{ path: file.path, start, end: start + wanted.length, text: other }];
            return [
              { title: `Change to \`${other}\``, applicability: "suggestion" as const, edits },
            ];
          }),
        };
      }
    }
  },
};

/** Folders that paths may be relative to; none when it is known only to the machine. */
function basesOf({ path }: YoloDataset, file: LintFile): readonly string[] {
  if (path === undefined) return [file.folder];
  if (isOutsidePath(path.text) || path.text.includes("\\")) return [];
  const bases = [projectPath("", path.text), projectPath(file.folder, path.text)];
  return [...new Set(bases.filter((base) => base !== undefined))];
}

interface Missing {
  readonly folder: string;
  readonly wanted: string;
  readonly near: readonly string[];
}

/** Undefined when it exists by one way, or when nothing of the data set is there to compare with. */
function findMissing(
  bases: readonly string[],
  text: string,
  project: LintProject,
): Missing | undefined {
  if (isOutsidePath(text) || /[\\*${]/.test(text)) return undefined;
  let found: Missing | undefined;
  for (const base of bases) {
    for (const written of text.startsWith("../") ? [text, text.slice(3)] : [text]) {
      const full = projectPath(base, written);
      if (full === undefined) return undefined;
      if (full === "" || project.kindOf(full) !== "missing") return undefined;
      found ??= missingIn(full, base, project);
    }
  }
  return found;
}

function missingIn(full: string, base: string, project: LintProject): Missing | undefined {
  const slash = full.lastIndexOf("/");
  const folder = full.slice(0, Math.max(0, slash));
  const wanted = full.slice(slash + 1);
  if (folder === base || folder === "" || project.kindOf(folder) !== "directory") return undefined;
  if (project.isTracked(folder) === false) return undefined;
  const names = project.list(folder);
  if (names.length === 0) return undefined;
  const near = findSimilar(
    wanted,
    names.map((name) => name.replace(/\/$/, "")),
  );
  return { folder, wanted, near };
}
