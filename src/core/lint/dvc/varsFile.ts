import { isLeftOut, type TreeNode } from "../source/nodes.ts";
import { resolveScalar } from "../source/scalars.ts";
import { parseYaml } from "../source/parseYaml.ts";
import type { ParsedSource } from "../source/parsedSource.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import {
  emptyContext,
  readContext,
  type ContextMap,
  type UnsupportedValue,
} from "./templateContext.ts";

/** A file of parameters as templates see it. */
export interface VarsFile {
  /** Undefined when it cannot be used. */
  readonly root: ContextMap | undefined;
  readonly unsupported: readonly UnsupportedValue[];
  /** Why it cannot be used, as the end of a sentence; none for a syntax that others tell of. */
  readonly fault?: string;
  readonly isFile: boolean;
}

/** Read once for all that load it. */
export function readVarsFile(path: string, project: LintProject): VarsFile {
  return project.rememberOf("vars-file", path, () => {
    const kind = project.kindOf(path);
    if (kind !== "file") {
      const fault = kind === "missing" ? "does not exist" : "is a folder";
      return { root: undefined, unsupported: [], fault, isFile: false };
    }
    const file = project.file(path);
    if (file === undefined) return { root: undefined, unsupported: [], isFile: true };
    return valuesOf(file);
  });
}

function valuesOf(file: LintFile): VarsFile {
  const { root, faults, documentCount } = sourceOf(file);
  if (
    faults.length > 0 ||
    documentCount > 1 ||
    file.encoding === "binary" ||
    file.encoding === "too-large"
  ) {
    return { root: undefined, unsupported: [], isFile: true };
  }
  // An empty file is an empty mapping; in YAML also one that is nothing but `0`, `[]` or the like.
  if (root === undefined || isLeftOut(root) || (isYaml(file) && isFalsy(root)))
    return { root: emptyContext, unsupported: [], isFile: true };
  const source = { path: file.path, isTracked: true, dialect: "ruamel-1.2" as const };
  const { node, unsupported } = readContext(root, source);
  if (node.kind !== "map") {
    return { root: undefined, unsupported: [], fault: "holds no mapping", isFile: true };
  }
  return { root: node, unsupported, isFile: true };
}

/** DVC reads files as YAML that do not end otherwise. */
function sourceOf(file: LintFile): ParsedSource {
  return file.language !== "yaml" && isYaml(file) ? parseYaml(file.text) : file;
}

function isYaml({ language }: LintFile): boolean {
  return language === "yaml" || language === "ini" || language === "lines";
}

/** What Python takes for false. */
function isFalsy(root: TreeNode): boolean {
  if (root.kind === "seq") return root.items.length === 0;
  if (root.kind !== "scalar") return false;
  const value = resolveScalar(root, "ruamel-1.2");
  if (value.type === "null") return true;
  return "value" in value && (!value.value || value.value === 0n);
}
