import type { Disposable } from "../../base/disposables.ts";

/** What moved on since the panel was last told. */
export interface PanelChange {
  readonly revision: number;
  readonly runIds: readonly string[];
  readonly areColumnsChanged: boolean;
}

export interface ChangeFeedOptions {
  readonly send: (change: PanelChange) => void;
  /** A hidden panel is told nothing; what happened meanwhile is told when it is shown. */
  readonly isVisible: () => boolean;
  readonly minIntervalMs?: number;
}

/**
 * Tells a panel of changes, at most one message every `minIntervalMs`, merged.
 *
 * Invariant: no change is lost; while hidden only the ids and the newest revision are kept.
 */
export class ChangeFeed implements Disposable {
  readonly #options: ChangeFeedOptions;
  readonly #minIntervalMs: number;
  readonly #runIds = new Set<string>();
  #areColumnsChanged = false;
  #revision: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sentAt = -Infinity;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
    this.#minIntervalMs = options.minIntervalMs ?? 250;
  }

  push(change: PanelChange): void {
    for (const id of change.runIds) this.#runIds.add(id);
    this.#areColumnsChanged ||= change.areColumnsChanged;
    this.#revision = Math.max(change.revision, this.#revision ?? change.revision);
    this.#schedule();
  }

  /** The panel became visible. */
  resume(): void {
    this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#revision = undefined;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#revision === undefined) return;
    if (!this.#options.isVisible()) return;
    const waitMs = Math.max(0, this.#sentAt + this.#minIntervalMs - Date.now());
    this.#timer = setTimeout(() => this.#flush(), waitMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const revision = this.#revision;
    if (revision === undefined || !this.#options.isVisible()) return;
    const change = {
      revision,
      runIds: [...this.#runIds],
      areColumnsChanged: this.#areColumnsChanged,
    };
    this.#runIds.clear();
    this.#areColumnsChanged = false;
    this.#revision = undefined;
    this.#sentAt = Date.now();
    this.#options.send(change);
  }
}
