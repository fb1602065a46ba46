import type { MemoKey } from "../project/memo.ts";
import { PathTrie } from "./pathTrie.ts";
import type { GraphStage } from "./pipelineGraph.ts";

/**
 * Which questions have been asked of the graph, and which of them are answered otherwise now. A
 * question that changed is forgotten until it is asked again.
 */
export class GraphQuestions {
  readonly #track: (kind: string, name: string) => void;
  readonly #isKept: boolean;
  readonly #asked = { outs: new PathTrie<string>(), deps: new PathTrie<string>() };
  /** The same paths, to tell at once what was asked before. */
  readonly #known = { outs: new Set<string>(), deps: new Set<string>() };
  readonly #changed = new Map<string, Set<string>>();

  /** `isKept`: false where nobody asks what changed. */
  constructor(track: (kind: string, name: string) => void, isKept: boolean) {
    this.#track = track;
    this.#isKept = isKept;
  }

  /** What lies at, above or below a path. */
  askPath(ends: Kind, path: string): void {
    this.#track(questionKinds[ends], path);
    if (!this.#isKept || this.#known[ends].has(path)) return;
    this.#known[ends].add(path);
    this.#asked[ends].add(path, path);
  }

  askStage(id: string): void {
    this.#track(questionKinds.stage, id);
  }

  askAll(): void {
    this.#track(questionKinds.stages, "");
  }

  askCycles(file: string): void {
    this.#track(questionKinds.cycles, file);
  }

  /** A stage came, went, or has other ends. */
  changeStage(id: string, old: GraphStage | undefined, now: GraphStage | undefined): void {
    this.#change("stages", "");
    this.#change("stage", id);
    const hasMoved = old?.root !== now?.root;
    this.#changeEnds("outs", old?.outs ?? [], now?.outs ?? [], hasMoved);
    this.#changeEnds("deps", old?.deps ?? [], now?.deps ?? [], hasMoved);
  }

  changeCycles(file: string): void {
    this.#change("cycles", file);
  }

  /** Those that changed since it was called last. */
  take(): readonly MemoKey[] {
    const keys: MemoKey[] = [];
    for (const [kind, names] of this.#changed) for (const name of names) keys.push({ kind, name });
    this.#changed.clear();
    return keys;
  }

  #change(question: keyof typeof questionKinds, name: string): void {
    const kind = questionKinds[question];
    const names = this.#changed.get(kind);
    if (names === undefined) this.#changed.set(kind, new Set([name]));
    else names.add(name);
  }

  #changeEnds(kind: Kind, old: readonly End[], now: readonly End[], areAll: boolean): void {
    const before = new Set(areAll ? [] : old.map(describe));
    const after = new Set(areAll ? [] : now.map(describe));
    for (const end of old) if (!after.has(describe(end))) this.#changePath(kind, end.path);
    for (const end of now) if (!before.has(describe(end))) this.#changePath(kind, end.path);
  }

  #changePath(kind: Kind, path: string): void {
    for (const asked of this.#asked[kind].overlapping(path)) {
      this.#change(kind, asked);
      this.#asked[kind].delete(asked, asked);
      this.#known[kind].delete(asked);
    }
  }
}

/** What the memo knows the questions by. */
const questionKinds = {
  outs: "graph-outs",
  deps: "graph-deps",
  stage: "graph-stage",
  stages: "graph-stages",
  cycles: "graph-cycles",
};

type Kind = "outs" | "deps";

interface End {
  readonly path: string;
  readonly text: string;
  readonly section: string;
  readonly isCached?: boolean;
}

function describe({ path, text, section, isCached }: End): string {
  return `${section}\n${isCached === false ? "-" : "+"}${path}\n${text}`;
}
