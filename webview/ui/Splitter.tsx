export interface SplitterProps {
  readonly label: string;
  /** Share of the first part, 0 to 1. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** "row": the parts stand side by side; "column": one above the other. */
  readonly axis: "row" | "column";
  readonly onChange: (value: number) => void;
}

/** The line between two parts of its parent: dragged, or moved by arrow keys. */
export function Splitter({ label, value, min, max, axis, onChange }: SplitterProps) {
  const change = (share: number) => onChange(Math.min(max, Math.max(min, share)));
  const drag = (event: PointerEvent) => {
    const handle = event.currentTarget as HTMLElement;
    const parent = handle.parentElement?.getBoundingClientRect();
    if (parent === undefined || !handle.hasPointerCapture(event.pointerId)) return;
    if (axis === "row") change((event.clientX - parent.left) / parent.width);
    else change((event.clientY - parent.top) / parent.height);
  };
  const nudge = (event: KeyboardEvent) => {
    const offsets = { ArrowLeft: -0.02, ArrowUp: -0.02, ArrowRight: 0.02, ArrowDown: 0.02 };
    const offset = (offsets as Readonly<Record<string, number>>)[event.key];
    if (offset === undefined) return;
    change(value + offset);
    event.preventDefault();
  };
  return (
    <div
      class={`sx-splitter is-${axis}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === "row" ? "vertical" : "horizontal"}
      aria-valuenow={Math.round(value * 100)}
      aria-valuemin={Math.round(min * 100)}
      aria-valuemax={Math.round(max * 100)}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={nudge}
    />
  );
}
