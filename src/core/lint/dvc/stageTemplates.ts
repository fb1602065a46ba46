import type { LintFile } from "../project/lintFile.ts";
import {
  keyText,
  pairsOf,
  target,
  type MapNode,
  type ScalarNode,
  type SeqNode,
  type TreeNode,
} from "../source/nodes.ts";
import { parseTemplate, type Template } from "./templateText.ts";

/** A templated text of a stage, below one of its keys (`cmd`). */
export interface PlacedTemplate {
  readonly template: Template;
  /** Undefined for top-level sections, where values of all types may stand. */
  readonly section: string | undefined;
}

const maxNodes = 100_000;

/** Finds the templated texts of a file, each parsed once. */
export class TemplateFinder {
  readonly #file: LintFile;
  readonly #templates = new Map<ScalarNode, Template | undefined>();

  constructor(file: LintFile) {
    this.#file = file;
  }

  of(node: ScalarNode): Template | undefined {
    if (!node.text.includes("${")) return undefined;
    const known = this.#templates.get(node);
    if (known !== undefined || this.#templates.has(node)) return known;
    const made = parseTemplate(node, this.#file);
    this.#templates.set(node, made);
    return made;
  }

  /** All in the values of a stage's keys, but for those that are read otherwise. */
  inStage(body: TreeNode, skipped: readonly string[]): readonly PlacedTemplate[] {
    const found: PlacedTemplate[] = [];
    const left = { nodes: maxNodes };
    for (const pair of pairsOf(body)) {
      const section = keyText(pair) ?? "";
      if (!skipped.includes(section)) this.#collect(pair.value, section, { found, left });
    }
    return found;
  }

  inSection(node: TreeNode): readonly PlacedTemplate[] {
    const found: PlacedTemplate[] = [];
    this.#collect(node, undefined, { found, left: { nodes: maxNodes } });
    return found;
  }

  #collect(
    written: TreeNode,
    section: string | undefined,
    into: { readonly found: PlacedTemplate[]; readonly left: { nodes: number } },
  ): void {
    const open: TreeNode[] = [written];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      into.left.nodes -= 1;
      if (into.left.nodes < 0) return;
      const node = target(next);
      if (node?.kind === "scalar") {
        const template = this.of(node);
        if (template !== undefined) into.found.push({ template, section });
      } else if (node !== undefined) open.push(...childrenOf(node).toReversed());
    }
  }
}

function childrenOf(node: MapNode | SeqNode): readonly TreeNode[] {
  if (node.kind === "seq") return node.items;
  return pairsOf(node).flatMap(({ key, value }) => [key, value]);
}
