import { readDvcFile } from "../../dvc/dvcFile.ts";
import { folderOf, isAtOrBelow } from "../../dvc/projectPaths.ts";
import type { Producer } from "../../dvc/pipelineGraph.ts";
import type { StageInstance, StagePath } from "../../dvc/expandPipeline.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Report, Rule } from "../../rule.ts";
import type { Span } from "../../source/nodes.ts";
import { describeStage, mergeByPlace, relatedTo, stagesIn } from "../../dvc/stageReports.ts";

/**
 * Reports a `dvc.yaml` or `.dvc` file as an output or dependency of a stage, and one that lies in an
 * output.
 *
 * ## Why it matters
 * DVC does not load a stage that has one of its own files as an output or dependency. Outputs are
 * deleted before a stage runs, with all that lies in them: DVC refuses a graph in which that would
 * hit a stage's definition, and does not even see files in the outputs of stages above them.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - data.csv.dvc
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - data.csv
 * ```
 */
export const dvcFileAsPath: Rule = {
  id: "DVC204",
  name: "dvc-file-as-path",
  summary: "file of DVC as an output or dependency, or within an output",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-file"],
  *check(file, project): Iterable<Report> {
    const stages = stagesIn(file.path, project);
    yield* mergeByPlace(stages.flatMap(checkPaths));
    if (file.kinds.has("dvc-file")) yield* checkTracked(file);
    yield* checkFolder(file, project);
  },
};

function checkPaths({ name, outs, deps }: StageInstance): Report[] {
  const told = (kind: string) => (path: StagePath) =>
    path.isResolved && isNameOfDvc(path.text)
      ? [
          {
            at: path.node,
            message: `${describe(path.text)} cannot be ${kind} of stage \`${name}\``,
          },
        ]
      : [];
  return [...outs.flatMap(told("an output")), ...deps.flatMap(told("a dependency"))];
}

function* checkTracked(file: LintFile): Iterable<Report> {
  const { outs, deps } = readDvcFile(file);
  for (const { text, node } of outs) {
    if (isNameOfDvc(text)) yield { at: node, message: `${describe(text)} cannot be tracked` };
  }
  for (const { text, node } of deps) {
    if (isNameOfDvc(text)) yield { at: node, message: `${describe(text)} cannot be imported` };
  }
}

function isNameOfDvc(text: string): boolean {
  return text.endsWith(".dvc") || text.slice(text.lastIndexOf("/") + 1) === "dvc.yaml";
}

function describe(text: string): string {
  const data = text.slice(0, -".dvc".length);
  const hint = text.endsWith(".dvc") && data !== "" ? ` (the data itself is \`${data}\`)` : "";
  return `\`${text}\` is a file of DVC's own${hint} and`;
}

function* checkFolder(file: LintFile, project: LintProject): Generator<Report> {
  const { graph } = project;
  const folder = folderOf(file.path);
  const isHidden = graph.isHidden(file.path);
  const out = graph.producersOf(folder, file.path).find(({ path }) => isAtOrBelow(folder, path));
  const at = firstStage(file, project);
  if (out === undefined || at === undefined) return;
  yield { at, ...tell(file, out, isHidden), related: relate(project, out) };
}

/** Whether the output's own file lies in it. */
function isDeeper({ file, path }: Producer): boolean {
  return path === "" || file.startsWith(`${path}/`);
}

function relate(project: LintProject, out: Producer) {
  return relatedTo(project, out, `\`${out.path || "."}\` is an output here`);
}

function tell(
  { path }: LintFile,
  out: Producer,
  isHidden: boolean,
): Pick<Report, "message" | "severity"> {
  const lead = `\`${path}\` lies in \`${out.path || "."}\`, an output of ${describeStage(out, path)}`;
  if (isHidden) return { message: `${lead}; DVC does not see it`, severity: "warning" };
  const message = `${lead}, and would be deleted with it`;
  // Where the output's file lies beside it, the order in which DVC reads folders decides.
  return isDeeper(out) ? { message } : { message, severity: "warning" };
}

/** DVC tells of stages, so that a file without any is fine. */
function firstStage(file: LintFile, project: LintProject): Span | undefined {
  if (file.kinds.has("dvc-pipeline")) return stagesIn(file.path, project)[0]?.entry.pair.key;
  return file.root;
}
