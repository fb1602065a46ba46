import type { ScriptUse } from "../../dvc/commandScripts.ts";
import { projectPath } from "../../dvc/projectPaths.ts";
import type { LintProject } from "../../project/lintProject.ts";

/** The file of the project that a command runs; undefined when it is not there or not known. */
export function findScriptFile(use: ScriptUse, project: LintProject): string | undefined {
  const { kind, name, folder } = use;
  if (folder === undefined) return undefined;
  if (kind === "module") {
    return moduleFiles(name, folder).find((path) => project.kindOf(path) === "file");
  }
  const path = projectPath(folder, name);
  return path !== undefined && project.kindOf(path) === "file" ? path : undefined;
}

/** Where `python -m` looks for a module: in the folder it runs in; often `src` is on the path too. */
function moduleFiles(name: string, folder: string): readonly string[] {
  if (!/^\w+(?:\.\w+)*$/.test(name)) return [];
  const inner = name.replaceAll(".", "/");
  const written = ["", "src/"].flatMap((lead) => [
    `${lead}${inner}.py`,
    `${lead}${inner}/__main__.py`,
  ]);
  return written.flatMap((path) => projectPath(folder, path) ?? []);
}
