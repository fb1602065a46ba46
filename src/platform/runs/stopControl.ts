import { toDisposable, type Disposable } from "../../base/disposables.ts";

/** The wish to end a run, from wherever it comes: Ctrl-C, the editor, another shell. */
export class StopControl {
  readonly #polite = new AbortController();
  readonly #firm = new AbortController();

  /** Aborted by the first request of any kind. */
  readonly signal: AbortSignal = this.#polite.signal;
  /** Aborted when what is left should be killed at once. */
  readonly forceSignal: AbortSignal = this.#firm.signal;

  request({ force }: { readonly force: boolean }): void {
    if (force) this.#firm.abort();
    this.#polite.abort();
  }

  /** Requests a stop when `signal` aborts. */
  follow(signal: AbortSignal, request: { readonly force: boolean }): Disposable {
    const onAbort = (): void => this.request(request);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    return toDisposable(() => signal.removeEventListener("abort", onAbort));
  }
}
