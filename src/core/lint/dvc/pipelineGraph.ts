import type { LintProject } from "../project/lintProject.ts";
import type { MemoKey } from "../project/memo.ts";
import type { Span } from "../source/nodes.ts";
import { CycleIndex } from "./cycleIndex.ts";
import { readDvcFile } from "./dvcFile.ts";
import type { StagePath } from "./expandPipeline.ts";
import { dvcRootOf } from "./dvcRoot.ts";
import { fileOfId, isGraphFile, readEnds, stageId } from "./graphEnds.ts";
import { GraphQuestions } from "./graphQuestions.ts";
import { PathTrie } from "./pathTrie.ts";
import { folderOf } from "./projectPaths.ts";
import { shortestCycle } from "./stageCycles.ts";

/** A stage, one item of a loop, or a `.dvc` file. */
export interface StageRef {
  /** The `dvc.yaml` or `.dvc` file. */
  readonly file: string;
  /** `train`, `train@a`; undefined for a `.dvc` file. */
  readonly stage: string | undefined;
  /** What stands in the file: `train` for `train@a`. */
  readonly entry: string | undefined;
}

/** An output: who makes a path. */
export interface Producer extends StageRef {
  /** The output's own path; URLs and paths outside of the project as they are written. */
  readonly path: string;
  /** As it is written, with its templates filled in. */
  readonly text: string;
  readonly section: "outs" | "metrics" | "plots";
  readonly isCached: boolean;
}

/** A dependency: who needs a path. */
export interface Consumer extends StageRef {
  readonly path: string;
  readonly text: string;
  /** `params`: a file of parameters, which DVC takes for a dependency too. */
  readonly section: "deps" | "params";
}

export interface GraphStage extends StageRef {
  /** `train.dvc` for a file, `sub/dvc.yaml:train` for a stage. */
  readonly id: string;
  /** The root of its DVC project: stages of others are no neighbours. */
  readonly root: string;
  readonly outs: readonly Producer[];
  readonly deps: readonly Consumer[];
}

/**
 * What all stages and `.dvc` files make and need. It is read as a whole at the first question and
 * from then on kept up to date file by file. Every question asked while something is computed is
 * noted, so that only those ask anew who would be answered otherwise.
 *
 * Answers hold names and paths but no places, so that they stay true while text moves; ask
 * `placeOf` for the place when it is to be shown.
 */
export class PipelineGraph {
  readonly #project: LintProject;
  readonly #files = new Map<string, StagesById>();
  readonly #stages = new Map<string, GraphStage>();
  readonly #outs = new PathTrie<Producer>();
  readonly #deps = new PathTrie<Consumer>();
  /** The DVC projects that there are stages of, with how many: nearly always one. */
  readonly #roots = new Map<string, number>();
  readonly #questions: GraphQuestions;
  /** The project's paths that were read last; undefined while nobody has asked anything. */
  #paths: ReadonlySet<string> | undefined;
  /** The files that are left to be read ahead of the first question. */
  #ahead: { readonly paths: ReadonlySet<string>; readonly left: Iterator<string> } | undefined;
  /** Whether all files were read: what changes from then on may change answers. */
  #isRead = false;
  /** Undefined while nobody has asked for cycles. */
  #cycles: CycleIndex | undefined;

  /** `isFollowed`: whether it will be asked what changed. */
  constructor(project: LintProject, isFollowed = true) {
    this.#project = project;
    this.#questions = new GraphQuestions((kind, name) => {
      project.track(kind, name);
    }, isFollowed);
  }

  /**
   * Those whose output is the path, lies above it or below it. With `of`, a file, only those of
   * the DVC project that the file belongs to.
   */
  producersOf(path: string, of?: string): readonly Producer[] {
    this.#start();
    this.#questions.askPath("outs", path);
    return this.#inProjectOf(of, this.#outs.overlapping(path));
  }

  /** Those with a dependency that is the path, lies above it or below it; `of` as above. */
  consumersOf(path: string, of?: string): readonly Consumer[] {
    this.#start();
    this.#questions.askPath("deps", path);
    return this.#inProjectOf(of, this.#deps.overlapping(path));
  }

  /** All stages and `.dvc` files that DVC looks at. */
  stages(): Iterable<GraphStage> {
    this.#start();
    this.#questions.askAll();
    return this.#stages.values();
  }

  /** Undefined when there is none. `stage` is the instance's name, undefined for a `.dvc` file. */
  stage(file: string, stage: string | undefined): GraphStage | undefined {
    this.#start();
    const id = stageId({ file, stage });
    this.#questions.askStage(id);
    return this.#stages.get(id);
  }

  /** Those whose outputs the stage needs, directly; the stage itself among them when it does. */
  upstreamOf(file: string, stage: string | undefined): readonly GraphStage[] {
    const found = this.stage(file, stage);
    for (const { path } of found?.deps ?? []) this.#questions.askPath("outs", path);
    return found === undefined ? [] : this.#stagesOf(new Set(this.#upstream(found.id)));
  }

  /** Those that need an output of the stage, directly. */
  downstreamOf(file: string, stage: string | undefined): readonly GraphStage[] {
    const found = this.stage(file, stage);
    for (const { path } of found?.outs ?? []) this.#questions.askPath("deps", path);
    return found === undefined ? [] : this.#stagesOf(new Set(this.#downstream(found.id)));
  }

  /**
   * A cycle for each group of stages that need each other and has stages of the file: the stages
   * from one of the file's back to itself, each needing the next.
   */
  cyclesOf(file: string): readonly (readonly GraphStage[])[] {
    this.#start();
    this.#questions.askCycles(file);
    const cycles = (this.#cycles ??= this.#findCycles());
    const found: GraphStage[][] = [];
    const seen = new Set<unknown>();
    for (const id of this.#files.get(file)?.keys() ?? []) {
      const knot = cycles.knotOf(id);
      if (knot === undefined || seen.has(knot)) continue;
      seen.add(knot);
      found.push(this.#stagesOf(shortestCycle(id, knot, (at) => this.#upstream(at))));
    }
    return found.filter(({ length }) => length > 1);
  }

  /**
   * Whether DVC does not see a file because it lies in an output of a stage above: DVC goes from
   * folder to folder and does not enter those that are outputs of files it has read.
   */
  isHidden(file: string): boolean {
    const folder = folderOf(file);
    if (folder === "") return false;
    this.#start();
    this.#questions.askPath("outs", folder);
    const outs = this.#outs.atOrAbove(folder);
    return this.#inProjectOf(file, outs).some(
      ({ file: by, path }) => path !== "" && isAbove(folderOf(by), path),
    );
  }

  /** Where an end stands in its file now; undefined when it does not any more. */
  placeOf(end: Producer | Consumer): Span | undefined {
    const { file, stage, section, path } = end;
    if (stage === undefined) return this.#placeInDvcFile(end);
    const instance = this.#project.expanded(file)?.stages.find(({ name }) => name === stage);
    if (instance === undefined) return undefined;
    if (section === "params") return instance.params.find((it) => it.file === path)?.node;
    const isMeant = (it: StagePath) => it.text === end.text;
    if (section === "deps") return instance.deps.find(isMeant)?.node;
    return instance.outs.find((it) => it.section === section && isMeant(it))?.node;
  }

  /**
   * Takes in what changed: what the memo has forgotten. The questions that
   * are now answered otherwise. Nothing is computed when nobody has asked anything before.
   */
  settle(forgotten: readonly MemoKey[]): Iterable<MemoKey> {
    if (this.#paths === undefined) return [];
    return this.#project.untracked(() => this.#settle(forgotten));
  }

  /**
   * Reads files as long as there is time, one at least, so that the first question need not wait
   * for all of them. True when that is done.
   */
  readAhead(hasTime: () => boolean): boolean {
    if (this.#paths !== undefined) return true;
    return this.#project.untracked(() => {
      const { paths } = this.#project;
      if (this.#ahead?.paths !== paths) this.#ahead = { paths, left: paths.values() };
      const { left } = this.#ahead;
      for (let next = left.next(); next.done !== true; next = left.next()) {
        if (!isGraphFile(next.value)) continue;
        this.#read(next.value);
        if (!hasTime()) return false;
      }
      return true;
    });
  }

  #settle(forgotten: readonly MemoKey[]): Iterable<MemoKey> {
    const files = this.#takePaths();
    for (const { kind, name } of forgotten) if (kind === endsKind) files.add(name);
    const changed = new Set<string>();
    for (const file of files) this.#update(file, changed);
    if (changed.size > 0) {
      for (const id of this.#cycles?.update(changed, this.#stages) ?? []) {
        this.#questions.changeCycles(fileOfId(id));
      }
    }
    return this.#questions.take();
  }

  /** The files that came or went. */
  #takePaths(): Set<string> {
    const files = new Set<string>();
    const { paths } = this.#project;
    if (paths === this.#paths) return files;
    for (const file of this.#files.keys()) if (!paths.has(file)) files.add(file);
    for (const path of paths) if (isGraphFile(path) && !this.#files.has(path)) files.add(path);
    this.#paths = paths;
    return files;
  }

  #start(): void {
    if (this.#paths !== undefined) return;
    this.#project.untracked(() => {
      const { paths } = this.#project;
      this.#paths = paths;
      const changed = new Set<string>();
      for (const path of paths) if (isGraphFile(path)) this.#update(path, changed);
      this.#isRead = true;
    });
  }

  /** Reads a file anew; the ids of stages with other ends than before join `changed`. */
  #update(file: string, changed: Set<string>): void {
    const before = this.#files.get(file) ?? noStages;
    const read = this.#paths?.has(file) === true ? this.#read(file) : undefined;
    const now = new Map<string, GraphStage>();
    for (const [id, stage] of read ?? noStages) {
      const known = before.get(id);
      const isKnown = known !== undefined && isSameStage(known, stage);
      now.set(id, isKnown ? known : stage);
      if (isKnown) continue;
      this.#replace(id, known, stage);
      changed.add(id);
    }
    for (const [id, stage] of before) {
      if (now.has(id)) continue;
      this.#replace(id, stage, undefined);
      changed.add(id);
    }
    if (read === undefined) this.#files.delete(file);
    else this.#files.set(file, now);
  }

  #read(file: string): StagesById {
    return this.#project.rememberOf(endsKind, file, () => readEnds(this.#project, file));
  }

  #replace(id: string, old: GraphStage | undefined, now: GraphStage | undefined): void {
    if (old !== undefined) {
      for (const out of old.outs) this.#outs.delete(out.path, out);
      for (const dep of old.deps) this.#deps.delete(dep.path, dep);
    }
    if (now !== undefined) {
      for (const out of now.outs) this.#outs.add(out.path, out);
      for (const dep of now.deps) this.#deps.add(dep.path, dep);
    }
    if (now === undefined) this.#stages.delete(id);
    else this.#stages.set(id, now);
    this.#countRoots(old?.root, now?.root);
    if (this.#isRead) this.#questions.changeStage(id, old, now);
  }

  #countRoots(old: string | undefined, now: string | undefined): void {
    if (old === now) return;
    if (old !== undefined) {
      const left = (this.#roots.get(old) ?? 0) - 1;
      if (left > 0) this.#roots.set(old, left);
      else this.#roots.delete(old);
    }
    if (now !== undefined) this.#roots.set(now, (this.#roots.get(now) ?? 0) + 1);
  }

  *#upstream(id: string): Generator<string> {
    const stage = this.#stages.get(id);
    for (const { path } of stage?.deps ?? []) {
      for (const out of this.#outs.overlapping(path)) {
        const found = stageId(out);
        if (this.#stages.get(found)?.root === stage?.root) yield found;
      }
    }
  }

  *#downstream(id: string): Generator<string> {
    const stage = this.#stages.get(id);
    for (const { path } of stage?.outs ?? []) {
      for (const dep of this.#deps.overlapping(path)) {
        const found = stageId(dep);
        if (this.#stages.get(found)?.root === stage?.root) yield found;
      }
    }
  }

  #stagesOf(ids: Iterable<string>): GraphStage[] {
    return [...ids].flatMap((id) => {
      this.#questions.askStage(id);
      return this.#stages.get(id) ?? [];
    });
  }

  #inProjectOf<T extends StageRef>(of: string | undefined, ends: readonly T[]): readonly T[] {
    if (of === undefined || ends.length === 0) return ends;
    const root = dvcRootOf(this.#project, of);
    if (this.#roots.size === 1 && this.#roots.has(root)) return ends;
    return ends.filter((end) => this.#stages.get(stageId(end))?.root === root);
  }

  #findCycles(): CycleIndex {
    const cycles = new CycleIndex(
      (id) => this.#upstream(id),
      (id) => this.#downstream(id),
    );
    cycles.fill(new Set(this.#stages.keys()));
    return cycles;
  }

  #placeInDvcFile({ file, section, text }: Producer | Consumer): Span | undefined {
    const read = this.#project.file(file);
    if (read === undefined) return undefined;
    const { outs, deps } = readDvcFile(read);
    return (section === "deps" ? deps : outs).find((it) => it.text === text)?.node;
  }
}

type StagesById = ReadonlyMap<string, GraphStage>;

const noStages: StagesById = new Map();
const endsKind = "graph-ends";

function isSameStage(one: GraphStage, other: GraphStage): boolean {
  return (
    one.root === other.root &&
    one.entry === other.entry &&
    one.outs.length === other.outs.length &&
    one.deps.length === other.deps.length &&
    one.outs.every((out, index) => isSameOut(out, other.outs[index])) &&
    one.deps.every((dep, index) => isSameEnd(dep, other.deps[index]))
  );
}

function isSameOut(out: Producer, other: Producer | undefined): boolean {
  return isSameEnd(out, other) && out.isCached === other?.isCached;
}

function isSameEnd(end: Producer | Consumer, other: Producer | Consumer | undefined): boolean {
  return end.path === other?.path && end.text === other.text && end.section === other.section;
}

/** Whether a folder lies above a path. */
function isAbove(folder: string, path: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}
