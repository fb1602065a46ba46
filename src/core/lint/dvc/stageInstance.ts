import {
  asSeq,
  isLeftOut,
  pairsOf,
  target,
  valueAt,
  type ScalarNode,
  type TreeNode,
} from "../source/nodes.ts";
import { resolveScalar } from "../source/scalars.ts";
import type {
  StageInstance,
  StageOut,
  StageParam,
  StagePath,
  TemplatedText,
} from "./expandPipeline.ts";
import type { Filled, UsedValue } from "./fillTemplates.ts";
import type { StageEntry } from "./pipeline.ts";
import { defaultParamsFile } from "./loadVars.ts";
import { projectPath } from "./projectPaths.ts";

export interface InstanceParts {
  readonly name: string;
  readonly entry: StageEntry;
  readonly wdir: string | undefined;
  /** The templated texts of the stage, filled in. */
  readonly filled: ReadonlyMap<ScalarNode, Filled>;
  /** Values out of files that its templates use, with the text they stand in. */
  readonly used: readonly UsedValue[];
  readonly isPartial: boolean;
  /** Called for a path, a key of parameters or a command that is a `${…}` of another type than text. */
  readonly tellType: (use: TypedUse) => void;
}

/** A `${…}` that keeps its type where DVC can use only a string. */
export interface TypedUse {
  readonly node: ScalarNode;
  readonly section: string;
  readonly filled: Filled;
}

/** A stage as DVC reads it once its templates are filled in. */
export function buildInstance(parts: InstanceParts): StageInstance {
  const { name, entry, wdir, isPartial } = parts;
  const reader = new InstanceReader(parts);
  return {
    name,
    entry,
    wdir,
    cmds: reader.cmds(),
    deps: reader.deps(),
    outs: [...reader.outs("outs"), ...reader.outs("metrics"), ...reader.outs("plots")],
    params: reader.params(),
    isFrozen: reader.flag(valueAt(entry.body, "frozen"), false),
    isAlwaysChanged: reader.flag(valueAt(entry.body, "always_changed"), false),
    isPartial,
  };
}

class InstanceReader {
  readonly #parts: InstanceParts;
  readonly #body: TreeNode | undefined;

  constructor(parts: InstanceParts) {
    this.#parts = parts;
    this.#body = parts.entry.body;
  }

  cmds(): readonly TemplatedText[] {
    const written = valueAt(this.#body, "cmd");
    const items = asSeq(written)?.items ?? (written === undefined ? [] : [written]);
    for (const item of items) this.#checkType(item, "cmd");
    return items.flatMap((item) => this.#text(item) ?? []);
  }

  deps(): readonly StagePath[] {
    const items = asSeq(valueAt(this.#body, "deps"))?.items ?? [];
    return items.flatMap((item) => this.#path(item, "deps") ?? []);
  }

  outs(section: StageOut["section"]): readonly StageOut[] {
    const items = asSeq(valueAt(this.#body, section))?.items ?? [];
    return items.flatMap((item) => {
      const node = target(item);
      if (node?.kind !== "map") return this.#out(item, undefined, section);
      return pairsOf(node).flatMap(({ key, value }) => this.#out(key, value, section));
    });
  }

  #out(
    written: TreeNode,
    flags: TreeNode | undefined,
    section: StageOut["section"],
  ): readonly StageOut[] {
    const path = this.#path(written, section);
    if (path === undefined) return [];
    // A plot may have a list of flags: any of them counts.
    const all = asSeq(flags)?.items ?? (flags === undefined ? [] : [flags]);
    const isCached = all.every((it) => this.flag(valueAt(it, "cache"), true));
    const isPersistent = all.some((it) => this.flag(valueAt(it, "persist"), false));
    return [{ ...path, section, isCached, isPersistent, flags }];
  }

  params(): readonly StageParam[] {
    const { used } = this.#parts;
    const listed = (asSeq(valueAt(this.#body, "params"))?.items ?? []).flatMap((item) => {
      const node = target(item);
      if (node?.kind === "map") {
        return pairsOf(node).flatMap((pair) => this.#fileParams(pair.key, pair.value));
      }
      const key = this.#text(item);
      this.#checkType(item, "params");
      return key === undefined ? [] : [this.#param(this.#file(defaultParamsFile), key.text, item)];
    });
    const found = new Set<string>();
    const templated = used.flatMap(({ value: { kind, file, key }, node }) => {
      // DVC tracks no mappings.
      if (file === undefined || kind === "map" || found.has(`${file}:${key}`)) return [];
      found.add(`${file}:${key}`);
      return [{ file, key, node, isListed: false }];
    });
    return [...listed, ...templated];
  }

  /** `file: [key]`; nothing or an empty list is the whole file. */
  #fileParams(file: TreeNode, keys: TreeNode): readonly StageParam[] {
    const name = this.#text(file);
    // A name that is 0, false or null stands for the default file.
    if (!/^(?:0|None|false)$/.test(name?.text ?? "")) this.#checkType(file, "params");
    if (name === undefined) return [];
    const path = name.isResolved ? this.#file(name.text) : undefined;
    const items = asSeq(keys)?.items ?? [];
    if (items.length === 0) {
      const isWhole = isLeftOut(keys) || asSeq(keys) !== undefined || this.#isNull(keys);
      return isWhole ? [this.#param(path, null, file)] : [];
    }
    return items.flatMap((item) => {
      const key = this.#text(item);
      return key === undefined ? [] : [this.#param(path, key.text, item)];
    });
  }

  #isNull(written: TreeNode): boolean {
    const node = target(written);
    return node?.kind === "scalar" && resolveScalar(node, "ruamel-1.2").type === "null";
  }

  #param(file: string | undefined, key: string | null, node: TreeNode): StageParam {
    return { file, key, node, isListed: true };
  }

  #file(written: string): string | undefined {
    const { wdir } = this.#parts;
    return wdir === undefined ? undefined : projectPath(wdir, written);
  }

  flag(written: TreeNode | undefined, fallback: boolean): boolean {
    const node = target(written);
    if (node?.kind !== "scalar") return fallback;
    const filled = this.#parts.filled.get(node);
    if (filled !== undefined) {
      const { value } = filled;
      return value?.kind === "scalar" && value.value.type === "bool" ? value.value.value : fallback;
    }
    const value = resolveScalar(node, "ruamel-1.2");
    return value.type === "bool" ? value.value : fallback;
  }

  #checkType(written: TreeNode, section: string): void {
    const node = target(written);
    const filled = node?.kind === "scalar" ? this.#parts.filled.get(node) : undefined;
    if (node?.kind !== "scalar" || filled?.isResolved !== true) return;
    const { value, text } = filled;
    const isText = value === undefined || value.kind !== "scalar" || value.value.type === "str";
    if (!isText || (text === "" && section === "deps")) {
      this.#parts.tellType({ node, section, filled });
    }
  }

  #path(written: TreeNode, section: string): StagePath | undefined {
    this.#checkType(written, section);
    const text = this.#text(written);
    if (text === undefined) return undefined;
    return { ...text, path: text.isResolved ? this.#file(text.text) : undefined };
  }

  /** Undefined for what is no text. */
  #text(written: TreeNode): TemplatedText | undefined {
    const node = target(written);
    if (node?.kind !== "scalar" || isLeftOut(node)) return undefined;
    const filled = this.#parts.filled.get(node);
    if (filled === undefined) return { text: node.text, node: written, isResolved: true };
    return { text: filled.text, node: written, isResolved: filled.isResolved };
  }
}
