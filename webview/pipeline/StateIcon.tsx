import type { StageState } from "../../src/core/lint/pipeline/pipelineView.ts";

/** Each state has a shape of its own: the colour only repeats what the shape says. */
const shapes: Readonly<Record<StageState, string>> = {
  fresh: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.2 8.3l2 2 3.6-4.2",
  changed: "M8 2.2 13.8 8 8 13.8 2.2 8ZM8 5.4v3.2M8 10.7v.1",
  "never-run": "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.2 8h5.6",
  unknown:
    "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.2 6.4c.2-2.2 3.7-2 3.5.1-.1 1.3-1.7 1.3-1.7 2.6M8 11.2v.1",
};

export const stateLabels: Readonly<Record<StageState, string>> = {
  fresh: "Up to date",
  changed: "Changed",
  "never-run": "Never run",
  unknown: "Not known",
};

export function StateIcon({ state }: { readonly state: StageState }) {
  return (
    <svg
      class={`sx-icon sx-state is-${state}`}
      viewBox="0 0 16 16"
      role="img"
      aria-label={stateLabels[state]}
    >
      <title>{stateLabels[state]}</title>
      <path d={shapes[state]} />
    </svg>
  );
}
