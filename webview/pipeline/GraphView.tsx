import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PipelineView } from "../../src/core/lint/pipeline/pipelineView.ts";
import { useStore } from "../host/store.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { GraphLayout } from "./layoutGraph.ts";
import type { PipelineModel } from "./pipelineModel.ts";
import { isMatch } from "./searchStages.ts";
import { StageNode } from "./StageNode.tsx";
import { searchId } from "./Toolbar.tsx";
import { useViewport, type ViewportControl } from "./useViewport.ts";
import { neighbour, type Direction } from "./viewport.ts";

export interface GraphViewProps {
  readonly model: PipelineModel;
  readonly view: PipelineView;
  readonly layout: GraphLayout;
}

/** The stages and what goes between them; moved with the pointer, the wheel and the keyboard. */
export function GraphView({ model, view, layout }: GraphViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const control = useViewport(frame, layout);
  const { search, selected } = useStore(model.look, (state) => state);
  const [isFocused, setIsFocused] = useState(false);
  const matching = useMemo(
    () => new Set(view.nodes.filter((node) => isMatch(node, search)).map(({ id }) => id)),
    [view, search],
  );
  useLayoutEffect(() => {
    const box = selected === null ? undefined : layout.boxes.get(selected);
    if (box !== undefined) control.reveal(box);
  }, [selected, layout]);
  const firstMatch = search === "" ? undefined : matching.values().next().value;
  useEffect(() => {
    const box = firstMatch === undefined ? undefined : layout.boxes.get(firstMatch);
    if (box !== undefined) control.reveal(box);
  }, [firstMatch]);
  const { x, y, scale } = control.viewport;
  return (
    <div
      ref={frame}
      class={control.isDragging ? "sx-graph is-dragging" : "sx-graph"}
      tabIndex={0}
      role="application"
      aria-label={`Graph of ${view.nodes.length} stages. Arrow keys go from stage to stage, Enter shows the code, plus and minus zoom.`}
      onKeyDown={(event) => handleKey(event, { model, view, layout, control })}
      onFocus={() => setIsFocused(true)}
      onBlur={() => setIsFocused(false)}
      {...control.handlers}
    >
      <div
        class="sx-graph-content"
        style={{
          width: `${layout.width}px`,
          height: `${layout.height}px`,
          transform: `translate(${x}px, ${y}px) scale(${scale})`,
        }}
      >
        <Lines layout={layout} selected={selected} matching={matching} />
        {view.nodes.map((node) => (
          <StageNode
            key={node.id}
            node={node}
            box={layout.boxes.get(node.id)}
            isSelected={node.id === selected}
            isFocused={isFocused && node.id === selected}
            isDimmed={!matching.has(node.id)}
            model={model}
          />
        ))}
      </div>
      <ZoomButtons control={control} />
    </div>
  );
}

interface LinesProps {
  readonly layout: GraphLayout;
  readonly selected: string | null;
  readonly matching: ReadonlySet<string>;
}

function Lines({ layout, selected, matching }: LinesProps) {
  return (
    <svg class="sx-lines" width={layout.width} height={layout.height} aria-hidden="true">
      <defs>
        <Arrow id="sx-arrow" />
        <Arrow id="sx-arrow-chosen" class="is-chosen" />
      </defs>
      {layout.lines.map(({ from, to, paths, d }) => {
        const isChosen = from === selected || to === selected;
        const isDimmed = !matching.has(from) || !matching.has(to);
        const state = `${isChosen ? " is-chosen" : ""}${isDimmed ? " is-dimmed" : ""}`;
        const arrow = isChosen ? "sx-arrow-chosen" : "sx-arrow";
        return (
          <path
            key={`${from}\n${to}`}
            class={`sx-line${state}`}
            d={d}
            marker-end={`url(#${arrow})`}
          >
            <title>{paths.join("\n")}</title>
          </path>
        );
      })}
    </svg>
  );
}

/** A line's head, as large on thick lines as on thin ones. */
function Arrow({ id, class: look = "" }: { readonly id: string; readonly class?: string }) {
  return (
    <marker
      id={id}
      class={look}
      viewBox="0 0 8 8"
      refX="7"
      refY="4"
      markerWidth="9"
      markerHeight="9"
      markerUnits="userSpaceOnUse"
      orient="auto"
    >
      <path d="M0 0.5 8 4 0 7.5Z" />
    </marker>
  );
}

function ZoomButtons({ control }: { readonly control: ViewportControl }) {
  return (
    <div class="sx-zoom" role="group" aria-label="Zoom">
      <Button kind="icon" label="Zoom in (+)" onPress={() => control.zoom(1.25)}>
        <Icon name="plus" />
      </Button>
      <Button kind="icon" label="Zoom out (−)" onPress={() => control.zoom(0.8)}>
        <Icon name="minus" />
      </Button>
      <Button kind="icon" label="Show all stages (0)" onPress={() => control.fitAll()}>
        <Icon name="fit" />
      </Button>
    </div>
  );
}

interface KeyContext extends GraphViewProps {
  readonly control: ViewportControl;
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

function handleKey(event: KeyboardEvent, context: KeyContext): void {
  const { model, layout } = context;
  const direction = directions[event.key];
  if (direction !== undefined) {
    const next = neighbour(layout.boxes, model.look.get().selected ?? "", direction);
    if (next !== undefined) model.select(next);
  } else if (Object.hasOwn(keys, event.key)) keys[event.key]?.(context);
  else return;
  event.preventDefault();
}

const keys: Readonly<Record<string, (context: KeyContext) => void>> = {
  Enter({ model, view }) {
    const { selected } = model.look.get();
    const node = view.nodes.find(({ id }) => id === selected);
    if (node !== undefined) model.openSource(node.file, node.line);
  },
  Escape: ({ model }) => model.select(null),
  "+": ({ control }) => control.zoom(1.25),
  "=": ({ control }) => control.zoom(1.25),
  "-": ({ control }) => control.zoom(0.8),
  "0": ({ control }) => control.fitAll(),
  "/": () => document.querySelector<HTMLElement>(`.${searchId}`)?.focus(),
};
