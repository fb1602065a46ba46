import { useMemo, useRef } from "preact/hooks";
import type { ChartTable, Mark, Scene } from "../../src/core/drift/report/chartScene.ts";
import { LazyDetails } from "./LazyDetails.tsx";
import { useWidth } from "./useWidth.ts";

export interface SceneChartProps {
  /** Must be the same function while its data are the same. */
  readonly draw: (width: number) => Scene;
  readonly table: () => ChartTable;
  readonly caption: string;
}

/** A chart as wide as its place, with its numbers as a table on demand. */
export function SceneChart({ draw, table, caption }: SceneChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const scene = useMemo(() => (width > 0 ? draw(Math.max(220, width)) : null), [draw, width]);
  return (
    <figure class="sx-chart-figure">
      <div ref={frame} class="sx-chart-frame">
        {scene !== null && (
          <svg width={scene.width} height={scene.height} role="img" aria-label={scene.label}>
            {scene.marks.map((mark, index) => (
              <MarkElement key={index} mark={mark} />
            ))}
          </svg>
        )}
      </div>
      <Numbers table={table} caption={caption} />
    </figure>
  );
}

function MarkElement({ mark }: { readonly mark: Mark }) {
  const title = mark.title === undefined ? null : <title>{mark.title}</title>;
  const attributes = { class: mark.class, ...mark.attributes };
  switch (mark.tag) {
    case "path":
      return <path {...attributes}>{title}</path>;
    case "rect":
      return <rect {...attributes}>{title}</rect>;
    case "line":
      return <line {...attributes}>{title}</line>;
    case "circle":
      return <circle {...attributes}>{title}</circle>;
    case "text":
      return <text {...attributes}>{mark.text}</text>;
  }
}

interface NumbersProps {
  readonly table: () => ChartTable;
  readonly caption: string;
}

/** Drawn when it is opened: most never are. */
function Numbers({ table, caption }: NumbersProps) {
  return (
    <LazyDetails summary="Numbers">
      {() => {
        const { head, rows } = table();
        return (
          <div class="sx-scroll-x" tabIndex={0} role="region" aria-label={caption}>
            <table class="sx-facts is-numbers">
              <caption class="sx-hidden-label">{caption}</caption>
              <thead>
                <tr>
                  {head.map((cell) => (
                    <th key={cell} scope="col">
                      {cell}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  <tr key={index}>
                    {row.map((cell, at) =>
                      at === 0 ? <th scope="row">{cell}</th> : <td>{cell}</td>,
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      }}
    </LazyDetails>
  );
}
