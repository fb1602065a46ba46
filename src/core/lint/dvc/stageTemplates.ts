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
import { spend, type ReadingBudget } from "./readingBudget.ts";
import { parseTemplate, type Template } from "./templateText.ts";

/** A templated text of a stage, below one of its keys (`cmd`). */
export interface PlacedTemplate {
  readonly template: Template;
  /** Undefined for top-level sections, where values of all types may stand. */
  readonly section: string | undefined;
}

/** Finds the templated texts of a file, each parsed once. */
export class TemplateFinder {
  readonly #file: LintFile;
  readonly #budget: ReadingBudget;
  readonly #templates = new Map<ScalarNode, Template | undefined>();

  constructor(file: LintFile, budget: ReadingBudget) {
    this.#file = file;
    this.#budget = budget;
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
    for (const pair of pairsOf(body)) {
      const section = keyText(pair) ?? "";
      if (!skipped.includes(section)) this.#collect(pair.value, section, found);
    }
    return found;
  }

  inSection(node: TreeNode): readonly PlacedTemplate[] {
    const found: PlacedTemplate[] = [];
    this.#collect(node, undefined, found);
    return found;
  }

  #collect(written: TreeNode, section: string | undefined, found: PlacedTemplate[]): void {
    const open: TreeNode[] = [written];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!spend(this.#budget)) return;
      const node = target(next);
      if (node?.kind === "scalar") {
        const template = this.of(node);
        if (template !== undefined) found.push({ template, section });
      } else if (node !== undefined) open.push(...childrenOf(node).toReversed());
    }
  }
}

function childrenOf(node: MapNode | SeqNode): readonly TreeNode[] {
  if (node.kind === "seq") return node.items;
  return pairsOf(node).flatMap(({ key, value }) => [key, value]);
}
