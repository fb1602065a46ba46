import { folderOf, relativePath } from "../../dvc/projectPaths.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { findSimilar } from "../../similarNames.ts";
import { isThere } from "../../dvc/stageReports.ts";

/**
 * What may have been meant by a path where nothing is, written from `wdir`: one with a similar name
 * in the same folder or in a folder with a similar name, and the same path counted from a folder
 * above `wdir`.
 */
export function similarPaths(project: LintProject, path: string, wdir: string): readonly string[] {
  const found = [...fromAbove(project, path, wdir), ...inFolder(project, path)];
  return [...new Set(found)].slice(0, 3).map((it) => relativePath(wdir, it));
}

function* fromAbove(project: LintProject, path: string, wdir: string): Generator<string> {
  if (wdir === "" || !path.startsWith(`${wdir}/`)) return;
  const rest = path.slice(wdir.length + 1);
  for (let folder = folderOf(wdir); ; folder = folderOf(folder)) {
    const candidate = folder === "" ? rest : `${folder}/${rest}`;
    if (isThere(project, candidate)) yield candidate;
    if (folder === "") return;
  }
}

function inFolder(project: LintProject, path: string): readonly string[] {
  const folder = folderOf(path);
  const name = path.slice(folder === "" ? 0 : folder.length + 1);
  if (folder === "" || project.kindOf(folder) === "directory")
    return namesLike(project, folder, name);
  const above = folderOf(folder);
  const folderName = folder.slice(above === "" ? 0 : above.length + 1);
  return namesLike(project, above, folderName)
    .filter((it) => project.kindOf(it) === "directory")
    .flatMap((it) => (isThere(project, `${it}/${name}`) ? [`${it}/${name}`] : []));
}

function namesLike(project: LintProject, folder: string, name: string): readonly string[] {
  const names = project.list(folder).map((it) => (it.endsWith("/") ? it.slice(0, -1) : it));
  const lead = folder === "" ? "" : `${folder}/`;
  return findSimilar(name, names).map((it) => lead + it);
}
