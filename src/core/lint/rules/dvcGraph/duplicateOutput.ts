import type { Producer } from "../../dvc/pipelineGraph.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import { describeStage, mergeByPlace, relatedTo } from "../../dvc/stageReports.ts";
import { visibleOuts } from "./visibleOuts.ts";

/**
 * Reports an output that something else makes too: another stage, another item of the same loop, a
 * second section of the same stage, or a `.dvc` file. All `dvc.yaml` and `.dvc` files of the DVC
 * project count, after their templates are filled in, and `./a` and `a` are one path.
 *
 * ## Why it matters
 * DVC keeps one owner for each path. With two of them every command that looks at the graph
 * (`dvc repro`, `dvc dag`, `dvc push`) ends with `output … is already specified`, in all of the
 * project.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   small:
 *     cmd: python train.py --small
 *     outs:
 *       - model.pkl
 *   large:
 *     cmd: python train.py --large
 *     outs:
 *       - model.pkl
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   small:
 *     cmd: python train.py --small
 *     outs:
 *       - small.pkl
 *   large:
 *     cmd: python train.py --large
 *     outs:
 *       - large.pkl
 * ```
 *
 * ## Limits
 * Outputs whose templates cannot be filled in are not compared. Files that DVC does not read,
 * because git or DVC ignores them, make nothing.
 */
export const duplicateOutput: Rule = {
  id: "DVC201",
  name: "duplicate-output",
  summary: "output that something else makes too",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-file"],
  check(file, project): Iterable<Report> {
    return mergeByPlace(findDuplicates(file, project));
  },
};

function* findDuplicates(file: LintFile, project: LintProject): Generator<Report> {
  const seen = new Set<Producer>();
  for (const out of visibleOuts(file.path, project)) {
    seen.add(out);
    const others = project.graph
      .producersOf(out.path, file.path)
      .filter((other) => other !== out && other.path === out.path && !isLater(other, file, seen))
      .filter((other) => !project.graph.isHidden(other.file));
    const [other] = others;
    const at = project.graph.placeOf(out);
    if (other === undefined || at === undefined) continue;
    const message = describe(out, other);
    yield { at, message, related: others.slice(0, 5).flatMap((it) => relate(project, it)) };
  }
}

/** Of two in one file the later one is told of. */
function isLater(other: Producer, { path }: LintFile, seen: ReadonlySet<Producer>): boolean {
  return other.file === path && !seen.has(other);
}

function relate(project: LintProject, other: Producer) {
  return relatedTo(project, other, `made here by ${describeStage(other, "")}`);
}

function describe(out: Producer, other: Producer): string {
  const lead = `output \`${out.path}\``;
  if (other.file !== out.file || other.entry !== out.entry) {
    return `${lead} is made by ${describeStage(other, out.file)} too; each path may have one owner`;
  }
  if (other.stage === out.stage) {
    return `${lead} stands twice in stage \`${out.stage ?? out.file}\`; each path may be listed once`;
  }
  return `${lead} is the same for \`${other.stage ?? ""}\` and \`${out.stage ?? ""}\`; put what the loop is over into the path`;
}
