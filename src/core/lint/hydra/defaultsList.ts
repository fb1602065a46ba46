import type { LintFile } from "../project/lintFile.ts";
import {
  asMap,
  asScalar,
  asSeq,
  keyText,
  pairAt,
  type Pair,
  type ScalarNode,
  type SeqNode,
  type TreeNode,
} from "../source/nodes.ts";

/** The `defaults` of a Hydra config: what it is composed of, in order. */
export interface DefaultsList {
  readonly pair: Pair;
  readonly list: SeqNode;
  readonly entries: readonly DefaultsEntry[];
}

export interface DefaultsEntry {
  readonly node: TreeNode;
  /** `_self_`, a config by its path (`db/mysql`), or an option of a group (`db: mysql`). */
  readonly kind: "self" | "config" | "group";
  /** The path of the group or config as written: without keywords, package and leading `/`. */
  readonly path: string;
  /** Starts with `/`: counts from the root of the tree, not from the folder of the file. */
  readonly isAbsolute: boolean;
  readonly package: string | undefined;
  readonly isOptional: boolean;
  readonly isOverride: boolean;
  /** Where the path stands. */
  readonly name: ScalarNode;
  /** What stands behind the group: texts, also those that Hydra would take for something else. */
  readonly options: readonly ScalarNode[];
  readonly isOptionList: boolean;
}

/** Undefined where the file has no list that Hydra could read. */
export function readDefaults(file: LintFile): DefaultsList | undefined {
  if (!file.kinds.has("hydra")) return undefined;
  const pair = pairAt(file.root, "defaults");
  const list = asSeq(pair?.value);
  if (pair === undefined || list === undefined) return undefined;
  return { pair, list, entries: list.items.flatMap((item) => readEntry(item) ?? []) };
}

function readEntry(node: TreeNode): DefaultsEntry | undefined {
  const scalar = asScalar(node);
  if (scalar !== undefined) {
    const written = splitPackage(scalar.text);
    const kind = written.path === "_self_" ? "self" : "config";
    const flags = { isOptional: false, isOverride: false, isOptionList: false };
    return { node, kind, ...written, ...flags, name: scalar, options: [] };
  }
  const group = asMap(node)?.pairs.find((pair) => keyText(pair) !== "optional");
  const name = asScalar(group?.key);
  if (group === undefined || name === undefined) return undefined;
  const list = asSeq(group.value);
  const items = list?.items ?? [group.value];
  return {
    node,
    kind: "group",
    ...splitPackage(name.text.slice(name.text.lastIndexOf(" ") + 1)),
    isOptional:
      /^(?:override )?optional /.test(name.text) || pairAt(node, "optional") !== undefined,
    isOverride: /^(?:optional )?override /.test(name.text),
    name,
    options: items.flatMap((item) => asScalar(item) ?? []),
    isOptionList: list !== undefined,
  };
}

/** `/db@backup` is the group `db` from the root, in the package `backup`. */
function splitPackage(text: string) {
  const at = text.indexOf("@");
  const path = at < 0 ? text : text.slice(0, at);
  return {
    path: path.replace(/^\//, ""),
    isAbsolute: path.startsWith("/"),
    package: at < 0 ? undefined : text.slice(at + 1),
  };
}

/** Groups of Hydra itself (`hydra/launcher`), which come from packages. */
export function isHydraOwn({ path }: DefaultsEntry): boolean {
  return path === "hydra" || path.startsWith("hydra/");
}

/** Whether a config is itself in a group of Hydra, as a project's own `hydra/default.yaml`. */
export function isInHydraGroup({ folder }: LintFile): boolean {
  return /(?:^|\/)hydra(?:\/|$)/.test(folder);
}

/** Whether only Hydra could be meant: other tools have lists called `defaults` too. */
export function hasHydraSigns({ entries }: DefaultsList): boolean {
  return entries.some(
    (entry) =>
      entry.kind === "self" ||
      entry.isOverride ||
      (entry.kind === "group" &&
        (entry.isOptional || entry.package !== undefined || isHydraOwn(entry))),
  );
}
