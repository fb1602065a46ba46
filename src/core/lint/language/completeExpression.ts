import type { StageEntry } from "../dvc/pipeline.ts";
import { lookUp, readContext, type ContextMap, type ContextNode } from "../dvc/templateContext.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { target } from "../source/nodes.ts";
import { wordIndexAt, type WrittenExpression } from "./expressionAt.ts";
import type { CompletionItem } from "./language.ts";
import { rangeIn } from "./textPlaces.ts";

const maxItems = 1000;

export interface ExpressionPlace {
  readonly written: WrittenExpression;
  readonly offset: number;
  /** The stage around it; undefined outside of stages. */
  readonly stage: string | undefined;
}

/** Names that may follow in `${…}`: values, and `item` and `key` inside of loops. */
export function completeExpression(
  project: LintProject,
  file: LintFile,
  { written, offset, stage }: ExpressionPlace,
): readonly CompletionItem[] {
  const { words, isClosed } = written;
  const index = wordIndexAt(words, offset);
  const word = words[index] ?? { text: "", start: offset, end: offset };
  const values = project.expanded(file.path)?.values;
  const entry = project.pipeline(file.path)?.stages.find(({ name }) => name === stage);
  const scope = scopeOf(file, { entry, values });
  const lead = words.slice(0, index).map(({ text }) => text);
  const found = lookUp(scope, lead).found;
  const range = rangeIn(file, { start: word.start, end: Math.max(word.end, offset) });
  return namesOf(found)
    .slice(0, maxItems)
    .map(([name, node]): CompletionItem => {
      const continues = node.kind === "map" || node.kind === "list";
      const isLoop = lead.length === 0 && isLoopName(name, entry);
      return {
        label: name,
        kind: isLoop || lead[0] === "item" ? "loop-value" : "parameter",
        detail: describe(node),
        documentation: node.origin === undefined ? "" : `Set in ${node.origin.path}`,
        range,
        text: isClosed || continues ? name : `${name}}`,
        continues,
      };
    });
}

function isLoopName(name: string, entry: StageEntry | undefined): boolean {
  return (name === "item" || name === "key") && entry !== undefined && entry.kind !== "stage";
}

function namesOf(node: ContextNode | undefined): readonly (readonly [string, ContextNode])[] {
  if (node?.kind === "map") return [...node.entries];
  if (node?.kind === "list") return node.items.map((item, index) => [String(index), item] as const);
  return [];
}

function describe(node: ContextNode): string {
  switch (node.kind) {
    case "map":
      return "mapping";
    case "list":
      return `list of ${node.items.length}`;
    case "unknown":
      return "";
    case "scalar":
      return "value" in node.value ? String(node.value.value).slice(0, 80) : "null";
  }
}

interface Scoped {
  readonly entry: StageEntry | undefined;
  readonly values: ContextMap | undefined;
}

const none: ContextMap = {
  kind: "map",
  entries: new Map(),
  dropped: new Map(),
  origin: undefined,
  file: undefined,
  key: "",
};

function scopeOf(file: LintFile, { entry, values = none }: Scoped): ContextMap {
  if (entry === undefined || entry.kind === "stage") return values;
  const loop = loopValue(file, { entry, values });
  const isMatrix = entry.kind === "matrix";
  const item = isMatrix ? axesOf(loop, values) : namesOf(loop)[0]?.[1];
  const names = new Map(values.entries);
  names.set("item", item ?? textOf("one of the loop's values"));
  if (isMatrix || loop?.kind === "map") names.set("key", textOf("the name of the loop's value"));
  return { ...values, entries: names };
}

function textOf(value: string): ContextNode {
  const place = { origin: undefined, file: undefined, key: "" };
  return { kind: "scalar", value: { type: "str", value }, ...place };
}

/** What is looped over: written out, or a `${name}`. */
function loopValue(file: LintFile, { entry, values = none }: Scoped): ContextNode | undefined {
  const node = target(entry?.loop);
  if (node === undefined) return undefined;
  const source = { path: file.path, isTracked: false, dialect: "ruamel-1.2" as const };
  return filled(readContext(node, source).node, values);
}

/** The value of a string that is one `${name}`; others stay. */
function filled(node: ContextNode, values: ContextMap): ContextNode {
  const text = node.kind === "scalar" && node.value.type === "str" ? node.value.value : "";
  const name = /^\$\{([^{}]+)\}$/.exec(text.trim())?.[1];
  if (name === undefined) return node;
  return (
    lookUp(
      values,
      name
        .split(/[.[\]]+/)
        .map((it) => it.trim())
        .filter(Boolean),
    ).found ?? node
  );
}

/** For each axis of a matrix its first value. */
function axesOf(loop: ContextNode | undefined, values: ContextMap): ContextNode | undefined {
  if (loop?.kind !== "map") return undefined;
  const entries = new Map<string, ContextNode>();
  for (const [name, axis] of loop.entries) {
    const found = filled(axis, values);
    entries.set(name, (found.kind === "list" ? found.items[0] : undefined) ?? textOf("an axis"));
  }
  return { ...loop, entries };
}
