import type { LintProject } from "../project/lintProject.ts";
import type { LintFile } from "../project/lintFile.ts";
import { findSimilar } from "../similarNames.ts";
import {
  asSeq,
  target,
  visitTree,
  type MapNode,
  type ScalarNode,
  type TreeNode,
} from "../source/nodes.ts";
import { describeType } from "../source/scalars.ts";

import type { ReadingBudget } from "./readingBudget.ts";
import { folderOf, projectPath } from "./projectPaths.ts";
import {
  emptyContext,
  mergeContexts,
  readContext,
  type ContextMap,
  type MergeConflict,
  type UnsupportedValue,
} from "./templateContext.ts";
import type { MetProblem } from "./templateProblems.ts";
import { parseTemplate } from "./templateText.ts";
import { readVarsFile, type VarsFile } from "./varsFile.ts";

/** The values that templates may use. */
export interface Vars {
  readonly root: ContextMap;
  /** Files that were loaded; the keys of those that were loaded in part. */
  readonly imports: ReadonlyMap<string, readonly string[] | null>;
  /** Something could not be loaded: a name that is missing may be there. */
  readonly isIncomplete: boolean;
  /** Where the values come from, for messages: "`params.yaml` or `vars`"; empty for none. */
  readonly whereFrom: string;
  readonly problems: readonly MetProblem[];
}

const noVars: Vars = {
  root: emptyContext,
  imports: new Map(),
  isIncomplete: false,
  whereFrom: "",
  problems: [],
};

export const defaultParamsFile = "params.yaml";

/** What all stages of a `dvc.yaml` see: the `params.yaml` beside it, then its `vars`. */
export function loadGlobalVars(
  file: LintFile,
  vars: TreeNode | undefined,
  { project, budget }: { readonly project: LintProject; readonly budget: ReadingBudget },
): Vars {
  const place = { file, project, folder: file.folder, reserved: [], budget };
  const loader = new VarsLoader(place, noVars);
  const params = projectPath(file.folder, defaultParamsFile);
  if (params !== undefined && project.kindOf(params) !== "missing") loader.loadParams(params);
  return loader.load(vars);
}

export interface VarsPlace {
  readonly file: LintFile;
  readonly project: LintProject;
  /** Paths are relative to it; undefined when it is not known. */
  readonly folder: string | undefined;
  /** Names that `vars` may not set. */
  readonly reserved: readonly string[];
  readonly budget: ReadingBudget;
}

/** What a stage with `vars` of its own sees. The problems are only those of these `vars`. */
export function loadStageVars(base: Vars, vars: TreeNode, place: VarsPlace): Vars {
  return new VarsLoader(place, { ...base, problems: [] }).load(vars);
}

class VarsLoader {
  readonly #place: VarsPlace;
  readonly #problems: MetProblem[] = [];
  readonly #imports: Map<string, readonly string[] | null>;
  #root: ContextMap;
  #isIncomplete: boolean;

  constructor(place: VarsPlace, base: Vars) {
    this.#place = place;
    this.#imports = new Map(base.imports);
    this.#root = base.root;
    this.#isIncomplete = base.isIncomplete;
  }

  load(vars: TreeNode | undefined): Vars {
    for (const item of asSeq(vars)?.items ?? []) {
      const node = target(item);
      if (node === undefined || this.#hasTemplates(node)) continue;
      if (node.kind === "map") this.#loadInline(node);
      else if (node.kind === "scalar") this.#loadFile(node);
    }
    return {
      root: this.#root,
      imports: this.#imports,
      isIncomplete: this.#isIncomplete || this.#place.budget.values < 0,
      whereFrom: describeSources(this.#root),
      problems: this.#problems,
    };
  }

  /** The `params.yaml` that is always loaded. */
  loadParams(path: string): void {
    const values = readVarsFile(path, this.#place.project);
    const start = { start: 0, end: 0 };
    if (values.root === undefined) {
      this.#isIncomplete = true;
      if (values.fault === undefined) return;
      this.#problems.push({
        kind: "vars-file",
        path: values.isFile ? path : this.#place.file.path,
        at: start,
        message: `\`${path}\` ${values.fault}, and DVC loads it for every \`dvc.yaml\` beside it`,
      });
      return;
    }
    for (const value of values.unsupported) this.#tellUnsupported(value, path, value.origin.at);
    this.#imports.set(path, null);
    this.#merge(values.root);
  }

  #hasTemplates(node: TreeNode): boolean {
    let has = false;
    for (const { node: inner, pair } of visitTree(node)) {
      for (const written of pair === undefined ? [inner] : [pair.key, inner]) {
        if (written.kind !== "scalar") continue;
        const template = parseTemplate(written, this.#place.file);
        if (template === undefined || template.expressions.length === 0) continue;
        has = true;
        this.#tell(written, "`vars` may not use `${…}` themselves");
      }
    }
    this.#isIncomplete ||= has;
    return has;
  }

  #tell(node: TreeNode, message: string, more?: Pick<MetProblem, "wanted" | "candidates">): void {
    const { path } = this.#place.file;
    this.#problems.push({ kind: "vars-file", path, at: node, node, message, ...more });
  }

  #tellUnsupported(
    { value, key, origin }: UnsupportedValue,
    path: string,
    at: MapNode | { start: number; end: number },
  ): void {
    const what = `\`${key}\` is ${describeType(value)}, which DVC cannot use`;
    const isThere = origin.path === path;
    this.#problems.push({
      kind: "unsupported-value",
      path,
      at: { start: at.start, end: at.end },
      message: isThere
        ? `${what}: every command of DVC fails until it is quoted`
        : `${what}: quote it in \`${origin.path}\``,
      related: isThere ? [] : [{ path: origin.path, ...origin.at, message: "the value" }],
      candidates: value.type === "date" ? [value.value] : [],
    });
  }

  #loadInline(node: MapNode): void {
    const { path } = this.#place.file;
    const source = { path, isTracked: false, dialect: "ruamel-1.2" as const };
    const { node: values, unsupported } = readContext(node, source, this.#place.budget);
    for (const value of unsupported) this.#tellUnsupported(value, path, value.origin.at);
    if (values.kind === "map") this.#mergeUnreserved(values, node);
  }

  #loadFile(node: ScalarNode): void {
    const colon = node.text.indexOf(":");
    const written = colon < 0 ? node.text : node.text.slice(0, colon);
    const listed =
      colon < 0
        ? []
        : node.text
            .slice(colon + 1)
            .split(",")
            .filter(Boolean);
    const keys = listed.length === 0 ? null : listed;
    const { folder, project } = this.#place;
    const path = folder === undefined ? undefined : projectPath(folder, written);
    if (path === undefined) {
      this.#isIncomplete = true;
      return;
    }
    if (this.#isLoaded(path, keys, node)) return;
    const values = readVarsFile(path, project);
    if (values.root === undefined) {
      this.#isIncomplete = true;
      if (values.fault === undefined) return;
      this.#tell(node, `\`${path}\` ${values.fault}`, {
        wanted: written,
        candidates: () => (values.isFile ? [] : this.#similarFiles(path, written)),
      });
      return;
    }
    this.#mergeFile(values, { path, keys, node });
  }

  #isLoaded(path: string, keys: readonly string[] | null, node: ScalarNode): boolean {
    const loaded = this.#imports.get(path);
    if (loaded === undefined) return false;
    if (loaded === null && keys === null) return true;
    if (loaded !== null && keys !== null && !keys.some((key) => loaded.includes(key))) return false;
    this.#problems.push({
      kind: "vars-conflict",
      path: this.#place.file.path,
      at: node,
      node,
      message:
        loaded === null
          ? `\`${path}\` is loaded as a whole already: no part of it can be loaded again`
          : `\`${path}\` is loaded in part already (\`${loaded.join("`, `")}\`)`,
    });
    return true;
  }

  #mergeFile(
    { root, unsupported }: VarsFile,
    { path, keys, node }: { path: string; keys: readonly string[] | null; node: ScalarNode },
  ): void {
    if (root === undefined) return;
    const isTaken = (key: string) =>
      keys?.some((it) => key === it || key.startsWith(`${it}.`)) ?? true;
    for (const value of unsupported) {
      if (isTaken(value.key)) this.#tellUnsupported(value, this.#place.file.path, node);
    }
    for (const key of keys ?? []) {
      if (root.entries.has(key)) continue;
      const candidates = () => findSimilar(key, root.entries.keys());
      this.#tell(node, `\`${path}\` has no \`${key}\``, { wanted: key, candidates });
      this.#isIncomplete = true;
    }
    const entries = new Map([...root.entries].filter(([key]) => keys?.includes(key) ?? true));
    this.#imports.set(path, keys === null ? null : [...(this.#imports.get(path) ?? []), ...keys]);
    this.#mergeUnreserved(keys === null ? root : { ...root, entries }, node);
  }

  #mergeUnreserved(update: ContextMap, node: TreeNode): void {
    const taken = this.#place.reserved.filter((name) => update.entries.has(name));
    if (taken.length === 0) {
      this.#merge(update, node);
      return;
    }
    const names = taken.map((name) => `\`${name}\``).join(" and ");
    this.#problems.push({
      kind: "vars-conflict",
      path: this.#place.file.path,
      at: node,
      node,
      message: `${names} ${taken.length === 1 ? "is" : "are"} set by the loop and cannot be set in \`vars\``,
    });
  }

  #merge(update: ContextMap, node?: TreeNode): void {
    const conflicts: MergeConflict[] = [];
    this.#root = mergeContexts(this.#root, update, conflicts);
    for (const conflict of conflicts) this.#tellConflict(conflict, node);
  }

  #tellConflict({ key, before, after }: MergeConflict, node: TreeNode | undefined): void {
    const { path } = this.#place.file;
    const isHere = after.origin?.path === path;
    const at = (isHere ? after.origin.at : node) ?? { start: 0, end: 0 };
    const first = before.origin;
    const where =
      first === undefined || first.path === path ? "earlier in `vars`" : `in \`${first.path}\``;
    const related =
      first === undefined
        ? []
        : [{ path: first.path, ...first.at, message: `\`${key}\` is set here first` }];
    if (!isHere && after.origin !== undefined) {
      related.push({ path: after.origin.path, ...after.origin.at, message: "and here again" });
    }
    const message = `\`${key}\` is set ${where} already, and DVC merges only mappings`;
    this.#problems.push({
      kind: "vars-conflict",
      path,
      at: { start: at.start, end: at.end },
      message,
      related,
    });
  }

  #similarFiles(path: string, written: string): readonly string[] {
    const folder = folderOf(path);
    const name = path.slice(folder === "" ? 0 : folder.length + 1);
    const lead = written.slice(0, written.length - name.length);
    const names = this.#place.project
      .list(folder)
      .filter((it) => /\.(?:ya?ml|json|toml|py)$/.test(it) && it !== "dvc.yaml");
    return findSimilar(name, names).map((it) => lead + it);
  }
}

function describeSources({ entries }: ContextMap): string {
  const files = new Set<string>();
  let hasInline = false;
  for (const { file } of entries.values()) {
    if (file === undefined) hasInline = true;
    else files.add(file);
  }
  const names = [...files].slice(0, 3).map((file) => `\`${file}\``);
  if (hasInline) names.push("`vars`");
  return names.join(", ").replace(/, ([^,]*)$/, " or $1");
}
