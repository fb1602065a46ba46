import type { ScriptUse } from "../../dvc/commandScripts.ts";
import { ignoredBy } from "../../dvc/ignoreFiles.ts";
import { projectPath } from "../../dvc/projectPaths.ts";
import type { Fix, Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Rule } from "../../rule.ts";
import { didYouMean } from "../../similarNames.ts";
import { findScriptFile } from "./scriptFiles.ts";
import { findMeant, isKnown, windowsPath } from "./missingFiles.ts";
import { findIn, isCovered, placeIn, stageCommands } from "./stageCommands.ts";
import type { StageCommand } from "./stageCommands.ts";

/**
 * Reports scripts that a stage runs and that are nowhere: not on the disk, not in git, and not made
 * by any stage.
 *
 * ## Why it matters
 * The stage fails when its turn comes, maybe after hours of other stages. Often the file was
 * renamed, or the path is meant from another folder than the one the stage runs in.
 *
 * ## Example
 * ```python train.py
 * print("training")
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python trian.py
 * ```
 *
 * ## Use instead
 * ```python train.py
 * print("training")
 * ```
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 * ```
 *
 * ## Limits
 * An error only for a file that an interpreter is given by name and that nothing before it in the
 * command could have made; otherwise a warning. Names with templates or variables that are not
 * known, paths outside of the project, and submodules are left alone. Modules (`python -m`) are
 * told of only when their package is in the project.
 */
export const scriptMissing: Rule = {
  id: "DVC302",
  name: "script-missing",
  summary: "script that a stage runs and that does not exist",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    const told = new Set<string>();
    for (const command of stageCommands(file, project)) {
      for (const use of command.scripts) {
        const key = `${command.cmd.node.start}:${use.name}`;
        if (told.has(key) || findScriptFile(use, project) !== undefined) continue;
        const found =
          use.kind === "module"
            ? judgeModule(use, project)
            : judgeFile(file, command, use, project);
        if (found === undefined) continue;
        told.add(key);
        yield { at: placeIn(file, command.cmd.node, use.word.raw), ...found };
      }
    }
  },
};

function judgeModule(use: ScriptUse, project: LintProject): Omit<Report, "at"> | undefined {
  const { name, folder } = use;
  const [top] = name.split(".", 1);
  if (folder === undefined || top === undefined || top === name || !/^\w+$/.test(top))
    return undefined;
  const parent = projectPath(folder, name.slice(0, name.lastIndexOf(".")).replaceAll(".", "/"));
  const home = projectPath(folder, top);
  if (parent === undefined || home === undefined) return undefined;
  // An installed package of that name may be meant when the folder holds no Python.
  const isOurs = project.list(home).some((it) => it.endsWith(".py"));
  const module = name.slice(name.lastIndexOf(".") + 1);
  if (!isOurs || project.kindOf(`${parent}/${module}`) === "directory") return undefined;
  const message = `there is no module \`${name}\` in the project, though there is \`${home}/\``;
  return { message, severity: "warning", confidence: "medium" };
}

function judgeFile(
  file: LintFile,
  { stage, cmd }: StageCommand,
  use: ScriptUse,
  project: LintProject,
): Omit<Report, "at"> | undefined {
  const { folder, name } = use;
  const path = folder === undefined ? undefined : projectPath(folder, name);
  if (path === undefined || folder === undefined || isKnown(path, folder, project))
    return undefined;
  if (
    isCovered(
      path,
      stage.outs.map((out) => out.path),
    )
  )
    return undefined;
  const onWindows = windowsPath(use, folder, project);
  if (onWindows !== undefined) return reportWindows(file, cmd.node, use, onWindows);
  const meant = findMeant(path, { file, folder, project });
  const where = folder === "" ? "" : ` in \`${folder}/\`, where it runs`;
  const message = `stage \`${stage.entry.name}\` runs \`${name}\`, which does not exist${where}${didYouMean(meant)}`;
  const fixes = meant.flatMap((it) => fixesFor(file, cmd.node, use, it));
  const isSure = isCertain(use, path, project) && cmd.isResolved && !stage.isFrozen;
  return isSure
    ? { message, fixes }
    : { message, fixes, severity: "warning", confidence: "medium" };
}

/** Files that git leaves out may be there on purpose on some machines. */
function isCertain(use: ScriptUse, path: string, project: LintProject): boolean {
  const isAlways = use.kind === "script" && use.isFirst;
  return isAlways && ignoredBy(project, path, { name: ".gitignore", root: "" }) === undefined;
}

function reportWindows(
  file: LintFile,
  node: StageCommand["cmd"]["node"],
  use: ScriptUse,
  written: string,
): Omit<Report, "at"> {
  const message = `\`${use.word.raw}\` is found on Windows only: other shells drop the \`\\\`; write \`${written}\``;
  return { message, severity: "warning", fixes: fixesFor(file, node, use, written) };
}

function fixesFor(
  file: LintFile,
  node: StageCommand["cmd"]["node"],
  use: ScriptUse,
  meant: string,
): readonly Fix[] {
  const place = findIn(file, node, use.word.raw);
  if (place === undefined || !/^[\w./-]+$/.test(meant)) return [];
  const edits = [{ path: file.path, ...place, text: meant }];
  return [{ title: `Change to \`${meant}\``, applicability: "suggestion", edits }];
}
