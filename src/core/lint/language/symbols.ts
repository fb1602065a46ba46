import type { StageEntry } from "../dvc/pipeline.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import {
  asScalar,
  asSeq,
  isLeftOut,
  keyText,
  target,
  valueAt,
  type Pair,
  type Span,
  type TreeNode,
} from "../source/nodes.ts";
import type { OutlineSymbol } from "./language.ts";
import { rangeIn } from "./textPlaces.ts";

const maxSymbols = 5000;
const maxDepth = 20;
const maxInstances = 50;

/** The outline of a file: stages with their instances, or the tree of its keys. */
export function outline(project: LintProject, path: string): readonly OutlineSymbol[] {
  const file = project.file(path);
  const root = target(file?.root);
  if (file === undefined || root?.kind !== "map") return [];
  const builder = new OutlineBuilder(project, file);
  return root.pairs.flatMap((pair) => builder.top(pair));
}

class OutlineBuilder {
  readonly #file: LintFile;
  readonly #instances = new Map<string, string[]>();
  readonly #stages = new Map<Pair, StageEntry>();
  #left = maxSymbols;

  constructor(project: LintProject, file: LintFile) {
    this.#file = file;
    if (!file.kinds.has("dvc-pipeline")) return;
    for (const entry of project.pipeline(file.path)?.stages ?? [])
      this.#stages.set(entry.pair, entry);
    for (const { name, entry } of project.expanded(file.path)?.stages ?? []) {
      const names = this.#instances.get(entry.name);
      if (names === undefined) this.#instances.set(entry.name, [name]);
      else names.push(name);
    }
  }

  top(pair: Pair): OutlineSymbol[] {
    const name = keyText(pair) ?? "";
    if (this.#file.kinds.has("dvc-pipeline")) {
      const value = target(pair.value);
      const inner = value?.kind === "map" ? value.pairs : [];
      const children =
        name === "stages"
          ? inner.flatMap((it) => this.#stage(it))
          : name === "artifacts"
            ? inner.flatMap((it) => this.#make(it, "artifact", []))
            : this.#items(pair.value, name === "plots" ? "plot" : "variable");
      return this.#make(pair, "section", children);
    }
    return this.tree(pair, 0);
  }

  #stage(pair: Pair): OutlineSymbol[] {
    const entry = this.#stages.get(pair);
    if (entry === undefined) return [];
    const names = this.#instances.get(entry.name) ?? [];
    if (entry.kind === "stage") {
      const command = asScalar(valueAt(entry.body, "cmd"))?.text ?? "";
      return this.#make(pair, "stage", [], command);
    }
    const children = names
      .slice(0, maxInstances)
      .flatMap((name) =>
        this.#symbol({ name, kind: "instance", range: pair.key, selection: pair.key }),
      );
    return this.#make(pair, "loop", children, `${names.length} stages`);
  }

  /** Entries of `vars`, `plots`, `params` and `metrics`: texts, or mappings of names. */
  #items(written: TreeNode, kind: OutlineSymbol["kind"]): OutlineSymbol[] {
    return (asSeq(written)?.items ?? []).flatMap((item) => {
      if (item.kind === "map") {
        return item.pairs.flatMap((pair) =>
          kind === "variable" ? this.tree(pair, 1) : this.#make(pair, kind, []),
        );
      }
      const name = asScalar(item)?.text ?? "";
      return this.#symbol({ name, kind, range: item, selection: item });
    });
  }

  tree(pair: Pair, depth: number): OutlineSymbol[] {
    const { value } = pair;
    if (value.kind === "map" && depth < maxDepth) {
      const children = value.pairs.flatMap((it) => this.tree(it, depth + 1));
      return this.#make(pair, "mapping", children);
    }
    if (value.kind === "seq") return this.#make(pair, "list", [], `${value.items.length} items`);
    const detail = value.kind === "scalar" && !isLeftOut(value) ? value.text : "";
    return this.#make(pair, "value", [], detail);
  }

  #make(
    pair: Pair,
    kind: OutlineSymbol["kind"],
    children: readonly OutlineSymbol[],
    detail = "",
  ): OutlineSymbol[] {
    const name = keyText(pair) ?? "";
    const range = { start: pair.key.start, end: Math.max(pair.key.end, pair.value.end) };
    return this.#symbol({ name, kind, range, selection: pair.key, children, detail });
  }

  #symbol(symbol: {
    readonly name: string;
    readonly kind: OutlineSymbol["kind"];
    readonly range: Span;
    readonly selection: Span;
    readonly children?: readonly OutlineSymbol[];
    readonly detail?: string;
  }): OutlineSymbol[] {
    this.#left -= 1;
    const { name, kind, range, selection, children = [], detail = "" } = symbol;
    // Editors refuse symbols without a name.
    if (this.#left < 0 || name.trim() === "") return [];
    const line = detail.split("\n", 1)[0] ?? "";
    return [
      {
        ...{ name: name.slice(0, 200), kind, children, detail: line.slice(0, 100) },
        range: rangeIn(this.#file, range),
        selection: rangeIn(this.#file, selection),
      },
    ];
  }
}
