import type { RunStatus } from "../../src/core/runs/run.ts";

/** Each status has a shape of its own: the colour only repeats what the shape says. */
const shapes: Readonly<Record<RunStatus, string>> = {
  queued: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.2l2 1.4",
  running: "M8 2a6 6 0 1 1-6 6",
  finished: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.2 8.3l2 2 3.6-4.2",
  failed: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  stopped: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6 6h4v4H6Z",
  interrupted: "M8 2.2 14.4 13.6H1.6ZM8 6.4v3.3M8 11.6v.1",
  unknown:
    "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.2 6.4c.2-2.2 3.7-2 3.5.1-.1 1.3-1.7 1.3-1.7 2.6M8 11.2v.1",
};

export const statusLabels: Readonly<Record<RunStatus, string>> = {
  queued: "Queued",
  running: "Running",
  finished: "Finished",
  failed: "Failed",
  stopped: "Stopped",
  interrupted: "Interrupted",
  unknown: "Unknown",
};

export function StatusIcon({ status }: { readonly status: RunStatus }) {
  return (
    <svg
      class={`sx-icon sx-status is-${status}`}
      viewBox="0 0 16 16"
      role="img"
      aria-label={statusLabels[status]}
    >
      <title>{statusLabels[status]}</title>
      <path d={shapes[status]} />
    </svg>
  );
}
