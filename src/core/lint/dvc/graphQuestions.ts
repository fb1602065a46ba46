import { PathTrie } from "./pathTrie.ts";
import type { GraphStage } from "./pipelineGraph.ts";

/**
 * Which questions have been asked of the graph, and which of them are answered otherwise now. A
 * question that changed is forgotten until it is asked again.
 */
export class GraphQuestions {
  readonly #track: (key: string) => void;
  readonly #asked = { outs: new PathTrie<string>(), deps: new PathTrie<string>() };
  readonly #changed = new Set<string>();

  constructor(track: (key: string) => void) {
    this.#track = track;
  }

  /** What lies at, above or below a path. */
  askPath(ends: Kind, path: string): void {
    this.#track(`graph:${ends}:${path}`);
    this.#asked[ends].add(path, path);
  }

  askStage(id: string): void {
    this.#track(`graph:stage:${id}`);
  }

  askAll(): void {
    this.#track("graph:stages");
  }

  askCycles(file: string): void {
    this.#track(`graph:cycles:${file}`);
  }

  /** A stage came, went, or has other ends. */
  changeStage(id: string, old: GraphStage | undefined, now: GraphStage | undefined): void {
    this.#changed.add("graph:stages");
    this.#changed.add(`graph:stage:${id}`);
    const hasMoved = old?.root !== now?.root;
    this.#changeEnds("outs", old?.outs ?? [], now?.outs ?? [], hasMoved);
    this.#changeEnds("deps", old?.deps ?? [], now?.deps ?? [], hasMoved);
  }

  changeCycles(file: string): void {
    this.#changed.add(`graph:cycles:${file}`);
  }

  /** The keys of those that changed since it was called last. */
  take(): readonly string[] {
    const keys = [...this.#changed];
    this.#changed.clear();
    return keys;
  }

  #changeEnds(kind: Kind, old: readonly End[], now: readonly End[], areAll: boolean): void {
    const before = new Set(areAll ? [] : old.map(describe));
    const after = new Set(areAll ? [] : now.map(describe));
    for (const end of old) if (!after.has(describe(end))) this.#changePath(kind, end.path);
    for (const end of now) if (!before.has(describe(end))) this.#changePath(kind, end.path);
  }

  #changePath(kind: Kind, path: string): void {
    for (const asked of this.#asked[kind].overlapping(path)) {
      this.#changed.add(`graph:${kind}:${asked}`);
      this.#asked[kind].delete(asked, asked);
    }
  }
}

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
