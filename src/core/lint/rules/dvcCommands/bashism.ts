import type { Fix, Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import type { ShellText } from "../../dvc/shellCommand.ts";
import { findIn, placeIn, stageCommands, type StageCommand } from "./stageCommands.ts";

/**
 * Reports what bash understands and a plain POSIX shell does not: `&>`, `[[`, `source`, `<(…)`.
 *
 * ## Why it matters
 * DVC runs commands with the shell of whoever runs it (`$SHELL`), and with `/bin/sh` where none is
 * set, as in containers and CI. There `cmd &> log` is no error: it runs the command in the
 * background, empties the file, and DVC takes the stage for done.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py &> train.log
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py > train.log 2>&1
 * ```
 *
 * ## Fix
 * Writes `&> file` as `> file 2>&1`.
 */
export const bashism: Rule = {
  id: "DVC305",
  name: "bashism",
  summary: "command that only some shells understand",
  severity: "warning",
  confidence: "medium",
  fix: "unsafe",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    const told = new Set<string>();
    for (const command of stageCommands(file, project)) {
      for (const { text, piece } of findBashisms(command.shell)) {
        const key = `${command.cmd.node.start}:${text}`;
        if (told.has(key)) continue;
        told.add(key);
        const fix = text === "&>" ? splitRedirect(file, command) : undefined;
        yield {
          at: placeIn(file, command.cmd.node, piece),
          message: `\`${text}\` ${effects[text] ?? "is not known to `sh`"}; which shell runs stage \`${command.stage.entry.name}\` depends on \`$SHELL\``,
          ...(fix === undefined ? {} : { fixes: [fix] }),
        };
      }
    }
  },
};

interface Bashism {
  readonly text: string;
  /** What is written. */
  readonly piece: string;
}

const background = "runs the command in the background in `sh`, and its output goes elsewhere";

const effects: Readonly<Record<string, string>> = {
  "&>": background,
  "&>>": background,
};

const operators = new Set(["&>", "&>>", "|&", "<<<", "[[", "=(", "function"]);
const builtins = new Set(["source", "pushd", "popd", "declare", "let", "shopt", "mapfile"]);

function* findBashisms({ operators: found, commands }: ShellText): Iterable<Bashism> {
  for (const { text } of found) {
    if (operators.has(text)) yield { text, piece: text };
  }
  for (const { words } of commands) {
    const name = words[0]?.raw ?? "";
    if (builtins.has(name)) yield { text: name, piece: name };
    for (const { raw } of words) {
      const [text] = /^[<>]\(/.exec(raw) ?? [];
      if (text !== undefined) yield { text: `${text}…)`, piece: raw };
    }
  }
}

function splitRedirect(file: LintFile, { cmd, shell }: StageCommand): Fix | undefined {
  const all = shell.commands.flatMap(({ redirects }) => redirects);
  const redirect = all.filter(({ operator }) => operator === "&>");
  const to = redirect[0]?.to;
  if (redirect.length !== 1 || to === undefined) return undefined;
  for (const between of ["", " "]) {
    const place = findIn(file, cmd.node, `&>${between}${to.raw}`);
    if (place === undefined) continue;
    const edits = [{ path: file.path, ...place, text: `> ${to.raw} 2>&1` }];
    return { title: "Write `> file 2>&1`", applicability: "unsafe", edits };
  }
  return undefined;
}
