import { projectPath } from "./projectPaths.ts";
import type { ShellCommand, ShellText, ShellWord } from "./shellCommand.ts";
import { findProgram } from "./shellPrograms.ts";

/** A file or a module that a command runs. */
export interface ScriptUse {
  /** `direct`: the file is the program itself, as `./train.sh`. */
  readonly kind: "script" | "module" | "direct";
  /** As the command names it: a path, or `package.module`. */
  readonly name: string;
  readonly word: ShellWord;
  /** What runs it: `python`, `bash`. The file's own name for `direct`. */
  readonly program: string;
  /** Where it runs, relative to the project's root; undefined when that is not known. */
  readonly folder: string | undefined;
  /** Nothing before it in the text can have made the file. */
  readonly isFirst: boolean;
}

/**
 * Which scripts a command runs, by the programs that are known to run some: interpreters, notebook
 * runners, launchers of training, and what is put before them (`env`, `time`, `uv run`).
 */
export function findScripts(
  shell: ShellText,
  folder: string | undefined,
  isFirst = true,
): readonly ScriptUse[] {
  const found: ScriptUse[] = [];
  const walk: Walk = { folders: [folder], isFirst };
  for (const command of shell.commands) {
    const here = enter(walk, command);
    const program = findProgram(command.words);
    if (program?.kind === "cd") changeFolder(walk, program.word);
    else if (program !== undefined) {
      const { kind, name, word, runner } = program;
      found.push({ kind, name, word, program: runner, folder: here, isFirst: walk.isFirst });
    }
    if (!isHarmless(command)) walk.isFirst = false;
  }
  return found;
}

interface Walk {
  /** The folder of each subshell that is open, the outermost first. */
  folders: (string | undefined)[];
  isFirst: boolean;
}

/** The folder that a command runs in; subshells begin with that of the shell around them. */
function enter(walk: Walk, { depth, joinedBy }: ShellCommand): string | undefined {
  const kept = walk.folders.slice(0, joinedBy === "(" ? Math.max(1, depth) : depth + 1);
  while (kept.length < depth + 1) kept.push(kept.at(-1));
  walk.folders = kept;
  return kept.at(-1);
}

function changeFolder(walk: Walk, word: ShellWord | undefined): void {
  const here = walk.folders.at(-1);
  const isKnown = word?.isLiteral === true && here !== undefined && word.text !== "-";
  walk.folders[walk.folders.length - 1] = isKnown ? projectPath(here, word.text) : undefined;
}

const harmless =
  /^(?:cd|echo|export|set|source|\.|test|\[|\[\[|true|:|mkdir|rm|pwd|date|sleep|unset|ulimit|conda|which|nvidia-smi|chmod|ls|cat|printf|exit|umask|module|type|command|for|case|select)$/;

/** Whether a command writes no files that could be scripts. */
export function isHarmless({ words, redirects }: ShellCommand): boolean {
  const name = words[0]?.text ?? "";
  const isWriting = redirects.some(({ operator }) => operator.includes(">") && operator !== ">&");
  return words.length === 0 || (!isWriting && harmless.test(name));
}
