import type { StageInstance, StageParam } from "../dvc/expandPipeline.ts";
import type { LintProject } from "../project/lintProject.ts";
import { pairsOf, keyText } from "../source/nodes.ts";
import type { StageStatus } from "./buildPipelineView.ts";
import {
  isSameValue,
  readLockedStage,
  valueUnder,
  type LockedPath,
  type LockedStage,
} from "./lockedStage.ts";

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
  const reasons = [
    ...compareCommands(stage, locked),
    ...compareParams(project, stage, locked),
    ...comparePaths(stage, locked),
  ];
  if (stage.isAlwaysChanged) reasons.push("it is marked always_changed");
  const contents = compareContents(locked, hashOf);
  reasons.push(...contents.changed);
  if (reasons.length > 0) return { state: "changed", reasons };
  if (contents.unsure.length > 0) return { state: "unknown", reasons: contents.unsure };
  return { state: "fresh", reasons: [] };
}

function compareCommands({ cmds }: StageInstance, { commands }: LockedStage): string[] {
  const isSame =
    cmds.length === commands.length && cmds.every(({ text }, index) => text === commands[index]);
  return isSame ? [] : ["its command has changed"];
}

function compareParams(
  project: LintProject,
  { params }: StageInstance,
  locked: LockedStage,
): string[] {
  const reasons: string[] = [];
  for (const param of params) {
    if (param.file === undefined) continue;
    const known = locked.params.get(param.file);
    reasons.push(
      ...(param.key === null ? wholeFile(project, param) : [param.key]).flatMap((key) => {
        const before = known?.get(key);
        const now = valueUnder(project.file(param.file ?? "")?.root, key);
        if (now === undefined) return [`parameter ${key} is missing`];
        if (before === undefined) return [`parameter ${key} is new`];
        return isSameValue(before, now) ? [] : [`parameter ${key} has changed`];
      }),
    );
  }
  return [...new Set(reasons)];
}

function wholeFile(project: LintProject, { file = "" }: StageParam): string[] {
  return pairsOf(project.file(file)?.root).map((pair) => keyText(pair) ?? "");
}

function comparePaths({ deps, outs }: StageInstance, locked: LockedStage): string[] {
  const pathsOf = (list: readonly { readonly path: string | undefined }[]): Set<string> =>
    new Set(list.flatMap(({ path }) => path ?? []));
  const compare = (kind: string, now: Set<string>, before: Set<string>): string[] => [
    ...[...now.difference(before)].map((path) => `${kind} ${path} is new`),
    ...[...before.difference(now)].map((path) => `${kind} ${path} is gone from the stage`),
  ];
  return [
    ...compare("dependency", pathsOf(deps), pathsOf(locked.deps)),
    ...compare("output", pathsOf(outs), pathsOf(locked.outs)),
  ];
}

function compareContents(
  { deps, outs }: LockedStage,
  hashOf: HashOf,
): { readonly changed: readonly string[]; readonly unsure: readonly string[] } {
  const changed: string[] = [];
  const unsure: string[] = [];
  for (const [kind, list] of [
    ["dependency", deps],
    ["output", outs],
  ] as const) {
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
