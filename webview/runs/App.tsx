import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../host/store.ts";
import { RunTable } from "../table/RunTable.tsx";
import { Splitter } from "../ui/Splitter.tsx";
import { Detail } from "./Detail.tsx";
import { emptyReason, EmptyState } from "./EmptyState.tsx";
import type { PanelModel } from "./panelModel.ts";
import { SearchProgress } from "./SearchProgress.tsx";
import { Toolbar } from "./Toolbar.tsx";

/** Below this width the detail goes under the table. */
const narrowPx = 1100;

export function App({ model }: { readonly model: PanelModel }) {
  const frame = useRef<HTMLDivElement>(null);
  const isNarrow = useIsNarrow(frame);
  const split = useStore(model.layout, (layout) => (isNarrow ? layout.stackedSplit : layout.split));
  const notice = useStore(model.notice, (state) => state.message);
  const summary = useStore(model.table, (state) => state.rows?.summary ?? null);
  const share = `${(split * 100).toFixed(2)}%`;
  const size = isNarrow ? { height: share } : { width: share };
  return (
    <div ref={frame} class={isNarrow ? "sx-app is-narrow" : "sx-app"}>
      <Toolbar model={model} />
      {summary?.totalRunCount !== 0 && <SearchProgress model={model} />}
      {notice !== "" && (
        <div class="sx-notice" role="alert">
          {notice}
        </div>
      )}
      {summary !== null && summary.totalRunCount === 0 ? (
        <EmptyState model={model} reason={emptyReason(summary)} />
      ) : (
        <div class="sx-parts">
          <div class="sx-part sx-table-part" style={{ width: "", height: "", ...size }}>
            <RunTable model={model} />
            {summary !== null && summary.rowCount === 0 && (
              <EmptyState model={model} reason={emptyReason(summary)} />
            )}
          </div>
          <Splitter
            label={isNarrow ? "Height of the table" : "Width of the table"}
            value={split}
            min={0.15}
            max={0.85}
            axis={isNarrow ? "column" : "row"}
            onChange={(value) =>
              model.layout.set(isNarrow ? { stackedSplit: value } : { split: value })
            }
          />
          <div class="sx-part sx-detail-part">
            <Detail model={model} />
          </div>
        </div>
      )}
    </div>
  );
}

function useIsNarrow(element: { readonly current: HTMLElement | null }): boolean {
  const [isNarrow, setIsNarrow] = useState(() => window.innerWidth < narrowPx);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const observer = new ResizeObserver(() => setIsNarrow(target.clientWidth < narrowPx));
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return isNarrow;
}
