import type { LintFile } from "../project/lintFile.ts";
import {
  asMap,
  pairsOf,
  target,
  type ScalarNode,
  type ScalarValue,
  type Span,
  type TreeNode,
} from "../source/nodes.ts";
import { describeType, resolveScalar } from "../source/scalars.ts";
import type { Filled, Scope, TemplateFiller } from "./fillTemplates.ts";
import { spend, type ReadingBudget } from "./readingBudget.ts";
import type { StageEntry } from "./pipeline.ts";
import { defaultParsingConfig, pythonText, templateText } from "./pythonText.ts";
import type { TemplateFinder } from "./stageTemplates.ts";
import { isTextKey, type ContextMap, type ContextNode } from "./templateContext.ts";
import type { MetProblem } from "./templateProblems.ts";

/** One turn of a loop. */
export interface LoopTurn {
  /** What stands behind `@` in the stage's name. */
  readonly name: string;
  readonly item: ContextNode;
  /** Undefined for lists, where there is no `${key}`. */
  readonly key: string | undefined;
}

interface LoopValue {
  readonly node: ContextNode;
  /** Written in the loop itself, or by an embedded template: names say `true`, not `True`. */
  readonly isLiteral: boolean;
}

export interface LoopReading {
  readonly filler: TemplateFiller;
  readonly finder: TemplateFinder;
  readonly scope: Scope;
  readonly file: LintFile;
  readonly maxTurns: number;
  readonly budget: ReadingBudget;
}

/** The turns of a stage's loop; undefined when they cannot be known. */
export function readLoop(entry: StageEntry, reading: LoopReading): readonly LoopTurn[] | undefined {
  const loop = target(entry.loop);
  if (loop === undefined) return undefined;
  const reader = new LoopReader(entry, reading);
  const turns = entry.kind === "matrix" ? reader.matrix(loop) : reader.foreach(loop);
  return turns === undefined ? undefined : reader.distinct(turns, loop);
}

class LoopReader {
  readonly #entry: StageEntry;
  readonly #reading: LoopReading;

  constructor(entry: StageEntry, reading: LoopReading) {
    this.#entry = entry;
    this.#reading = reading;
  }

  foreach(loop: TreeNode): readonly LoopTurn[] | undefined {
    const map = asMap(loop);
    if (map !== undefined) return this.#overMap(map);
    const value = this.#value(loop);
    if (value === undefined || value.node.kind === "unknown") return undefined;
    const { node, isLiteral } = value;
    if (node.kind === "map") {
      return [...node.entries].map(([key, item]) => ({ name: key, item, key }));
    }
    if (node.kind === "scalar") {
      this.#tell(
        loop,
        `\`foreach\` of \`${this.#entry.name}\` needs a list or a mapping, not the plain value \`${short(pythonText(node))}\``,
        "error",
      );
      return undefined;
    }
    const items = isLiteral ? this.#items(loop) : node.items.map((it) => ({ node: it, isLiteral }));
    if (items === undefined) return undefined;
    const isByIndex = items.some((it) => it.node.kind === "list" || it.node.kind === "map");
    return items.map((it, index) => ({
      name: isByIndex ? String(index) : nameOf(it),
      item: it.node,
      key: undefined,
    }));
  }

  #overMap(map: TreeNode): readonly LoopTurn[] | undefined {
    const turns: LoopTurn[] = [];
    for (const pair of pairsOf(map)) {
      const key = this.#value(pair.key);
      const item = this.#value(pair.value);
      if (key === undefined || item === undefined) return undefined;
      const name = nameOf(key);
      turns.push({ name, item: item.node, key: name });
    }
    return turns;
  }

  matrix(loop: TreeNode): readonly LoopTurn[] | undefined {
    if (loop.kind !== "map") return undefined;
    let combined: readonly { fragments: string[]; item: Map<string, ContextNode> }[] = [
      { fragments: [], item: new Map() },
    ];
    for (const pair of pairsOf(loop)) {
      const axis = this.#value(pair.key);
      const values = this.#axisValues(pair.value);
      if (axis === undefined || values === undefined) return undefined;
      const name = nameOf(axis);
      const taken = combined.slice(
        0,
        Math.ceil(this.#reading.maxTurns / Math.max(1, values.length)),
      );
      combined = taken.flatMap(({ fragments, item }) =>
        values.map((value, index) => {
          const isPlain = value.node.kind !== "list" && value.node.kind !== "map";
          return {
            fragments: [...fragments, isPlain ? nameOf(value) : `${name}${index}`],
            item: new Map([...item, [name, value.node]]),
          };
        }),
      );
    }
    return combined.map(({ fragments, item }) => {
      const name = fragments.join("-");
      return { name, item: mapOf(item), key: name };
    });
  }

  #axisValues(written: TreeNode): readonly LoopValue[] | undefined {
    const node = target(written);
    if (node?.kind === "seq") return this.#items(node);
    const value = this.#value(written);
    if (value === undefined || value.node.kind === "unknown") return undefined;
    if (value.node.kind === "list")
      return value.node.items.map((it) => ({ node: it, isLiteral: false }));
    if (value.node.kind === "map") return [...value.node.entries.keys()].map(textValue);
    if (value.isLiteral && value.node.value.type === "str") {
      const { value: text } = value.node.value;
      this.#tell(
        written,
        `this axis of \`matrix\` is a string: each of its letters makes a stage; write a list`,
      );
      return Array.from(text).map(textValue);
    }
    this.#tell(
      written,
      `an axis of \`matrix\` needs a list, not the plain value \`${short(pythonText(value.node))}\``,
      "error",
    );
    return undefined;
  }

  /** One stage for each name: DVC keeps the first place and the last item. */
  distinct(turns: readonly LoopTurn[], loop: TreeNode): readonly LoopTurn[] {
    const found = new Map<string, LoopTurn>();
    const { name: stage, kind } = this.#entry;
    const word = kind === "matrix" ? "matrix" : "foreach";
    for (const turn of turns.slice(0, this.#reading.maxTurns)) {
      if (found.has(turn.name)) {
        const at = this.#placeIn(loop, turn.item);
        this.#tell(
          at,
          `\`${short(turn.name)}\` stands more than once in \`${word}\`: \`${stage}@${short(turn.name)}\` is only one stage`,
        );
      } else if (turn.name === "") {
        const at = this.#placeIn(loop, turn.item);
        this.#tell(
          at,
          `DVC finds no stage \`${stage}@\`: an item of \`${word}\` may not be empty`,
          "error",
        );
      } else if (turn.name.includes("@")) {
        const at = this.#placeIn(loop, turn.item);
        this.#tell(
          at,
          `DVC finds no stage \`${stage}@${short(turn.name)}\`: items of \`${word}\` may hold no \`@\``,
          "error",
        );
      }
      found.set(turn.name, turn);
    }
    if (found.size === 0)
      this.#tell(loop, `\`${word}\` of \`${stage}\` is empty: no stage comes of it`);
    return [...found.values()];
  }

  /** The item itself where it is written in the loop. */
  #placeIn(loop: Span, { origin }: ContextNode): Span {
    const isInside =
      origin?.path === this.#reading.file.path &&
      origin.at.start >= loop.start &&
      origin.at.end <= loop.end;
    return isInside ? origin.at : loop;
  }

  #items(node: TreeNode): readonly LoopValue[] | undefined {
    const seq = target(node);
    if (seq?.kind !== "seq") return undefined;
    const values = seq.items.map((item) => this.#value(item));
    return values.every((value) => value !== undefined) ? values : undefined;
  }

  /** Undefined where a template in it cannot be filled in. */
  #value(written: TreeNode, depth = 0): LoopValue | undefined {
    const node = target(written);
    if (!spend(this.#reading.budget) || node === undefined || depth > 100) return undefined;
    if (node.kind === "scalar") return this.#scalar(node);
    const { path } = this.#reading.file;
    const at = { start: node.start, end: node.end };
    const place = { origin: { path, at }, file: undefined, key: "" };
    if (node.kind === "seq") {
      const items = node.items.map((item) => this.#value(item, depth + 1)?.node);
      if (!items.every((item) => item !== undefined)) return undefined;
      return { node: { kind: "list", items, ...place }, isLiteral: true };
    }
    const entries = new Map<string, ContextNode>();
    const dropped = new Map<string, Span>();
    for (const pair of pairsOf(node)) {
      const key = this.#value(pair.key, depth + 1);
      const value = this.#value(pair.value, depth + 1);
      if (key === undefined || value === undefined) return undefined;
      if (isTextKey(pair, "ruamel-1.2")) entries.set(nameOf(key), value.node);
      else dropped.set(nameOf(key), pair.key);
    }
    return { node: { kind: "map", entries, dropped, ...place }, isLiteral: true };
  }

  #scalar(node: ScalarNode): LoopValue | undefined {
    const { path } = this.#reading.file;
    const filled = this.#fill(node);
    if (filled?.isResolved === false) return undefined;
    if (filled?.value !== undefined) return { node: filled.value, isLiteral: false };
    const value: ScalarValue =
      filled === undefined
        ? resolveScalar(node, "ruamel-1.2")
        : { type: "str", value: filled.text };
    const at = { start: node.start, end: node.end };
    if (value.type !== "date" && value.type !== "other") {
      const place = { origin: { path, at }, file: undefined, key: "" };
      return { node: { kind: "scalar", value, ...place }, isLiteral: true };
    }
    const message = `\`${node.text}\` is ${describeType(value)}, which DVC cannot use: quote it`;
    const candidates = value.type === "date" ? [value.value] : [];
    const kind = "unsupported-value";
    this.#reading.filler.problems.add({ kind, path, at, node, message, candidates });
    return undefined;
  }

  #fill(node: TreeNode): Filled | undefined {
    const { finder, filler, scope } = this.#reading;
    const template = node.kind === "scalar" ? finder.of(node) : undefined;
    if (template === undefined) return undefined;
    filler.declare(template, this.#entry);
    return filler.fill({ template, section: undefined }, scope);
  }

  #tell(at: Span, message: string, severity?: MetProblem["severity"]): void {
    const { filler, file } = this.#reading;
    const span = { start: at.start, end: at.end };
    filler.problems.add({ kind: "loop", path: file.path, at: span, message, severity });
  }
}

function nameOf({ node, isLiteral }: LoopValue): string {
  return isLiteral ? templateText(node, defaultParsingConfig) : pythonText(node);
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function textValue(text: string): LoopValue {
  return { node: textNode(text), isLiteral: true };
}

export function textNode(value: string): ContextNode {
  return {
    kind: "scalar",
    value: { type: "str", value },
    origin: undefined,
    file: undefined,
    key: "",
  };
}

function mapOf(entries: ReadonlyMap<string, ContextNode>): ContextMap {
  return { kind: "map", entries, dropped: new Map(), origin: undefined, file: undefined, key: "" };
}
