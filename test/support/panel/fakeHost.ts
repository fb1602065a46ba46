/**
 * A host for the panel that runs in a worker, as the real one is another process: the real protocol
 * and the real table of runs over generated data.
 */
import { AppError } from "../../../src/base/errors.ts";
import { toDisposable } from "../../../src/base/disposables.ts";
import { decimateMinMax, sliceSteps } from "../../../src/core/charts/decimate.ts";
import type { MediaItem } from "../../../src/core/formats/media.ts";
import { RunTable } from "../../../src/core/runs/table/runTable.ts";
import type { Run, Series } from "../../../src/core/runs/run.ts";
import { createRpc, type Handlers } from "../../../src/protocol/rpc.ts";
import {
  runsPanelMessages,
  type Layout,
  type PanelProgress,
} from "../../../src/protocol/runsPanel.ts";
import { generateRun, generateSeries, metricKey, type Size } from "./generateRuns.ts";
import {
  asOutsideRun,
  generateMedia,
  isUntimed,
  readGeneratedMedia,
  segmentsOf,
} from "./outsideRuns.ts";

/** What the page sends before anything else. */
export interface Setup {
  readonly size: Size;
  readonly layout: Layout | null;
  readonly isLive: boolean;
  /** A metric of every run besides those that are made up, for names that are hard to show. */
  readonly oddMetric?: string;
  /** Most runs come from other tools, with problems, restarts and series without times. */
  readonly isOutside?: boolean;
  /** Images under each of three names of every run, and some of everything else. */
  readonly mediaCount?: number;
  readonly progress?: PanelProgress;
}

declare function postMessage(message: unknown): void;

class FakeHost {
  readonly #size: Size;
  readonly #layout: Layout | null;
  readonly #table = new RunTable();
  readonly #ids: string[] = [];
  readonly #metricIndexes = new Map<string, number>();
  readonly #now = Date.now();
  #points: number;
  readonly #setup: Setup;

  constructor(setup: Setup) {
    const { size, layout } = setup;
    this.#setup = setup;
    this.#size = size;
    this.#layout = layout;
    this.#points = size.steps;
    for (let index = 0; index < size.runs; index += 1) {
      const run = this.#generate(index, size);
      this.#ids.push(run.id);
      this.#table.upsert(run);
    }
    for (let m = 0; m < size.metrics; m += 1) this.#metricIndexes.set(metricKey(m), m);
  }

  handlers(): Handlers<(typeof runsPanelMessages)["toHost"]> {
    return {
      ready: () => ({ layout: this.#layout, progress: this.#setup.progress ?? null }),
      saveLayout: () => ({}),
      openView: (query) => this.#table.openView(query, Date.now()),
      readRows: (request) => this.#table.readRows(request),
      readColumns: () => ({ columns: this.#table.columns() }),
      readUniformColumns: ({ viewId }) => ({ columns: this.#table.uniformColumns(viewId) }),
      readRuns: ({ runIds }) => ({ runs: runIds.map((id) => this.#run(id)) }),
      readSeries: ({ runIds, metrics, maxPoints, range, isRaw }) => ({
        series: runIds.flatMap((runId) =>
          metrics.flatMap((metric) =>
            this.#segments(runId, metric, isRaw).map((full, segment) => {
              const part = range === null ? full : sliceSteps(full, range.from, range.to);
              const { steps, times, values } = decimateMinMax(part, maxPoints);
              const pointCount = full.values.length;
              // Copied: a thinned series may be the whole one, whose arrays stay here.
              return { runId, metric, segment, pointCount, ...copied({ steps, times, values }) };
            }),
          ),
        ),
      }),
      listMedia: () => ({ items: this.#media() }),
      readMedia({ path }) {
        const bytes = readGeneratedMedia(path);
        if (bytes === undefined) throw new AppError("media-unreadable", `${path} cannot be read.`);
        return { bytes };
      },
      act: () => ({}),
      saveFile: () => ({ isSaved: true }),
    };
  }

  /** Lets the running runs log one more point; gives their ids. */
  grow(): string[] {
    this.#points += 1;
    const size = { ...this.#size, steps: this.#points };
    const running = this.#ids.slice(0, 2);
    running.forEach((_, index) => this.#table.upsert(this.#generate(index, size)));
    return running;
  }

  /** A new run starts, above all others. */
  launch(): string {
    const run = generateRun(this.#size.runs + this.#points, this.#size, this.#now);
    const fresh = { ...run, id: `new-${this.#points}`, name: "newest-run", startTime: Date.now() };
    this.#table.upsert(fresh);
    return fresh.id;
  }

  get revision(): number {
    return this.#table.revision;
  }

  #run(id: string): Run {
    const index = Math.max(0, this.#ids.indexOf(id));
    return { ...this.#generate(index, this.#size), id };
  }

  #generate(index: number, size: Size): Run {
    const { isOutside, oddMetric } = this.#setup;
    const own = generateRun(index, size, this.#now);
    const run = isOutside === true ? asOutsideRun(own, index, this.#now) : own;
    const first = run.metrics[metricKey(0)];
    if (oddMetric === undefined || first === undefined) return run;
    return { ...run, metrics: { ...run.metrics, [oddMetric]: first } };
  }

  #media(): readonly MediaItem[] {
    const { mediaCount } = this.#setup;
    return mediaCount === undefined ? [] : generateMedia(mediaCount);
  }

  /** Outside runs were restarted now and then; some keep no times. */
  #segments(id: string, metric: string, isRaw: boolean): readonly Series[] {
    const series = this.#series(id, metric);
    const run = this.#run(id);
    if (run.source === "sextant") return [series];
    const times = isUntimed(run.source) ? series.times.map(() => NaN) : series.times;
    return isRaw ? segmentsOf({ ...series, times }) : [{ ...series, times }];
  }

  #series(id: string, metric: string): Series {
    const index = Math.max(0, this.#ids.indexOf(id));
    const steps = index < 2 ? Math.floor(this.#points * 0.6) : this.#size.steps;
    const run = generateRun(index, { ...this.#size, metrics: 0 }, this.#now);
    return generateSeries(run, index, this.#metricIndexes.get(metric) ?? 0, steps);
  }
}

function copied({ steps, times, values }: Series) {
  return { steps: steps.slice(), times: times.slice(), values: values.slice() };
}

let listener: (message: unknown) => void = () => undefined;

self.onmessage = (event: MessageEvent<unknown>) => {
  const message = event.data;
  if (typeof message === "object" && message !== null && "setup" in message) {
    start(message.setup as Setup);
  } else listener(message);
};

function start(setup: Setup): void {
  const host = new FakeHost(setup);
  const rpc = createRpc({
    port: {
      send: (message) => postMessage(message),
      onMessage(next) {
        listener = next;
        return toDisposable(() => undefined);
      },
    },
    local: runsPanelMessages.toHost,
    remote: runsPanelMessages.toWebview,
    handlers: host.handlers(),
    onFault: (message, error) => {
      if (!AppError.is(error)) postMessage({ fault: message });
    },
  });
  const tell = (runIds: string[]) => {
    const { revision } = host;
    const event = {
      revision,
      runIds,
      areColumnsChanged: false,
      runningIds: [],
      latestStatuses: {},
    };
    rpc.notify("changed", event);
  };
  if (setup.isLive) setInterval(() => tell(host.grow()), 250);
  const own = listener;
  listener = (message) => {
    if (message === "launch") tell([host.launch()]);
    else if (message === "endProgress") rpc.notify("progress", { progress: null });
    else own(message);
  };
  postMessage({ isReady: true });
}
