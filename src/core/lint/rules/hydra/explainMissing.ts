import { foldersAbove } from "../../dvc/projectPaths.ts";
import type { Fix, Report } from "../../finding.ts";
import { basesOf, findConfig, findGroup, optionsIn } from "../../hydra/configFiles.ts";
import type { DefaultsEntry } from "../../hydra/defaultsList.ts";
import { namesConfig, pythonConfigs } from "../../hydra/pythonConfigs.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";
import type { ScalarNode } from "../../source/nodes.ts";

export interface MissingConfig {
  readonly entry: DefaultsEntry;
  readonly at: ScalarNode;
  /** Its path without `.yaml`, below what the entry counts from. */
  readonly config: string;
}

/**
 * What to say of a config that is in no file; undefined when code may well have it. It is an error
 * only where the group's folder is there, has other options, and no code can add to them.
 */
export function explainMissing(
  missing: MissingConfig,
  file: LintFile,
  project: LintProject,
): Report | undefined {
  const { entry, at, config } = missing;
  const slash = config.lastIndexOf("/");
  const group = config.slice(0, Math.max(0, slash));
  const name = config.slice(slash + 1);
  const folder = findGroup(basesOf(entry, file), group, project);
  const options = folder === undefined ? [] : optionsIn(folder, project);
  const code = pythonConfigs(project);
  if (namesConfig(code, name) || hasSearchPath(file, project)) return undefined;
  const near = findSimilar(name, options);
  const hint = atRoot(missing, file, project) ??
    wrongEnding(folder, name, project) ?? {
      clause: near.length > 0 ? didYouMean(near) : choicesOf(group, options),
      fixes: near.flatMap((option) => replaceName({ at, name, option }, file)),
    };
  const isProven = code.isComplete && code.texts.length === 0 && options.length > 0;
  return {
    at,
    message: `\`${config}\` is not found: ${whereMissing({ entry, group, name, folder }, file)}${hint.clause}`,
    fixes: hint.fixes,
    ...(isProven ? {} : { severity: "warning", confidence: "medium" }),
  };
}

interface Place {
  readonly entry: DefaultsEntry;
  readonly group: string;
  readonly name: string;
  readonly folder: string | undefined;
}

function whereMissing({ entry, group, name, folder }: Place, file: LintFile): string {
  if (folder === undefined) {
    return `there is no folder \`${group}\`${entry.isAbsolute ? "" : ` beside \`${file.name}\``}`;
  }
  if (folder === "" || group === "") return `there is no \`${name}.yaml\` beside \`${file.name}\``;
  return `\`${folder}\` has no \`${name}.yaml\``;
}

/** The options of a group, when they are few. */
function choicesOf(group: string, options: readonly string[]): string {
  if (group === "" || options.length === 0 || options.length > 8) return "";
  return `, only ${options.map((option) => `\`${option}\``).join(", ")}`;
}

interface Hint {
  readonly clause: string;
  readonly fixes: readonly Fix[];
}

/** Since Hydra 1.1 paths count from the folder of the file, not from the root of the tree. */
function atRoot(
  { entry, config }: MissingConfig,
  file: LintFile,
  project: LintProject,
): Hint | undefined {
  if (entry.isAbsolute) return undefined;
  if (findConfig(foldersAbove(file.folder).slice(1), config, project) === undefined)
    return undefined;
  const at = file.text.indexOf(entry.path, entry.name.start);
  if (at < 0 || at >= entry.name.end) return undefined;
  const edits = [{ path: file.path, start: at, end: at, text: "/" }];
  const title = `Look from the root: \`/${entry.path}\``;
  const clause = `; a path from the root of the tree begins with \`/\`: \`/${entry.path}\``;
  return { clause, fixes: [{ title, applicability: "suggestion", edits }] };
}

function wrongEnding(
  folder: string | undefined,
  name: string,
  project: LintProject,
): Hint | undefined {
  if (folder === undefined) return undefined;
  const file = `${folder === "" ? "" : `${folder}/`}${name.replace(/\.yaml$/, "")}.yml`;
  if (project.kindOf(file) !== "file") return undefined;
  return { clause: "; Hydra reads files that end in `.yaml`, not in `.yml`", fixes: [] };
}

function replaceName(
  { at, name, option }: { at: ScalarNode; name: string; option: string },
  file: LintFile,
): readonly Fix[] {
  const inside = file.text.slice(at.start, at.end).lastIndexOf(name);
  if (inside < 0) return [];
  const start = at.start + inside;
  const edits = [{ path: file.path, start, end: start + name.length, text: option }];
  return [{ title: `Change to \`${option}\``, applicability: "suggestion", edits }];
}

/** A config beside or above may tell Hydra to search other places too. */
function hasSearchPath(file: LintFile, project: LintProject): boolean {
  return foldersAbove(file.folder).some((folder) =>
    project.remember(`hydra:searchpath:${folder}`, () =>
      optionsIn(folder, project).some((name) => {
        const path = `${folder === "" ? "" : `${folder}/`}${name}.yaml`;
        return project.file(path)?.text.includes("searchpath") ?? false;
      }),
    ),
  );
}
