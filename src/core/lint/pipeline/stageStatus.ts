import type { StageInstance } from "../dvc/expandPipeline.ts";
import type { LintProject } from "../project/lintProject.ts";
import { asSeq, keyText, pairsOf, valueAt, type TreeNode } from "../source/nodes.ts";
import type { StageStatus } from "./buildPipelineView.ts";
import {
  isSameValue,
  readLockedStage,
  valueUnder,
  type LockedPath,
  type LockedStage,
} from "../dvc/lockedStage.ts";

/** What is on the disk under a path, as DVC hashes it. */
export type ContentHash =
  | { readonly kind: "hash"; readonly md5: string }
  | { readonly kind: "missing" }
  /** Being read now, or too large to be read for this. */
  | { readonly kind: "pending" | "unread" };

export interface HashRequest {
  readonly path: string;
  readonly isLegacyHash: boolean;
  /** Of a file, by `dvc.lock`: a file of another size need not be read. */
  readonly sizeBytes: number | null;
  /** What `dvc.lock` has: ends in `.dir` for folders. */
  readonly md5: string;
}

export type HashOf = (request: HashRequest) => ContentHash;

/**
 * How a stage stands to its record in `dvc.lock`: its command, parameters, dependencies and outputs,
 * as `dvc status` compares them. Deliberately without DVC's cache: an output that is missing from
 * the folder counts as changed.
 */
export function readStageStatus(
  project: LintProject,
  file: string,
  stage: StageInstance,
  hashOf: HashOf,
): StageStatus {
  if (stage.isPartial) {
    return { state: "unknown", reasons: ["its templates cannot be filled in"] };
  }
  const locked = readLockedStage(project, file, stage);
  if (locked === undefined) {
    return { state: "never-run", reasons: ["dvc.lock has no record of it"] };
  }
  const needed = stage.isFrozen ? [] : stage.deps;
  const reasons = [
    ...compareCommands(stage, locked),
    ...(stage.isFrozen ? [] : compareParams(project, stage, locked)),
    ...namesOfNew("dependency", needed, locked.deps),
    ...namesOfNew("output", stage.outs, locked.outs),
  ];
  if (stage.isAlwaysChanged) reasons.push("it is marked always_changed");
  if (isCallback(stage)) reasons.push("it neither needs nor makes anything: DVC always runs it");
  const contents = compareContents(
    [
      ["dependency", inStage(locked.deps, needed)],
      ["output", inStage(locked.outs, stage.outs)],
    ],
    hashOf,
  );
  reasons.push(...contents.changed);
  if (reasons.length > 0) return { state: "changed", reasons };
  if (contents.unsure.length > 0) return { state: "unknown", reasons: contents.unsure };
  return { state: "fresh", reasons: [] };
}

/** DVC has nothing to compare (`Stage.is_callback`). */
function isCallback({ deps, outs, params }: StageInstance): boolean {
  return deps.length === 0 && outs.length === 0 && !params.some(({ isListed }) => isListed);
}

function compareCommands({ cmds, entry }: StageInstance, locked: LockedStage): string[] {
  const { commands, isCommandList } = locked;
  const isSame =
    isCommandList === (asSeq(valueAt(entry.body, "cmd")) !== undefined) &&
    cmds.length === commands.length &&
    cmds.every(({ text }, index) => text === commands[index]);
  return isSame ? [] : ["its command has changed"];
}

function compareParams(
  project: LintProject,
  { params }: StageInstance,
  locked: LockedStage,
): string[] {
  const reasons: string[] = [];
  for (const { file, key, isListed } of params) {
    // What only a template uses shows in what the template comes to.
    if (file === undefined || !isListed) continue;
    const known = locked.params.get(file);
    const root = project.file(file)?.root;
    if (root === undefined) reasons.push(`parameter file ${file} is missing`);
    const keys = key === null ? keysOfWholeFile(root, known) : [key];
    for (const one of keys) {
      const now = key === null ? valueAt(root, one) : valueUnder(root, one);
      const reason = compareParam(known?.get(one), now);
      if (reason !== "") reasons.push(`parameter ${one} ${reason}`);
    }
  }
  return [...new Set(reasons)];
}

/** Empty when it is as it was. */
function compareParam(before: TreeNode | undefined, now: TreeNode | undefined): string {
  if (now === undefined) return "is missing";
  if (before === undefined) return "is new";
  return isSameValue(before, now) ? "" : "has changed";
}

function keysOfWholeFile(
  root: TreeNode | undefined,
  known: ReadonlyMap<string, TreeNode> | undefined,
): readonly string[] {
  const now = pairsOf(root).map((pair) => keyText(pair) ?? "");
  return [...new Set([...now, ...(known?.keys() ?? [])])];
}

interface Placed {
  readonly path: string | undefined;
}

/** What `dvc.lock` has besides, as it was removed from the stage, is nothing to DVC. */
function inStage(locked: readonly LockedPath[], now: readonly Placed[]): readonly LockedPath[] {
  const paths = new Set(now.map(({ path }) => path));
  return locked.filter(({ path }) => paths.has(path));
}

function namesOfNew(
  kind: string,
  now: readonly (Placed & { readonly text: string })[],
  locked: readonly LockedPath[],
): readonly string[] {
  const known = new Set(locked.map(({ path }) => path));
  return now
    .filter(({ path }) => path !== undefined && !known.has(path))
    .map(({ text }) => `${kind} ${text} is new`);
}

type LockedPaths = readonly [kind: "dependency" | "output", paths: readonly LockedPath[]];

function compareContents(
  lists: readonly LockedPaths[],
  hashOf: HashOf,
): { readonly changed: readonly string[]; readonly unsure: readonly string[] } {
  const changed: string[] = [];
  const unsure: string[] = [];
  for (const [kind, list] of lists) {
    for (const locked of list) {
      const verdict = compareContent(locked, hashOf);
      if (verdict === "") continue;
      const isSure = verdict === "has changed" || verdict === "is missing";
      (isSure ? changed : unsure).push(`${kind} ${locked.text} ${verdict}`);
    }
  }
  return { changed, unsure };
}

/** Empty when it is as it was. */
function compareContent(
  { path, md5, isLegacyHash, sizeBytes }: LockedPath,
  hashOf: HashOf,
): string {
  if (path === undefined || md5 === null) return "";
  const content = hashOf({ path, isLegacyHash, sizeBytes, md5 });
  switch (content.kind) {
    case "missing":
      return "is missing";
    case "pending":
      return "is being checked";
    case "unread":
      return "is too large to be checked here";
    case "hash":
      return content.md5 === md5 ? "" : "has changed";
  }
}
