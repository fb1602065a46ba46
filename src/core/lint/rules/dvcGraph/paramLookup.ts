import type { StageInstance, StageParam } from "../../dvc/expandPipeline.ts";
import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { asSeq, target, valueAt, type TreeNode } from "../../source/nodes.ts";
import type { Report } from "../../finding.ts";
import { isThere, mergeByPlace, stagesIn } from "../../dvc/stageReports.ts";

/** An entry of `params` that is to be there when the stage runs. */
export interface CheckedParam extends StageParam {
  readonly file: string;
  /** It stands by itself in the list: its file is `params.yaml` in the stage's `wdir`. */
  readonly isBare: boolean;
}

/**
 * The entries of a stage that can be checked: those with a known file that DVC will read. Where one
 * entry is the whole file, DVC forgets the keys of that file. Frozen stages need nothing.
 */
export function checkedParams(stage: StageInstance): readonly CheckedParam[] {
  if (stage.isFrozen) return [];
  const bare = new Set(asSeq(valueAt(stage.entry.body, "params"))?.items);
  const listed = stage.params.filter(({ isListed }) => isListed);
  const whole = new Set(listed.flatMap(({ file, key }) => (key === null ? (file ?? []) : [])));
  return listed.flatMap((param) => {
    const { file, key, node } = param;
    if (file === undefined || key?.includes("${") === true) return [];
    if (key !== null && whole.has(file)) return [];
    return [{ ...param, file, isBare: bare.has(node) }];
  });
}

export interface ParamQuestion {
  readonly param: CheckedParam;
  readonly stage: StageInstance;
  readonly file: LintFile;
  readonly project: LintProject;
}

/** What is told of the entries of all stages of a file; once for the instances of a loop. */
export function reportParams(
  file: LintFile,
  project: LintProject,
  check: (question: ParamQuestion) => readonly Report[],
): Iterable<Report> {
  return mergeByPlace(
    stagesIn(file.path, project).flatMap((stage) =>
      checkedParams(stage).flatMap((param) => check({ param, stage, file, project })),
    ),
  );
}

/** `produced`: a stage or a `.dvc` file makes it, so that its content is not known before. */
export type ParamFileState = "file" | "folder" | "missing" | "produced";

export function stateOfParamFile(project: LintProject, path: string): ParamFileState {
  return project.rememberOf("param-file", path, () => {
    if (project.graph.producersOf(path).length > 0) return "produced";
    const kind = project.kindOf(path);
    if (kind === "directory") return "folder";
    if (kind === "file") return "file";
    return isThere(project, path) ? "produced" : "missing";
  });
}

/** Whether DVC finds a key in a file of parameters; `unknown` where the file cannot be understood. */
export function lookUpKey(
  project: LintProject,
  path: string,
  key: string,
): "found" | "missing" | "unknown" {
  const file = project.file(path);
  if (file === undefined || !isReadable(file)) return "unknown";
  const steps = key.split(".");
  if (/[*?[\]]/.test(key) || steps.includes("")) return "unknown";
  if (file.root !== undefined && hasSteps(file.root, steps)) return "found";
  // A value that is computed is none for DVC; one in a form that is not understood here may be.
  const isMentioned = file.language === "python" && file.text.includes(steps[0] ?? "");
  return isMentioned ? "unknown" : "missing";
}

const readable = new Set(["yaml", "json", "toml", "python"]);

function isReadable({ faults, documentCount, language, encoding, text, root }: LintFile): boolean {
  if (!readable.has(language) || !encoding.startsWith("utf-8")) return false;
  return faults.length === 0 && documentCount <= 1 && (root !== undefined || text.length < 10_000);
}

function hasSteps(root: TreeNode, steps: readonly string[]): boolean {
  let node: TreeNode | undefined = root;
  for (const step of steps) {
    const found = target(node);
    node = found?.kind === "seq" ? found.items.at(listPosition(step)) : valueAt(found, step);
    if (node === undefined) return false;
  }
  return true;
}

/** Behind every list for what is no number. */
function listPosition(step: string): number {
  return /^-?\d+$/.test(step) ? Number(step) : Infinity;
}

/** Another text for a scalar that is written plainly or in quotes; undefined for other forms. */
export function replaceScalar(
  file: LintFile,
  node: TreeNode,
  text: string,
  title: string,
): Fix | undefined {
  if (
    node.kind !== "scalar" ||
    (node.style !== "plain" && node.style !== "double" && node.style !== "single")
  )
    return undefined;
  const source = file.text.slice(node.start, node.end);
  const quote = node.style === "plain" ? "" : (source[0] ?? "");
  if (source !== quote + node.text + quote || node.text.includes("${")) return undefined;
  if (!/^[\w./@=+-][\w ./@=+-]*$/.test(text.replace(/:( \[[\w.]+\])?$/, ""))) return undefined;
  const edit = { path: file.path, start: node.start, end: node.end, text: quote + text + quote };
  return { title, applicability: "suggestion", edits: [edit] };
}
