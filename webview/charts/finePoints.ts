import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { lowerBound } from "../../src/core/charts/decimate.ts";
import type { Domain } from "../../src/core/charts/ticks.ts";
import type { SeriesMessage } from "../../src/protocol/runsPanel.ts";
import type { PanelModel } from "../runs/panelModel.ts";
import { lineKey, type ChartLine, type ChartModel } from "./chartModel.ts";

/** Steps, both ends included. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

/** Points that the host sends for one line; as many as a wide screen can tell apart. */
const maxPoints = 2400;

type FinePoints = ReadonlyMap<string, SeriesMessage>;
const noPoints: FinePoints = new Map();

/** The steps that a zoom shows, and one point more at either end; null where it shows none. */
export function allSteps({ lines }: Pick<ChartModel, "lines">, zoom: Domain): StepRange | null {
  let from = Infinity;
  let to = -Infinity;
  for (const { xs, source } of lines) {
    const start = lowerBound(xs, zoom.min);
    const end = lowerBound(xs, zoom.max);
    if (start === xs.length || (xs[0] ?? Infinity) > zoom.max) continue;
    from = Math.min(from, source.steps[Math.max(0, start - 1)] ?? Infinity);
    to = Math.max(to, source.steps[Math.min(xs.length - 1, end)] ?? -Infinity);
  }
  return to >= from ? { from, to } : null;
}

/** Those of the lines that have more points than were sent. */
export function hiddenSteps({ lines }: Pick<ChartModel, "lines">, zoom: Domain): StepRange | null {
  return allSteps({ lines: lines.filter(isThinned) }, zoom);
}

function isThinned({ source }: ChartLine): boolean {
  return source.pointCount > source.values.length;
}

/** The coarse series with the fine one in the place of what that covers. */
export function withFinePoints(coarse: SeriesMessage, fine: SeriesMessage): SeriesMessage {
  const first = fine.steps[0];
  const last = fine.steps[fine.steps.length - 1];
  if (first === undefined || last === undefined) return coarse;
  const before = lowerBound(coarse.steps, first);
  let after = lowerBound(coarse.steps, last);
  while (coarse.steps[after] === last) after += 1;
  const join = (of: "steps" | "times" | "values") => {
    const [head, middle, tail] = [
      coarse[of].subarray(0, before),
      fine[of],
      coarse[of].subarray(after),
    ];
    const joined = new Float64Array(head.length + middle.length + tail.length);
    joined.set(head);
    joined.set(middle, head.length);
    joined.set(tail, head.length + middle.length);
    return joined;
  };
  return { ...coarse, steps: join("steps"), times: join("times"), values: join("values") };
}

/**
 * The finer points of what is zoomed into, by the key of the line. The coarse ones stay in sight until they are
 * there; those of an earlier zoom serve as long as the chart is zoomed at all.
 */
export function useFinePoints(
  model: PanelModel,
  coarse: ChartModel | null,
  zoom: Domain | null,
): FinePoints {
  const [points, setPoints] = useState(noPoints);
  const range = useMemo(
    () => (coarse === null || zoom === null ? null : hiddenSteps(coarse, zoom)),
    [coarse, zoom],
  );
  // Answers are taken in the order of their questions, not the last one alone: while a run logs
  // fast, each question is out of date before it is answered.
  const turns = useRef({ asked: 0, taken: 0 });
  useEffect(() => {
    if (zoom === null) {
      turns.current.taken = turns.current.asked;
      setPoints(noPoints);
    }
    if (coarse === null || range === null) return;
    const turn = (turns.current.asked += 1);
    const runIds = [...new Set(coarse.lines.filter(isThinned).map(({ runId }) => runId))];
    model
      .readPoints({ runIds, metrics: [coarse.metric], maxPoints, range })
      .then((series) => {
        if (turn <= turns.current.taken) return;
        turns.current.taken = turn;
        setPoints(new Map(series.map((one) => [lineKey(one), one])));
      })
      .catch((error: unknown) => model.fail(error));
  }, [model, coarse, range]);
  useEffect(
    () => () => {
      turns.current.taken = Infinity;
    },
    [],
  );
  return zoom === null ? noPoints : points;
}
