import type { ScriptUse } from "../../dvc/commandScripts.ts";
import { folderOf, projectPath, relativePath } from "../../dvc/projectPaths.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { findSimilar } from "../../similarNames.ts";

/** Whether a path is there, made by a stage, or may be there once something else is fetched. */
export function isKnown(path: string, folder: string, project: LintProject): boolean {
  if (path === "" || project.kindOf(folder) !== "directory") return true;
  if (project.kindOf(path) !== "missing" || project.isTracked(path) === true) return true;
  return project.graph.producersOf(path).length > 0 || isInSubmodule(path, project);
}

/** A folder that is another repository's may not be fetched yet: git tracks it and it is empty. */
function isInSubmodule(path: string, project: LintProject): boolean {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const folder = path.slice(0, at);
    const kind = project.kindOf(folder);
    const isEmpty = kind === "directory" && project.list(folder).length === 0;
    if (kind === "file" || (isEmpty && project.isTracked(folder) === true)) return true;
  }
  return false;
}

interface Meant {
  readonly file: LintFile;
  readonly folder: string;
  readonly project: LintProject;
}

/** The path as the command would have to name it; none or one. */
export function findMeant(path: string, { file, folder, project }: Meant): readonly string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const parent = folderOf(path);
  const ending = /\.\w+$/.exec(name)?.[0] ?? "";
  const beside = project.list(parent).filter((it) => it.endsWith(ending) && !it.endsWith("/"));
  const near = findSimilar(name, beside)[0];
  if (near !== undefined) return [relativePath(folder, parent === "" ? near : `${parent}/${near}`)];
  const written = path.slice(folder === "" ? 0 : folder.length + 1);
  const elsewhere = foldersToSearch(parent, file, project)
    .flatMap((it) => [projectPath(it, written), projectPath(it, name)])
    .find((it) => it !== undefined && it !== path && project.kindOf(it) === "file");
  return elsewhere === undefined ? [] : [relativePath(folder, elsewhere)];
}

const maxFolders = 200;

/** That of the pipeline, the root, and those below the folder where the file was looked for. */
function foldersToSearch(parent: string, file: LintFile, project: LintProject): readonly string[] {
  const below = project
    .list(parent)
    .filter((it) => it.endsWith("/"))
    .map((it) => `${parent === "" ? "" : `${parent}/`}${it.slice(0, -1)}`);
  return [file.folder, "", folderOf(parent), "src", "scripts", ...below.slice(0, maxFolders)];
}

/** The path with `/` for its backslashes, where that is a file: as Windows takes it. */
export function windowsPath(
  { word }: ScriptUse,
  folder: string,
  project: LintProject,
): string | undefined {
  if (!/^[\w.-]+(?:\\[\w.-]+)+$/.test(word.raw)) return undefined;
  const written = word.raw.replaceAll("\\", "/");
  const path = projectPath(folder, written);
  return path !== undefined && project.kindOf(path) === "file" ? written : undefined;
}
