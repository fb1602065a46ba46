import { CancelledError, describeError } from "./errors.ts";
import type { Log } from "./logging.ts";

/** Lets a promise run on its own: its failure is logged under `label`, never lost. */
export function background(promise: Promise<unknown>, label: string, log: Log): void {
  promise.catch((error: unknown) => {
    if (error instanceof CancelledError) return;
    log.error(`${label}: ${describeError(error)}`, error);
  });
}

/** The part of an `AbortSignal` that pure code looks at. */
export interface Cancellation {
  readonly aborted: boolean;
}

export function throwIfAborted(signal: Cancellation | undefined): void {
  if (signal?.aborted === true) throw new CancelledError();
}

/**
 * Runs `work` now and, when asked again meanwhile, once more after: never two at a time, never one
 * for each request. The promise ends when a run that began after the request has ended.
 */
export class Coalescer {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  request(): Promise<void> {
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running.then(
      () => this.#startNext(),
      () => this.#startNext(),
    );
    return this.#next;
  }

  #startNext(): Promise<void> {
    this.#next = undefined;
    return this.#start();
  }

  #start(): Promise<void> {
    const running = this.#work().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
