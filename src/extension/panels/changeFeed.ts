import type { Disposable } from "../../base/disposables.ts";
import { Throttle } from "../throttle.ts";

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
}

const minIntervalMs = 250;

/**
 * Tells a panel of changes, at most one message quarter of a second, merged.
 *
 * Invariant: no change is lost; while hidden only the ids and the newest revision are kept.
 */
export class ChangeFeed implements Disposable {
  readonly #options: ChangeFeedOptions;
  readonly #throttle = new Throttle(() => this.#flush(), minIntervalMs);
  readonly #runIds = new Set<string>();
  #areColumnsChanged = false;
  #revision: number | undefined;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  push(change: PanelChange): void {
    for (const id of change.runIds) this.#runIds.add(id);
    this.#areColumnsChanged ||= change.areColumnsChanged;
    this.#revision = Math.max(change.revision, this.#revision ?? change.revision);
    this.#throttle.request();
  }

  /** The panel became visible. */
  resume(): void {
    if (this.#revision !== undefined) this.#throttle.request();
  }

  dispose(): void {
    this.#throttle.dispose();
  }

  #flush(): void {
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
    this.#options.send(change);
  }
}
