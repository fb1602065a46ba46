import type { RevealedTab } from "../../protocol/driftPanel.ts";
import type { PanelTab } from "../ids.ts";

/** A Runs panel that is open, for whoever wants to show something in it. */
export interface RunsPanel {
  bringToFront(): void;
  close(): void;
  /** Selects runs in the panel, once its page listens. */
  reveal(runIds: readonly string[], tab: PanelTab): void;
}

/** A Pipeline panel that is open. */
export interface PipelinePanel {
  bringToFront(): void;
  close(): void;
}

export interface RevealOptions {
  readonly feature?: string | null | undefined;
  readonly tab?: RevealedTab | null | undefined;
}

/** A Drift panel that is open. */
export interface DriftPanel {
  bringToFront(): void;
  close(): void;
  /** Shows a monitor or a comparison, and in it a feature, once the page listens. */
  reveal(id: string, options?: RevealOptions): void;
}
