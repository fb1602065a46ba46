import type { LintProject } from "../project/lintProject.ts";
import { asScalar, valueAt } from "../source/nodes.ts";
import { makersOf, needersOf, type PathUse } from "./pathUses.ts";
import { bullets, code, codes, plain } from "./safeMarkdown.ts";

/** What a stage runs, needs and makes, and what it expands to. */
export function stageText(project: LintProject, file: string, name: string): string {
  const entry = project.pipeline(file)?.stages.find((it) => it.name === name);
  if (entry === undefined) return `${code(file)} has no stage ${code(name)}`;
  const instances = (project.expanded(file)?.stages ?? []).filter((it) => it.entry.name === name);
  const lines = [`Stage ${code(name)} of ${code(file)}`];
  const description = asScalar(valueAt(entry.body, "desc"))?.text ?? "";
  if (description !== "") lines.push(plain(description));
  const parts = [
    ["Runs", instances.slice(0, 1).flatMap(({ cmds }) => cmds.map(({ text }) => text))],
    ["Needs", instances.flatMap(({ deps }) => deps.map(({ text }) => text))],
    ["Makes", instances.flatMap(({ outs }) => outs.map(({ text }) => text))],
    ["Parameters", instances.flatMap(({ params }) => params.map((it) => it.key ?? it.file ?? ""))],
  ] as const;
  const said = parts.flatMap(([title, names]) =>
    names.length === 0 ? [] : [`${title}: ${codes(names)}`],
  );
  if (said.length > 0) lines.push(bullets(said));
  if (entry.kind !== "stage") {
    lines.push(
      `${countText(instances.length)}: ${codes(
        instances.map((it) => it.name),
        12,
      )}`,
    );
  }
  return lines.join("\n\n");
}

export function countText(count: number): string {
  return count === 1 ? "Expands to 1 stage" : `Expands to ${count} stages`;
}

/** Who makes a path and who needs it. */
export function pathText(project: LintProject, path: string): string {
  const makers = makersOf(project, path);
  const needers = needersOf(project, path);
  const kind = project.kindOf(path);
  const lines = [code(path === "" ? "." : path)];
  if (makers.length > 0) lines.push(`Made by ${codes(makers.map(nameOf))}`);
  if (needers.length > 0) lines.push(`Needed by ${codes(needers.map(nameOf))}`);
  if (kind === "missing") lines.push(makers.length > 0 ? "Not made yet" : "Not on the disk");
  else if (makers.length === 0)
    lines.push(kind === "file" ? "A file of the project" : "A folder of the project");
  return lines.join("\n\n");
}

/** The end of a line that names a path. */
export function makersText(project: LintProject, path: string): string {
  const makers = makersOf(project, path);
  return makers.length === 0 ? "" : `, made by ${codes(makers.map(nameOf), 3)}`;
}

/** A stage's name, or the `.dvc` file. */
export function nameOf({ stage, instance, file }: PathUse): string {
  return instance ?? stage ?? file;
}
