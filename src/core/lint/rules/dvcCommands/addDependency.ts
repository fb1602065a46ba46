import type { StageInstance } from "../../dvc/expandPipeline.ts";
import { relativePath } from "../../dvc/projectPaths.ts";
import type { Fix } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import { asSeq, pairAt, type MapNode, type SeqNode } from "../../source/nodes.ts";

/** Adds a file of the project to a stage's dependencies; none where the layout is not a plain one. */
export function addDependency(file: LintFile, stage: StageInstance, path: string): readonly Fix[] {
  const { body } = stage.entry;
  const { wdir } = stage;
  if (body === undefined || wdir === undefined) return [];
  const written = relativePath(wdir, path);
  const item = /^[\w./-]+$/.test(written) ? written : JSON.stringify(written);
  const edit = insertItem(file, body, item);
  if (edit === undefined) return [];
  const { start, text } = edit;
  const edits = [{ path: file.path, start, end: start, text }];
  return [{ title: `Add \`${written}\` to \`deps\``, applicability: "safe", edits }];
}

interface Insertion {
  readonly start: number;
  readonly text: string;
}

function insertItem(file: LintFile, body: MapNode, item: string): Insertion | undefined {
  const [deps, second] = body.pairs.filter(
    ({ key }) => key.kind === "scalar" && key.text === "deps",
  );
  if (second !== undefined) return undefined;
  if (deps === undefined) return insertSection(file, body, item);
  const list = deps.value.kind === "seq" ? deps.value : undefined;
  const last = list?.items.at(-1);
  if (list === undefined || last === undefined) return undefined;
  if (list.isFlow) return { start: last.end, text: `, ${item}` };
  const dash = file.text.lastIndexOf("-", startOf(list));
  const lineStart = file.text.lastIndexOf("\n", dash) + 1;
  const lead = file.text.slice(lineStart, dash);
  if (lead.trim() !== "") return undefined;
  return { start: lineEnd(file.text, last.end), text: `\n${lead}- ${item}` };
}

function startOf(list: SeqNode): number {
  return (list.items[0]?.start ?? list.start) - 1;
}

/** `deps` behind `cmd`. */
function insertSection(file: LintFile, body: MapNode, item: string): Insertion | undefined {
  const cmd = pairAt(body, "cmd");
  if (cmd === undefined || body.isFlow || !body.pairs.includes(cmd)) return undefined;
  const lineStart = file.text.lastIndexOf("\n", cmd.key.start - 1) + 1;
  const lead = file.text.slice(lineStart, cmd.key.start);
  if (lead.trim() !== "") return undefined;
  const text = `${lead}deps:\n${lead}  - ${item}`;
  const end = asSeq(cmd.value)?.items.at(-1)?.end ?? cmd.value.end;
  if (file.text[end - 1] === "\n") return { start: end, text: `${text}\n` };
  return { start: lineEnd(file.text, end), text: `\n${text}` };
}

function lineEnd(text: string, from: number): number {
  const next = text.indexOf("\n", from);
  return next < 0 ? text.length : next;
}
