import type { FileText, ProjectFiles } from "../../ports.ts";
import type { Finding } from "../finding.ts";
import { expandPipeline, type ExpandedPipeline } from "../dvc/expandPipeline.ts";
import { PipelineGraph } from "../dvc/pipelineGraph.ts";
import { readPipeline, type Pipeline } from "../dvc/pipeline.ts";
import { defaultLintOptions, type LintOptions } from "../lintOptions.ts";
import { checkFile } from "../checkFile.ts";
import type { Rule } from "../rule.ts";
import { rules } from "../rules.ts";
import { readLintFile, type LintFile } from "./lintFile.ts";
import { TrackedMemo, type MemoKey } from "./memo.ts";

/**
 * The unit of linting: files with what they mean to each other. Everything is computed when it is
 * asked for, kept, and computed again only when what it was computed from has changed.
 */
export class LintProject {
  readonly #files: ProjectFiles;
  readonly #memo: TrackedMemo;
  /** Texts of editors, which count instead of the disk's. */
  readonly #texts = new Map<string, string>();
  readonly #options: LintOptions;
  readonly #graph: PipelineGraph;
  #paths: ReadonlySet<string>;

  /**
   * `paths`: the files that are there to be linted. `isOneShot`: findings are asked for once, so that
   * what depends on what need not be noted; a change then costs everything.
   */
  constructor(
    files: ProjectFiles,
    paths: Iterable<string>,
    options = defaultLintOptions,
    { isOneShot = false }: { readonly isOneShot?: boolean } = {},
  ) {
    this.#memo = new TrackedMemo(!isOneShot);
    this.#files = files;
    this.#paths = new Set(paths);
    this.#options = options;
    this.#graph = new PipelineGraph(this, !isOneShot);
  }

  get options(): LintOptions {
    return this.#options;
  }

  /** All there are, for what names them. */
  get rules(): readonly Rule[] {
    return rules;
  }

  /** The files of the project that the linter knows, sorted by nothing. */
  get paths(): ReadonlySet<string> {
    this.#memo.track("paths");
    return this.#paths;
  }

  /** A file, parsed; undefined when there is none. Never throws. */
  file(path: string): LintFile | undefined {
    return this.#memo.get("file", path, () => {
      this.#memo.track("disk", path);
      const text = this.#texts.get(path);
      const found: FileText | undefined =
        text === undefined ? this.#files.read(path) : { text, encoding: "utf-8" };
      return found === undefined ? undefined : readLintFile(path, found);
    });
  }

  kindOf(path: string): "file" | "directory" | "missing" {
    this.#memo.track("disk", path);
    return this.#texts.has(path) ? "file" : this.#files.kindOf(path);
  }

  list(folder: string): readonly string[] {
    this.#memo.track("disk", folder);
    return this.#files.list(folder);
  }

  isTracked(path: string): boolean | undefined {
    this.#memo.track("tracked");
    return this.#files.isTracked(path);
  }

  /** Something of a rule's own that is worth keeping, as a parsed ignore file. */
  remember<T>(key: string, compute: () => T): T {
    return this.#memo.get("own", key, compute);
  }

  /** The same for things that there are many of: their kind, and what each belongs to. */
  rememberOf<T>(kind: string, name: string, compute: () => T): T {
    return this.#memo.get(kind, name, compute);
  }

  /** Notes that what is computed now reads something that only its owner knows to change. */
  track(kind: string, name: string): void {
    this.#memo.track(kind, name);
  }

  /** For owners of something that is kept outside and tells itself what has changed. */
  untracked<T>(compute: () => T): T {
    return this.#memo.untracked(compute);
  }

  /** The stages of a `dvc.yaml` as they are written. */
  pipeline(path: string): Pipeline | undefined {
    return this.#memo.get("pipeline", path, () => {
      const file = this.file(path);
      return file === undefined ? undefined : readPipeline(file);
    });
  }

  /** The stages of a `dvc.yaml` after its templates are filled in. */
  expanded(path: string): ExpandedPipeline | undefined {
    return this.#memo.get("expanded", path, () => {
      const pipeline = this.pipeline(path);
      return pipeline === undefined ? undefined : expandPipeline(pipeline, this);
    });
  }

  /** What the stages of all `dvc.yaml` and the `.dvc` files make and need. */
  get graph(): PipelineGraph {
    return this.#graph;
  }

  /** What the rules find in a file: ordered by place, without what options and comments silence. */
  findings(path: string): readonly Finding[] {
    return this.#memo.get("findings", path, () => {
      const file = this.file(path);
      return file === undefined ? [] : checkFile(file, this);
    });
  }

  /** An editor's text; null when it is closed and the disk counts again. */
  setText(path: string, text: string | null): ReadonlySet<string> {
    const had = this.#texts.get(path);
    if (text === null ? had === undefined : had === text) return new Set();
    if (text === null) this.#texts.delete(path);
    else this.#texts.set(path, text);
    return this.#change([{ kind: "disk", name: path }]);
  }

  /** Files that changed, came or went on the disk. */
  changed(paths: Iterable<string>): ReadonlySet<string> {
    const names = new Set<string>();
    for (const path of paths) {
      names.add(path);
      for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
        names.add(path.slice(0, at));
      }
      names.add("");
    }
    return this.#change([...names].map((name) => ({ kind: "disk", name })));
  }

  /** The files there are to be linted, when some came or went. */
  setPaths(paths: Iterable<string>): ReadonlySet<string> {
    this.#paths = new Set(paths);
    return this.#change([{ kind: "paths", name: "" }]);
  }

  /** What git tracks has changed. */
  trackedChanged(): ReadonlySet<string> {
    return this.#change([{ kind: "tracked", name: "" }]);
  }

  /** Forgets what was computed from the inputs; the paths whose findings are to be asked anew. */
  #change(inputs: Iterable<MemoKey>): ReadonlySet<string> {
    const first = this.#memo.invalidate(inputs);
    const second = this.#memo.invalidate(this.#graph.settle(first));
    const changed = new Set<string>();
    for (const forgotten of [first, second]) {
      for (const { kind, name } of forgotten) if (kind === "findings") changed.add(name);
    }
    return changed;
  }
}
