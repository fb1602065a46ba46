import { Coalescer } from "../../base/async.ts";
import { describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import type { Finding } from "../../core/lint/finding.ts";
import {
  placeEdit,
  placeFinding,
  type PlacedEdit,
  type PlacedFinding,
} from "../../core/lint/placedFinding.ts";
import { suppressFinding } from "../../core/lint/fixes/suppress.ts";
import type { Span } from "../../core/lint/source/nodes.ts";
import { kindsByPath } from "../../core/lint/project/classify.ts";
import { LintProject } from "../../core/lint/project/lintProject.ts";
import { applyChanges, type TextChange } from "./applyChanges.ts";
import { listLintFiles } from "./listLintFiles.ts";
import {
  readLintSettings,
  settingsFile,
  type LintOverrides,
  type LintSettings,
} from "./lintSettings.ts";
import { ProjectFolder } from "./projectFolder.ts";
import { readTracked } from "./readTracked.ts";
import { TrackedSet } from "./trackedSet.ts";

export interface LintServiceOptions {
  /** Absolute. */
  readonly root: string;
  /** False: no program that the repository names is started. */
  readonly isTrusted: boolean;
  readonly log: Log;
  readonly overrides?: LintOverrides;
  /** Tracked files, where it is not git that is asked. */
  readonly trackedFiles?: readonly string[];
  readonly signal?: AbortSignal;
  /** Findings are asked for once: nothing is followed, which is quicker. */
  readonly isOneShot?: boolean;
}

/** What is found in one file. */
export interface FileFindings {
  readonly path: string;
  /** Of the editor's text that was linted; null for the file on the disk. */
  readonly version: number | null;
  readonly findings: readonly PlacedFinding[];
}

interface OpenText {
  readonly version: number;
  readonly text: string;
}

/**
 * A project that is linted: its files on the disk, the texts of editors above them, and which
 * files are still to be linted anew. Nothing of a linted file is ever executed.
 */
export class LintService {
  readonly #options: LintServiceOptions;
  readonly #folder: ProjectFolder;
  readonly #listing = new Coalescer(() => this.#list());
  readonly #texts = new Map<string, OpenText>();
  /** Files whose findings are to be told anew; those of editors come first. */
  readonly #pending = new Set<string>();
  /** Files whose last told findings were not none. */
  readonly #marked = new Set<string>();
  readonly #failed = new Set<string>();
  #listed: ReadonlySet<string> = new Set();
  #settings: LintSettings;
  #project: LintProject;
  #isCut = false;

  private constructor(options: LintServiceOptions) {
    this.#options = options;
    this.#folder = new ProjectFolder(options.root);
    this.#settings = this.#readSettings();
    this.#project = this.#createProject([]);
  }

  /** Lists the project's files and asks git for those it tracks. */
  static async open(options: LintServiceOptions): Promise<LintService> {
    const service = new LintService(options);
    await service.#listing.request();
    return service;
  }

  get root(): string {
    return this.#folder.root;
  }

  absolute(path: string): string {
    return this.#folder.absolute(path);
  }

  /** What is computed over the files. Never kept: other settings make another one. */
  get project(): LintProject {
    return this.#project;
  }

  /** The files that are linted, sorted. */
  get paths(): readonly string[] {
    return [...this.#project.paths].sort();
  }

  /** There are more folders than were looked into. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** How many files could not be linted for a bug in a rule. */
  get failureCount(): number {
    return this.#failed.size;
  }

  /** What is found in a file, be it among those that are linted or not. */
  findings(path: string): FileFindings {
    const project = this.#project;
    const findings = this.rawFindings(path).map((one) => placeFinding(one, project));
    return { path, version: this.#texts.get(path)?.version ?? null, findings };
  }

  /** A rule that fails is a bug: it is logged, and costs the findings of this file only. */
  rawFindings(path: string): readonly Finding[] {
    try {
      const findings = this.#project.findings(path);
      this.#failed.delete(path);
      return findings;
    } catch (error) {
      this.#failed.add(path);
      const { log } = this.#options;
      log.error(`${path} could not be linted; this is a bug: ${describeError(error)}`, error);
      return [];
    }
  }

  /** The edit that writes a comment which silences a rule; null where none can be written. */
  suppress({ path, rule, start, end }: { path: string; rule: string } & Span): PlacedEdit | null {
    const file = this.#project.file(path);
    const edit = file && suppressFinding(file, { rule, at: { start, end } });
    return edit === undefined ? null : placeEdit(edit, this.#project);
  }

  get hasPending(): boolean {
    return this.#pending.size > 0;
  }

  /**
   * Lints files that are to be linted anew for about so long, one at least; at first it may only
   * read what all of them need. Files that have no findings and had none before are left out of
   * what is told, unless an editor shows them.
   */
  lintPending(budgetMs: number): readonly FileFindings[] {
    const end = performance.now() + budgetMs;
    if (!this.#project.graph.readAhead(() => performance.now() < end)) return [];
    const told: FileFindings[] = [];
    for (const path of this.#nextPending()) {
      this.#pending.delete(path);
      const found = this.#project.paths.has(path) ? this.findings(path) : nothingIn(path);
      const isMarked = found.findings.length > 0;
      if (isMarked || this.#marked.has(path) || found.version !== null) told.push(found);
      if (isMarked) this.#marked.add(path);
      else this.#marked.delete(path);
      if (performance.now() >= end) break;
    }
    return told;
  }

  /** An editor's text; null when it was closed and the disk counts again. */
  setText(path: string, version: number, text: string | null): void {
    if (text === null) this.#texts.delete(path);
    else this.#texts.set(path, { version, text });
    this.#textChanged(path, text);
  }

  /** What was typed, when the text before is known; false when the whole text is needed. */
  changeText(path: string, version: number, changes: readonly TextChange[]): boolean {
    const before = this.#texts.get(path);
    const text = before === undefined ? undefined : applyChanges(before.text, changes);
    if (text === undefined) return false;
    this.#texts.set(path, { version, text });
    this.#textChanged(path, text);
    return true;
  }

  /** Files and folders that came, went or changed on the disk; all may have when null. */
  async refresh(paths: readonly string[] | null): Promise<void> {
    if (paths === null) this.#folder.forgetAll();
    else this.#folder.forget(paths);
    if (paths === null) this.#resetProject();
    else this.#add(this.#project.changed(paths));
    if (paths === null || paths.includes(settingsFile)) this.#settingsChanged();
    if (paths === null || paths.some((path) => this.#mayMoveFiles(path))) {
      await this.#listing.request();
    }
  }

  /** All is to be told anew, as to somebody who knows nothing. */
  tellAll(): void {
    this.#marked.clear();
    this.#add(this.#project.paths);
  }

  #textChanged(path: string, text: string | null): void {
    this.#add(this.#project.setText(path, text));
    this.#pending.add(path);
    const { paths } = this.#project;
    const isListed = this.#listed.has(path) || (text !== null && kindsByPath(path).length > 0);
    if (isListed !== paths.has(path)) this.#setPaths();
    if (path === settingsFile) this.#settingsChanged();
  }

  /** Whether the files that are linted, or what git tracks, may be others now. */
  #mayMoveFiles(path: string): boolean {
    if (path.startsWith(".git/") || path.endsWith(".gitignore") || path === settingsFile)
      return true;
    const kind = this.#folder.kindOf(path);
    if (kind === "directory") return true;
    if (kind === "file") return !this.#listed.has(path) && kindsByPath(path).length > 0;
    return this.#listed.has(path) || [...this.#listed].some((one) => one.startsWith(`${path}/`));
  }

  async #list(): Promise<void> {
    const { isTrusted, log, signal, trackedFiles } = this.#options;
    const { exclude } = this.#settings;
    const folder = this.#folder;
    const listing = listLintFiles(folder, { exclude, signal });
    let tracked: TrackedSet | undefined;
    if (trackedFiles !== undefined) tracked = new TrackedSet(trackedFiles);
    else {
      const { repositories } = await listing;
      tracked = await readTracked(folder, { isTrusted, repositories, log, signal });
    }
    let listed = await listing;
    if (listed.leftOut.some((path) => tracked?.has(path) === true)) {
      listed = await listLintFiles(folder, { exclude, signal, tracked });
    }
    this.#isCut = listed.isCut;
    if (listed.isCut) log.warn(`${folder.root} has more folders than are linted`);
    this.#listed = new Set(listed.paths);
    folder.setTracked(tracked, { isThere: trackedFiles !== undefined });
    this.#add(this.#project.trackedChanged());
    this.#setPaths();
  }

  #setPaths(): void {
    const paths = new Set(this.#listed);
    for (const path of this.#texts.keys()) if (kindsByPath(path).length > 0) paths.add(path);
    const before = this.#project.paths;
    const changed = this.#project.setPaths(paths);
    for (const path of before) if (!paths.has(path)) this.#pending.add(path);
    for (const path of paths) if (!before.has(path)) this.#pending.add(path);
    this.#add(changed);
  }

  #readSettings(): LintSettings {
    const text = this.#texts.get(settingsFile)?.text ?? this.#folder.read(settingsFile)?.text;
    return readLintSettings(text, this.#options.overrides);
  }

  /** Other settings are another project: all is linted anew. */
  #settingsChanged(): void {
    const settings = this.#readSettings();
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#resetProject();
  }

  #createProject(paths: Iterable<string>): LintProject {
    const { isOneShot = false } = this.#options;
    return new LintProject(this.#folder, paths, this.#settings.options, { isOneShot });
  }

  #resetProject(): void {
    const { paths } = this.#project;
    this.#project = this.#createProject(paths);
    for (const [path, { text }] of this.#texts) this.#project.setText(path, text);
    this.#add(paths);
  }

  #add(paths: Iterable<string>): void {
    for (const path of paths) this.#pending.add(path);
  }

  *#nextPending(): Generator<string> {
    for (const path of this.#texts.keys()) if (this.#pending.has(path)) yield path;
    yield* this.#pending;
  }
}

function nothingIn(path: string): FileFindings {
  return { path, version: null, findings: [] };
}
