import type { TemplateProblem, TemplateProblemKind } from "../../dvc/expandPipeline.ts";
import type { Fix, Report, TextEdit } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { didYouMean } from "../../similarNames.ts";
import type { Span } from "../../source/nodes.ts";

/**
 * What the templates of a pipeline have of a kind of problem in a file: the `dvc.yaml` itself, or
 * the `params.yaml` beside it, which DVC always loads.
 */
export function templateProblems(
  file: LintFile,
  project: LintProject,
  kind: TemplateProblemKind,
): readonly TemplateProblem[] {
  const pipeline = pipelineOf(file);
  const problems = pipeline === undefined ? [] : (project.expanded(pipeline)?.problems ?? []);
  return problems.filter((problem) => problem.kind === kind && problem.path === file.path);
}

function pipelineOf(file: LintFile): string | undefined {
  if (file.kinds.has("dvc-pipeline")) return file.path;
  if (file.name !== "params.yaml") return undefined;
  return file.folder === "" ? "dvc.yaml" : `${file.folder}/dvc.yaml`;
}

/** A problem as a report, with what may have been meant at the end of its message. */
export function reportOf(problem: TemplateProblem, fixes: readonly Fix[] = []): Report {
  const { at, message, related, severity } = problem;
  return {
    at: { start: at.start, end: at.end },
    message,
    related,
    fixes,
    ...(severity === undefined ? {} : { severity }),
  };
}

/** The same, with the candidates named in the message. */
export function reportWithNames(problem: TemplateProblem, fixes: readonly Fix[]): Report {
  const message = `${problem.message}${didYouMean(problem.candidates)}`;
  return { ...reportOf(problem, fixes), message };
}

/** Whether the place is just the `${…}`: it is the whole text where its letters are escaped. */
export function isExactPlace(file: LintFile, { at }: TemplateProblem): boolean {
  return file.text.startsWith("${", at.start) && file.text[at.end - 1] === "}";
}

/** Replaces a `${…}` by each candidate; none where its place is not certain. */
export function referenceFixes(
  file: LintFile,
  problem: TemplateProblem,
  applicability: Fix["applicability"],
): readonly Fix[] {
  if (!isExactPlace(file, problem)) return [];
  return problem.candidates.map((name) => {
    const text = `\${${name}}`;
    return fixOf(`Replace with \`${text}\``, applicability, editOf(file.path, problem.at, text));
  });
}

export function editOf(path: string, { start, end }: Span, text: string): TextEdit {
  return { path, start, end, text };
}

export function fixOf(title: string, applicability: Fix["applicability"], edit: TextEdit): Fix {
  return { title, applicability, edits: [edit] };
}
