import type { Run } from "../../../core/runs/run.ts";
import type { SourceUpdate } from "../runSource.ts";

/** What one refresh has to tell. */
export class DvcChanges {
  readonly #runs = new Map<string, Run>();
  readonly #removed = new Set<string>();
  #isComplete = false;

  get isEmpty(): boolean {
    return this.#runs.size + this.#removed.size === 0 && !this.#isComplete;
  }

  add(run: Run): void {
    this.#removed.delete(run.id);
    this.#runs.set(run.id, run);
  }

  remove(id: string): void {
    this.#runs.delete(id);
    this.#removed.add(id);
  }

  restart(): void {
    this.#runs.clear();
    this.#removed.clear();
    this.#isComplete = true;
  }

  toUpdate(mark: () => string): SourceUpdate | undefined {
    if (this.isEmpty) return undefined;
    return {
      runs: [...this.#runs.values()],
      removed: [...this.#removed],
      isComplete: this.#isComplete,
      mark: mark(),
    };
  }
}
