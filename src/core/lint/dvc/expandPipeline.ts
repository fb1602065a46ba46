import type { LintProject } from "../project/lintProject.ts";
import {
  asMap,
  asScalar,
  isLeftOut,
  pairAt,
  target,
  type ScalarNode,
  type Span,
  type TreeNode,
} from "../source/nodes.ts";
import { TemplateFiller, type Filled, type Scope, type UsedValue } from "./fillTemplates.ts";
import { defaultParamsFile, loadGlobalVars, loadStageVars, type Vars } from "./loadVars.ts";
import { readLoop, textNode, type LoopTurn } from "./loopItems.ts";
import { readParsingConfig } from "./parsingConfig.ts";
import type { Pipeline, StageEntry } from "./pipeline.ts";
import { folderOf, projectPath } from "./projectPaths.ts";
import { createBudget, spend } from "./readingBudget.ts";
import { buildInstance, type TypedUse } from "./stageInstance.ts";
import { TemplateFinder, type PlacedTemplate } from "./stageTemplates.ts";
import { lookUp, type ContextMap, type ContextNode } from "./templateContext.ts";
import { readVarsFile } from "./varsFile.ts";
import { TemplateProblems, type TemplateProblem } from "./templateProblems.ts";

export type { TemplateProblem, TemplateProblemKind } from "./templateProblems.ts";

/** A `dvc.yaml` with `vars`, `foreach`, `matrix` and `${…}` filled in as DVC does it. */
export interface ExpandedPipeline {
  readonly pipeline: Pipeline;
  /** In DVC's order. */
  readonly stages: readonly StageInstance[];
  /** What could not be filled in. The rules `DVC1xx` tell of them. */
  readonly problems: readonly TemplateProblem[];
  /** All `${…}` of the file with what they come to. */
  readonly references: readonly TemplateReference[];
  /** What templates outside of loops see: for completion. */
  readonly values: ContextMap;
  /** Texts of top-level sections that hold `${…}`, filled in. */
  readonly sectionTexts: ReadonlyMap<TreeNode, TemplatedText>;
}

/** What DVC runs: a stage, or one item of a `foreach` or `matrix` (`train@a`). */
export interface StageInstance {
  readonly name: string;
  readonly entry: StageEntry;
  /** Relative to the project's root; undefined when it leaves the root or is not known. */
  readonly wdir: string | undefined;
  /** Each is run by itself; a string of several lines is still one here. */
  readonly cmds: readonly TemplatedText[];
  readonly deps: readonly StagePath[];
  readonly outs: readonly StageOut[];
  readonly params: readonly StageParam[];
  readonly isFrozen: boolean;
  readonly isAlwaysChanged: boolean;
  /** Some `${…}` in it could not be filled in: what is not known of it is not held against it. */
  readonly isPartial: boolean;
}

/** A string after its templates are filled in, and the node that it is written in. */
export interface TemplatedText {
  /** As it stands in the file where `isResolved` is false. */
  readonly text: string;
  readonly node: TreeNode;
  readonly isResolved: boolean;
}

export interface StagePath extends TemplatedText {
  /**
   * Relative to the project's root, without `.` and `..`; undefined for URLs, absolute paths,
   * paths that leave the root, and those that are not known.
   */
  readonly path: string | undefined;
}

export interface StageOut extends StagePath {
  readonly section: "outs" | "metrics" | "plots";
  /** False where `cache: false`. */
  readonly isCached: boolean;
  readonly isPersistent: boolean;
  /** The flags below the path, when there are some. */
  readonly flags: TreeNode | undefined;
}

/** An entry of `params`, or what `${…}` in the stage takes out of files, which DVC tracks too. */
export interface StageParam {
  /** Relative to the project's root; undefined when it is not known. */
  readonly file: string | undefined;
  /** Dotted; null for the whole file. */
  readonly key: string | null;
  readonly node: TreeNode;
  /** False for those that only templates use. */
  readonly isListed: boolean;
}

/** One `${…}` as it is written; one for each place, however many instances its stage has. */
export interface TemplateReference {
  /** From `$` to behind `}`. */
  readonly at: Span;
  /** What stands between the braces, trimmed. */
  readonly expression: string;
  /** Its keys and list positions: `a.b[0]` is `a`, `b`, `0`. */
  readonly steps: readonly string[];
  /** The text that it stands in. */
  readonly node: TreeNode;
  /** Undefined for top-level places. */
  readonly stage: StageEntry | undefined;
  /** What it comes to: one for each instance of the stage, as DVC writes it; short for mappings. */
  readonly values: readonly ReferenceValue[];
}

export interface ReferenceValue {
  readonly instance: string;
  readonly text: string;
  /** Where the value stands; undefined for `item` and `key` made by a loop over plain values. */
  readonly source: { readonly path: string; readonly at: Span } | undefined;
  /** The file of parameters that DVC tracks it in; undefined for `vars` that stand in `dvc.yaml`. */
  readonly file: string | undefined;
  /** Its dotted path in that file. */
  readonly key: string;
}

/** At most so many stages of one file; the rest is left out. */
const maxStages = 10_000;

/** Values of trees that one file may cost, each stage of a loop counted. */
const maxWork = 600_000;

const sections = ["artifacts", "datasets", "metrics", "params", "plots"];

export function expandPipeline(pipeline: Pipeline, project: LintProject): ExpandedPipeline {
  return new PipelineExpansion(pipeline, project).expand();
}

class PipelineExpansion {
  readonly #pipeline: Pipeline;
  readonly #project: LintProject;
  readonly #finder: TemplateFinder;
  readonly #filler: TemplateFiller;
  readonly #problems = new TemplateProblems();
  readonly #vars: Vars;
  readonly #stages: StageInstance[] = [];
  readonly #budget = createBudget(maxWork);
  readonly #elsewhere = new Map<string, string | undefined>();
  readonly #stageVars = new Map<string, Vars>();

  constructor(pipeline: Pipeline, project: LintProject) {
    const { file } = pipeline;
    this.#pipeline = pipeline;
    this.#project = project;
    this.#finder = new TemplateFinder(file, this.#budget);
    this.#filler = new TemplateFiller(file, readParsingConfig(file.path, project), this.#problems);
    this.#vars = loadGlobalVars(file, pipeline.vars, { project, budget: this.#budget });
  }

  expand(): ExpandedPipeline {
    for (const problem of this.#vars.problems) this.#problems.add(problem);
    for (const entry of this.#pipeline.stages) this.#expandEntry(entry);
    return {
      pipeline: this.#pipeline,
      stages: this.#stages,
      sectionTexts: this.#fillSections(),
      values: this.#vars.root,
      problems: this.#problems.list(),
      references: this.#filler.references,
    };
  }

  #expandEntry(entry: StageEntry): void {
    const { body } = entry;
    if (body === undefined) return;
    const skipped = entry.kind === "matrix" ? ["vars", "matrix"] : ["vars"];
    const before = this.#budget.values;
    const templates = this.#finder.inStage(body, skipped);
    const size = before - this.#budget.values;
    for (const { template } of templates) this.#filler.declare(template, entry);
    const make = (name: string, loop: Scope["loop"]) => {
      if (spend(this.#budget, size)) this.#addInstance(templates, this.#scope(entry, name, loop));
    };
    if (entry.kind === "stage") {
      make(entry.name, noLoop);
      return;
    }
    const turns = this.#turns(entry);
    if (turns === undefined) make(entry.name, unknownLoop);
    else this.#problems.count(entry.name, turns.length);
    for (const turn of turns ?? []) make(`${entry.name}@${turn.name}`, loopNames(turn));
  }

  #turns(entry: StageEntry): readonly LoopTurn[] | undefined {
    const turns = readLoop(entry, {
      filler: this.#filler,
      finder: this.#finder,
      file: this.#pipeline.file,
      scope: this.#scope(entry, entry.name, noLoop),
      budget: this.#budget,
      maxTurns: Math.max(0, maxStages - this.#stages.length),
    });
    const names =
      entry.kind === "matrix" || turns?.[0]?.key !== undefined ? ["item", "key"] : ["item"];
    for (const name of turns === undefined ? [] : names) this.#tellShadowed(entry, name);
    return turns;
  }

  #tellShadowed(entry: StageEntry, name: string): void {
    const hidden = this.#vars.root.entries.get(name);
    if (hidden === undefined) return;
    const { origin } = hidden;
    this.#problems.add({
      kind: "shadowed",
      path: this.#pipeline.file.path,
      at: entry.pair.key,
      message: `the loop of \`${entry.name}\` hides the value \`${name}\`${origin === undefined ? "" : ` of \`${origin.path}\``}`,
      related:
        origin === undefined ? [] : [{ path: origin.path, ...origin.at, message: "the value" }],
    });
  }

  #scope(entry: StageEntry | undefined, instance: string, loop: Scope["loop"]): Scope {
    const { root, isIncomplete, whereFrom } = this.#vars;
    const findElsewhere = (steps: readonly string[]) => this.#findElsewhere(entry, steps);
    return { root, isIncomplete, whereFrom, entry, instance, loop, findElsewhere };
  }

  /** In the folders above, and where the stage runs. */
  #findElsewhere(entry: StageEntry | undefined, steps: readonly string[]): string | undefined {
    const asked = JSON.stringify([entry?.name, ...steps]);
    if (!this.#elsewhere.has(asked))
      this.#elsewhere.set(asked, this.#searchElsewhere(entry, steps));
    return this.#elsewhere.get(asked);
  }

  #searchElsewhere(entry: StageEntry | undefined, steps: readonly string[]): string | undefined {
    const { folder } = this.#pipeline.file;
    const wdir = asScalar(pairAt(entry?.body, "wdir")?.value)?.text ?? "";
    const folders = [projectPath(folder, wdir)];
    for (let at = folder; at !== ""; at = folderOf(at)) folders.push(folderOf(at));
    return folders
      .flatMap((it) =>
        it === undefined || it === folder ? [] : projectPath(it, defaultParamsFile),
      )
      .find((path) => {
        if (path === undefined || this.#project.kindOf(path) !== "file") return false;
        const { root } = readVarsFile(path, this.#project);
        return root !== undefined && lookUp(root, steps).found !== undefined;
      });
  }

  #addInstance(templates: readonly PlacedTemplate[], global: Scope): void {
    const { entry, instance: name } = global;
    if (entry === undefined || this.#stages.length >= maxStages) return;
    const folder = this.#workingFolder(entry, global);
    const scope = this.#stageScope(entry, global, folder);
    const filled = new Map<ScalarNode, Filled>();
    const used: UsedValue[] = [];
    let isPartial = global.loop === unknownLoop;
    for (const placed of templates) {
      const { node } = placed.template;
      if (filled.has(node)) continue;
      const made = this.#filler.fill(placed, scope, used);
      isPartial ||= !made.isResolved;
      filled.set(node, made);
    }
    const tellType = (use: TypedUse) => {
      this.#filler.tellType(use, { template: this.#finder.of(use.node), instance: name });
    };
    const parts = { name, entry, wdir: folder, filled, used, isPartial, tellType };
    this.#stages.push(buildInstance(parts));
  }

  /** Of the working folder DVC sees only what all stages see, and the loop. */
  #workingFolder(entry: StageEntry, scope: Scope): string | undefined {
    const { folder } = this.#pipeline.file;
    const node = target(pairAt(entry.body, "wdir")?.value);
    if (node === undefined || isLeftOut(node)) return folder;
    if (node.kind !== "scalar") return undefined;
    const template = this.#finder.of(node);
    if (template === undefined) return node.text === "" ? folder : projectPath(folder, node.text);
    const filled = this.#filler.fill({ template, section: "wdir" }, scope);
    if (!filled.isResolved) return undefined;
    const { value } = filled;
    if (value?.kind !== "scalar" || value.value.type === "str") {
      return projectPath(folder, filled.text);
    }
    if (value.value.type === "null") return folder;
    this.#filler.tellType(
      { node, section: "wdir", filled },
      { template, instance: scope.instance },
    );
    return undefined;
  }

  #stageScope(entry: StageEntry, scope: Scope, folder: string | undefined): Scope {
    const vars = pairAt(entry.body, "vars")?.value;
    if (vars === undefined) return scope;
    const reserved = [...scope.loop.keys()];
    const asked = JSON.stringify([entry.pair.key.start, folder ?? null, reserved]);
    const { file } = this.#pipeline;
    const place = { file, project: this.#project, folder, reserved, budget: this.#budget };
    const loaded = this.#stageVars.get(asked) ?? loadStageVars(this.#vars, vars, place);
    this.#stageVars.set(asked, loaded);
    for (const problem of loaded.problems) this.#problems.add(problem, scope.instance);
    const { root, isIncomplete, whereFrom } = loaded;
    return { ...scope, root, isIncomplete, whereFrom };
  }

  #fillSections(): ReadonlyMap<TreeNode, TemplatedText> {
    const texts = new Map<TreeNode, TemplatedText>();
    const root = asMap(this.#pipeline.root);
    for (const section of sections) {
      const node = pairAt(root, section)?.value;
      if (node === undefined) continue;
      const scope = this.#scope(undefined, section, noLoop);
      for (const placed of this.#finder.inSection(node)) {
        this.#filler.declare(placed.template, undefined);
        const { text, isResolved } = this.#filler.fill(placed, scope);
        const { node: written } = placed.template;
        texts.set(written, { text, isResolved, node: written });
      }
    }
    return texts;
  }
}

const noLoop: Scope["loop"] = new Map();

const unknown: ContextNode = { kind: "unknown", origin: undefined, file: undefined, key: "" };

/** A loop that could not be resolved: whatever its stages take of it is not known. */
const unknownLoop: Scope["loop"] = new Map([
  ["item", unknown],
  ["key", unknown],
]);

function loopNames({ item, key }: LoopTurn): Scope["loop"] {
  const names = new Map([["item", item]]);
  if (key !== undefined) names.set("key", textNode(key));
  return names;
}
