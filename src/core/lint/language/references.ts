import type { LintProject } from "../project/lintProject.ts";
import { keyText, nodeAt, pairsOf, valueAt, visitTree, type Span } from "../source/nodes.ts";
import type { Element, ElementOf } from "./element.ts";
import { elementAt, stageKeyNode } from "./elementAt.ts";
import type { Location, Place } from "./language.ts";
import { lockPath, usesInLocks, usesOfParameter } from "./parameters.ts";
import { usesOfPath, type PathUse } from "./pathUses.ts";
import { contentSpan, locate, wordSpans } from "./textPlaces.ts";

const maxReferences = 5000;

/** All places that name what stands at a place, in all files; sorted. */
export function findReferences(
  project: LintProject,
  place: Place,
  includesDeclaration: boolean,
): readonly Location[] {
  const element = elementAt(project, place);
  if (element === undefined) return [];
  const found = new Map<string, Mention>();
  for (const mention of mentionsOf(project, element, place.path)) {
    if (found.size >= maxReferences) break;
    if (mention.isDeclaration && !includesDeclaration) continue;
    found.set(`${mention.path}\n${mention.at.start}`, mention);
  }
  const sorted = [...found.values()].sort(
    (one, other) => compare(one.path, other.path) || one.at.start - other.at.start,
  );
  return sorted.flatMap(({ path, at }) => locate(project, path, at) ?? []);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** A place that names something. */
export interface Mention {
  readonly path: string;
  readonly at: Span;
  readonly isDeclaration: boolean;
}

function mentionsOf(project: LintProject, element: Element, path: string): readonly Mention[] {
  switch (element.kind) {
    case "expression":
    case "parameter":
      return element.parameters.flatMap((parameter) =>
        [...usesOfParameter(project, parameter), ...usesInLocks(project, parameter)].map((use) => ({
          ...{ path: use.file, at: use.at },
          isDeclaration: use.kind === "declaration",
        })),
      );
    case "stage":
      return stageMentions(project, element.file, element.name);
    case "path":
      return element.paths.flatMap((it) => pathMentions(project, it));
    case "placeholder":
      return placeholderMentions(project, path, element);
    case "remote":
    case "key":
      return [];
  }
}

/** A stage's name in its file, and its entries in the lock beside it: `train`, `train@a`. */
export function stageMentions(
  project: LintProject,
  pipeline: string,
  name: string,
): readonly Mention[] {
  const found: Mention[] = [];
  const file = project.file(pipeline);
  const key = stageKeyNode(project, pipeline, name);
  const at = file === undefined || key === undefined ? undefined : contentSpan(file, key);
  if (at !== undefined) found.push({ path: pipeline, at, isDeclaration: true });
  const lock = project.file(lockPath(pipeline));
  if (lock === undefined) return found;
  for (const pair of pairsOf(valueAt(lock.root, "stages"))) {
    const locked = keyText(pair) ?? "";
    if (locked !== name && !locked.startsWith(`${name}@`)) continue;
    const span = contentSpan(lock, pair.key);
    if (span === undefined) continue;
    const word = { start: span.start, end: span.start + name.length };
    found.push({ path: lock.path, at: word, isDeclaration: false });
  }
  return found;
}

/** Who makes, needs and shows a path, and the words of their commands that are that path. */
function pathMentions(project: LintProject, path: string): readonly Mention[] {
  return usesOfPath(project, path).flatMap((use) => {
    const file = project.file(use.file);
    if (file === undefined) return [];
    const at = contentSpan(file, use.node) ?? use.node;
    const isDeclaration = use.role === "makes";
    return [
      { path: use.file, at, isDeclaration },
      ...commandWords(project, use).map((word) => ({
        ...{ path: use.file, at: word },
        isDeclaration: false,
      })),
    ];
  });
}

/** Where a stage's own command names a path of it as it is written in the stage. */
export function commandWords(project: LintProject, use: PathUse): readonly Span[] {
  const file = project.file(use.file);
  const entry = project.pipeline(use.file)?.stages.find(({ name }) => name === use.stage);
  const cmd = valueAt(entry?.body, "cmd");
  if (file === undefined || cmd === undefined || use.isTemplated) return [];
  return wordSpans(file.text, use.text, cmd);
}

/** A parameter of an MLproject: its declaration, and `{name}` in the command. */
export function placeholderMentions(
  project: LintProject,
  path: string,
  { entry, name }: Pick<ElementOf<"placeholder">, "entry" | "name">,
): readonly Mention[] {
  const file = project.file(path);
  const body = nodeAt(file?.root, ["entry_points", entry]);
  if (file === undefined || body === undefined) return [];
  const found: Mention[] = [];
  for (const pair of pairsOf(valueAt(body, "parameters"))) {
    const at = keyText(pair) === name ? contentSpan(file, pair.key) : undefined;
    if (at !== undefined) found.push({ path, at, isDeclaration: true });
  }
  for (const { node } of visitTree(valueAt(body, "command"))) {
    const word = `{${name}}`;
    let at = file.text.indexOf(word, node.start);
    while (at >= 0 && at < node.end) {
      const isEscaped = file.text[at - 1] === "{";
      const span = { start: at + 1, end: at + 1 + name.length };
      if (!isEscaped) found.push({ path, at: span, isDeclaration: false });
      at = file.text.indexOf(word, at + word.length);
    }
  }
  return found;
}
