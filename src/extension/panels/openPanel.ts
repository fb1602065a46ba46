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
