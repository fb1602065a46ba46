import type { Disposable } from "../base/disposables.ts";

/** Runs `work` soon after it is asked for, and at most once every `minIntervalMs`. */
export class Throttle implements Disposable {
  readonly #work: () => void;
  readonly #minIntervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #ranAt = -Infinity;
  #isDisposed = false;

  constructor(work: () => void, minIntervalMs: number) {
    this.#work = work;
    this.#minIntervalMs = minIntervalMs;
  }

  request(): void {
    if (this.#isDisposed || this.#timer !== undefined) return;
    const waitMs = Math.max(0, this.#ranAt + this.#minIntervalMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#ranAt = performance.now();
      this.#work();
    }, waitMs);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }
}
