import type { StageEntry } from "../dvc/pipeline.ts";
import type { StageInstance } from "../dvc/expandPipeline.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import { countText, nameOf } from "./hoverStages.ts";
import type { CodeLens, Location, Range } from "./language.ts";
import { makersOf, needersOf, type PathUse } from "./pathUses.ts";
import { locate, rangeIn } from "./textPlaces.ts";

const maxStages = 500;
const maxShown = 50;

/** What stands above each stage: run it, who makes what it needs, who needs what it makes. */
export function codeLens(project: LintProject, path: string): readonly CodeLens[] {
  const file = project.file(path);
  const expanded = project.expanded(path);
  if (file?.kinds.has("dvc-pipeline") !== true || expanded === undefined) return [];
  const byEntry = new Map<string, StageInstance[]>();
  for (const stage of expanded.stages) {
    const instances = byEntry.get(stage.entry.name);
    if (instances === undefined) byEntry.set(stage.entry.name, [stage]);
    else instances.push(stage);
  }
  return expanded.pipeline.stages
    .slice(0, maxStages)
    .flatMap((entry) => stageLenses(project, file, { entry, all: byEntry.get(entry.name) ?? [] }));
}

interface Stage {
  readonly entry: StageEntry;
  readonly all: readonly StageInstance[];
}

function stageLenses(project: LintProject, file: LintFile, { entry, all }: Stage): CodeLens[] {
  const range = rangeIn(file, entry.pair.key);
  const { name } = entry;
  const lenses: CodeLens[] = [
    { kind: "run", range, title: "Run this stage", file: file.path, stage: name },
  ];
  const isOther = (use: PathUse) => use.file !== file.path || use.stage !== name;
  const deps = pathsOf(all.slice(0, maxShown).flatMap((stage) => stage.deps));
  const outs = pathsOf(all.slice(0, maxShown).flatMap((stage) => stage.outs));
  const makers = deps.flatMap((path) => makersOf(project, path)).filter(isOther);
  const needers = outs.flatMap((path) => needersOf(project, path)).filter(isOther);
  if (makers.length > 0)
    lenses.push(neighbours(project, { kind: "producers", range, uses: makers }));
  if (needers.length > 0)
    lenses.push(neighbours(project, { kind: "consumers", range, uses: needers }));
  if (entry.kind !== "stage" && all.length > 0) {
    const instances = all.slice(0, maxShown).map((stage) => stage.name);
    const title = countText(all.length);
    lenses.push({ kind: "instances", range, title, instances, count: all.length });
  }
  return lenses;
}

function pathsOf(written: readonly { readonly path: string | undefined }[]): readonly string[] {
  return [...new Set(written.flatMap(({ path }) => path ?? []))];
}

interface Neighbours {
  readonly kind: "producers" | "consumers";
  readonly range: Range;
  readonly uses: readonly PathUse[];
}

/** One for each stage or `.dvc` file, at the first path that they share. */
function neighbours(project: LintProject, { kind, range, uses }: Neighbours): CodeLens {
  const byName = new Map<string, PathUse>();
  for (const use of uses) {
    const name = `${use.file}\n${use.stage ?? ""}`;
    if (!byName.has(name)) byName.set(name, use);
  }
  const first = [...byName.values()];
  const names = first.map((use) => use.stage ?? nameOf(use));
  const verb = kind === "producers" ? "Needs" : "Used by";
  const title =
    names.length <= 2 ? `${verb} ${names.join(", ")}` : `${verb} ${names.length} stages`;
  const locations: Location[] = first
    .slice(0, maxShown)
    .flatMap(({ file, node }) => locate(project, file, node) ?? []);
  return { kind, range, title, locations };
}
