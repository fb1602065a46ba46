import type { LintProject } from "../project/lintProject.ts";
import { readIni, type IniOption } from "../source/readIni.ts";
import { dvcRootOf } from "./dvcRoot.ts";

/** The options of the DVC project that a file belongs to; those that count more stand later. */
export function dvcOptionsOf(project: LintProject, path: string): readonly IniOption[] {
  const root = dvcRootOf(project, path);
  return project.rememberOf("dvc-options", root, () => {
    const lead = root === "" ? "" : `${root}/`;
    return [".dvc/config", ".dvc/config.local"].flatMap((name) =>
      readIni(project.file(lead + name)?.text ?? ""),
    );
  });
}
