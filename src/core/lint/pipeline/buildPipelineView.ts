import type { StageInstance } from "../dvc/expandPipeline.ts";
import type { Producer } from "../dvc/pipelineGraph.ts";
import type { StageEntry } from "../dvc/pipeline.ts";
import type { LintProject } from "../project/lintProject.ts";
import { target } from "../source/nodes.ts";
import type {
  PipelineEdge,
  PipelineInstance,
  PipelineNode,
  PipelineView,
  StageState,
} from "./pipelineView.ts";
import { sortByNeed } from "./sortByNeed.ts";

/** More nodes than that are no picture that anyone reads, and take seconds to lay out. */
const maxNodes = 600;
const maxInstances = 50;
const maxPaths = 50;
const maxReasons = 5;
const maxFindings = 50;

export interface StageStatus {
  readonly state: StageState;
  readonly reasons: readonly string[];
}

/** How a stage stands to `dvc.lock`; asked once for each instance that is drawn. */
export type StatusOf = (file: string, stage: StageInstance) => StageStatus;

/**
 * The graph of all stages, or of those of one file and what they need and feed directly. Instances
 * of a loop are one node. A stage that needs one that is not fresh is not fresh either.
 */
export function buildPipelineView(
  project: LintProject,
  scope: string | null,
  statusOf: StatusOf,
): PipelineView {
  const files = [...project.paths].filter(isPipeline).sort();
  const withStages = files.filter((file) => (project.pipeline(file)?.stages.length ?? 0) > 0);
  const shown = scope !== null && withStages.includes(scope) ? [scope] : withStages;
  const builder = new ViewBuilder(project, statusOf);
  for (const file of shown) builder.addFile(file);
  return {
    files: withStages,
    scope: shown.length === 1 && scope !== null ? scope : null,
    ...builder.finish(),
  };
}

function isPipeline(path: string): boolean {
  return path === "dvc.yaml" || path.endsWith("/dvc.yaml");
}

interface OpenNode {
  readonly id: string;
  readonly file: string;
  readonly entry: StageEntry;
  readonly stages: StageInstance[];
}

class ViewBuilder {
  readonly #project: LintProject;
  readonly #statusOf: StatusOf;
  readonly #nodes = new Map<string, OpenNode>();
  readonly #data = new Map<string, Producer>();
  readonly #edges = new Map<string, { from: string; to: string; paths: Set<string> }>();
  #hiddenCount = 0;

  constructor(project: LintProject, statusOf: StatusOf) {
    this.#project = project;
    this.#statusOf = statusOf;
  }

  addFile(file: string): void {
    const byEntry = new Map<StageEntry, StageInstance[]>();
    for (const stage of this.#project.expanded(file)?.stages ?? []) {
      const known = byEntry.get(stage.entry);
      if (known === undefined) byEntry.set(stage.entry, [stage]);
      else known.push(stage);
    }
    for (const entry of this.#project.pipeline(file)?.stages ?? []) {
      const id = nodeId(file, entry.name);
      if (this.#nodes.size >= maxNodes) this.#hiddenCount += 1;
      else this.#nodes.set(id, { id, file, entry, stages: byEntry.get(entry) ?? [] });
    }
  }

  finish(): Pick<PipelineView, "nodes" | "edges" | "hiddenCount"> {
    for (const node of [...this.#nodes.values()]) this.#connect(node);
    const edges = [...this.#edges.values()].map(({ from, to, paths }): PipelineEdge => ({
      from,
      to,
      paths: [...paths],
    }));
    const ids = [...this.#nodes.keys(), ...this.#data.keys()];
    const order = sortByNeed(ids, edges);
    const built = new Map<string, PipelineNode>();
    for (const id of order) {
      const needed = edges
        .filter(({ to }) => to === id)
        .flatMap(({ from }) => built.get(from) ?? []);
      const node = this.#build(id, needed);
      if (node !== undefined) built.set(id, node);
    }
    return { nodes: [...built.values()], edges, hiddenCount: this.#hiddenCount };
  }

  /** Edges to what the node needs; `.dvc` files and stages of other files join the picture. */
  #connect(node: OpenNode): void {
    for (const stage of node.stages) {
      for (const { path } of stage.deps) {
        if (path === undefined) continue;
        for (const producer of this.#project.graph.producersOf(path)) {
          this.#addEdge(producer, node.id, producer.path);
        }
      }
    }
  }

  #addEdge(producer: Producer, to: string, path: string): void {
    const from = this.#idOf(producer);
    if (from === undefined || from === to) return;
    const key = `${from}\n${to}`;
    const edge = this.#edges.get(key) ?? { from, to, paths: new Set<string>() };
    if (edge.paths.size < maxPaths) edge.paths.add(path);
    this.#edges.set(key, edge);
  }

  #idOf(producer: Producer): string | undefined {
    const { file, entry } = producer;
    const isKnown = this.#nodes.size + this.#data.size < maxNodes;
    if (entry === undefined) {
      const id = nodeId(file, "");
      if (!this.#data.has(id) && !isKnown) return undefined;
      this.#data.set(id, producer);
      return id;
    }
    const id = nodeId(file, entry);
    const known = this.#nodes.get(id);
    if (known === undefined) {
      if (!isKnown) return undefined;
      const stages = this.#project.expanded(file)?.stages ?? [];
      const own = stages.filter((stage) => stage.entry.name === entry);
      const [first] = own;
      if (first === undefined) return undefined;
      this.#nodes.set(id, { id, file, entry: first.entry, stages: own });
    }
    return id;
  }

  #build(id: string, needed: readonly PipelineNode[]): PipelineNode | undefined {
    const data = this.#data.get(id);
    if (data !== undefined) return buildData(id, data);
    const node = this.#nodes.get(id);
    return node === undefined ? undefined : this.#buildStage(node, needed);
  }

  #buildStage(node: OpenNode, needed: readonly PipelineNode[]): PipelineNode {
    const { id, file, entry, stages } = node;
    const instances = stages
      .slice(0, maxInstances)
      .map((stage): PipelineInstance => ({ name: stage.name, ...this.#statusOf(file, stage) }));
    const [first] = stages;
    const isFrozen = first?.isFrozen ?? false;
    const { state, reasons } = afterNeeds(worstOf(instances), isFrozen ? [] : needed);
    const lines = this.#project.file(file)?.lines;
    return {
      id,
      kind: entry.kind,
      name: entry.name,
      file,
      line: lines?.position(entry.pair.key.start).line ?? 0,
      state,
      reasons: reasons.slice(0, maxReasons),
      command: firstLine(first?.cmds.map(({ text }) => text) ?? []),
      instanceCount: stages.length,
      instances: entry.kind === "stage" ? [] : instances,
      deps: distinct(stages.flatMap(({ deps }) => deps.map(({ text }) => text))),
      outs: distinct(stages.flatMap(({ outs }) => outs.map(({ text }) => text))),
      findings: this.#findingsOf(file, entry),
      isFrozen,
    };
  }

  #findingsOf(file: string, { pair }: StageEntry): PipelineNode["findings"] {
    const lines = this.#project.file(file)?.lines;
    const end = target(pair.value)?.end ?? pair.value.end;
    return this.#project
      .findings(file)
      .filter(({ at }) => at.start >= pair.key.start && at.start <= end)
      .slice(0, maxFindings)
      .map(({ rule, severity, message, at }) => ({
        rule,
        severity,
        message,
        line: lines?.position(at.start).line ?? 0,
      }));
  }
}

function nodeId(file: string, stage: string): string {
  return `${file}:${stage}`;
}

function buildData(id: string, { file, path }: Producer): PipelineNode {
  return {
    id,
    kind: "data",
    name: path,
    file,
    line: 0,
    state: "fresh",
    reasons: [],
    command: "",
    instanceCount: 1,
    instances: [],
    deps: [],
    outs: [path],
    findings: [],
    isFrozen: false,
  };
}

const badness: Readonly<Record<StageState, number>> = {
  fresh: 0,
  unknown: 1,
  "never-run": 2,
  changed: 3,
};

/** The worst of several; a loop over nothing is not known. */
function worstOf(instances: readonly PipelineInstance[]): StageStatus {
  const [first, ...others] = instances;
  if (first === undefined) {
    return { state: "unknown", reasons: ["its templates cannot be filled in"] };
  }
  return others.reduce(
    (worst: StageStatus, other) => (badness[other.state] > badness[worst.state] ? other : worst),
    first,
  );
}

/** What is as `dvc.lock` has it is to be run all the same when something it needs is. */
function afterNeeds(own: StageStatus, needed: readonly PipelineNode[]): StageStatus {
  const waiting = needed.filter(({ state }) => state === "changed" || state === "never-run");
  if (own.state !== "fresh" || waiting.length === 0) return own;
  return { state: "changed", reasons: waiting.map(({ name }) => `${name} is to be run first`) };
}

function firstLine(commands: readonly string[]): string {
  const lines = commands.flatMap((command) => command.split("\n")).filter((it) => it.trim() !== "");
  const [first = ""] = lines;
  return lines.length > 1 ? `${first} …` : first;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].slice(0, maxPaths);
}
