import { findScripts, isHarmless, type ScriptUse } from "../../dvc/commandScripts.ts";
import type { ExpandedPipeline, StageInstance, TemplatedText } from "../../dvc/expandPipeline.ts";
import { isAtOrBelow } from "../../dvc/projectPaths.ts";
import { parseShell, type ShellText } from "../../dvc/shellCommand.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { LintProject } from "../../project/lintProject.ts";
import { asSeq, target, valueAt, type Span, type TreeNode } from "../../source/nodes.ts";

/** What DVC hands to one shell: a line of a string, or an entry of a list. */
export interface StageCommand {
  readonly stage: StageInstance;
  readonly cmd: TemplatedText;
  readonly shell: ShellText;
  readonly scripts: readonly ScriptUse[];
}

/** More instances than that are read no differently. */
const maxInstances = 2000;

/**
 * Those of the file that was asked of last, in each project: the rules for one file ask one after
 * another, and what they share is a fifth of all that a file would keep.
 */
const latest = new WeakMap<LintProject, Latest>();

interface Latest {
  readonly expanded: ExpandedPipeline;
  readonly commands: readonly StageCommand[];
}

/** The commands of all stages of a file after its templates are filled in. */
export function stageCommands(file: LintFile, project: LintProject): readonly StageCommand[] {
  const expanded = project.expanded(file.path);
  if (expanded === undefined) return [];
  const known = latest.get(project);
  if (known?.expanded === expanded) return known.commands;
  const commands = readCommands(expanded.stages);
  latest.set(project, { expanded, commands });
  return commands;
}

function readCommands(stages: readonly StageInstance[]): readonly StageCommand[] {
  const parsed = new Map<string, ShellText>();
  const parse = (text: string) => {
    const known = parsed.get(text) ?? parseShell(text);
    parsed.set(text, known);
    return known;
  };
  return stages.slice(0, maxInstances).flatMap((stage) => readStage(stage, parse));
}

function readStage(
  stage: StageInstance,
  parse: (text: string) => ShellText,
): readonly StageCommand[] {
  const isList = asSeq(valueAt(stage.entry.body, "cmd")) !== undefined;
  let isFirst = true;
  return stage.cmds.flatMap((cmd) =>
    (isList ? [cmd.text] : splitLines(cmd.text)).map((text) => {
      const shell = parse(text);
      const scripts = findScripts(shell, stage.wdir, isFirst);
      isFirst &&= shell.commands.every(isHarmless);
      return { stage, cmd, shell, scripts };
    }),
  );
}

/** The lines as Python's `splitlines` makes them, which DVC runs one by one. */
export function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/);
}

/** Where a piece of a command stands in the file; the whole text when it is not found there. */
export function placeIn(file: LintFile, node: TreeNode, piece: string): Span {
  return findIn(file, node, piece) ?? node;
}

/** Undefined where the piece is not written like this: it came out of a template. */
export function findIn(file: LintFile, node: TreeNode, piece: string): Span | undefined {
  const inner = target(node);
  if (inner === undefined || piece === "") return undefined;
  const start = file.text.indexOf(piece, inner.start);
  if (start < 0 || start + piece.length > inner.end) return undefined;
  return { start, end: start + piece.length };
}

/** Whether a path is one of these or lies below one. */
export function isCovered(path: string, covers: Iterable<string | undefined>): boolean {
  for (const cover of covers) {
    if (cover !== undefined && isAtOrBelow(path, cover)) return true;
  }
  return false;
}
