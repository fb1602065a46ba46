import { Coalescer } from "../../src/base/async.ts";
import { DisposableStore, type Disposable } from "../../src/base/disposables.ts";
import { AppError, describeError } from "../../src/base/errors.ts";
import { assignColorSlots, type ColorSlots } from "../../src/core/charts/colors.ts";
import type { Run } from "../../src/core/runs/run.ts";
import type { ColumnId, ViewQuery } from "../../src/core/runs/view.ts";
import type { MessagePort } from "../../src/protocol/rpc.ts";
import type {
  Layout,
  PanelProgress,
  RunAction,
  SeriesMessage,
} from "../../src/protocol/runsPanel.ts";
import { SeriesCache, type SeriesRequest } from "../charts/seriesCache.ts";
import { connectPanel, type PanelHandlers, type PanelHost } from "../host/panelHost.ts";
import { Store } from "../host/store.ts";
import { withDefaults, type TableColumn } from "../table/defaultColumns.ts";
import { RowPages, type RowRange } from "../table/rowPages.ts";
import { colorCount, dashes } from "../ui/Swatch.tsx";
import { defaultLayout } from "./defaultLayout.ts";

export interface TableState {
  /** Null until the first view is there. */
  readonly rows: RowPages | null;
  readonly columns: readonly TableColumn[];
  /** Columns that the layout leaves out since they do not differ between the runs in the table. */
  readonly uniform: ReadonlySet<ColumnId>;
  /** Grows whenever cells, rows or columns are others than before. */
  readonly version: number;
  /** By how many rows what was at the top of the screen has moved in the newest view. */
  readonly shift: number;
}

/** The runs whose curves, parameters and details are shown. */
export interface ShownRuns {
  readonly ids: readonly string[];
  readonly slots: ColorSlots;
  /** Nothing is selected: the newest runs are shown instead. */
  readonly isDefault: boolean;
  /** Those of `ids` that have been read, in that order. */
  readonly runs: readonly Run[];
}

export interface PointsRequest extends SeriesRequest {
  /** About so many a series. */
  readonly maxPoints: number;
  /** Steps, both ends included; all when null. */
  readonly range: { readonly from: number; readonly to: number } | null;
}

/** Each colour comes plain first, then with each dash pattern. */
const slotSupply = { slotCount: colorCount * dashes.length, roundSize: colorCount };
const defaultRunCount = 10;
/** Of a greater selection the first ones are drawn: all of them are still what actions work on. */
const maxShownRuns = 300;
const maxSeriesPoints = 1200;

/**
 * What the panel knows: the layout the user made, the rows in sight, the runs that are shown.
 *
 * Invariant: a view is replaced only once the rows in sight have been read from the new one, so
 * live changes never blank, scroll or unselect anything.
 */
export class PanelModel implements Disposable {
  readonly layout = new Store<Layout>(defaultLayout);
  readonly table = new Store<TableState>({
    ...{ rows: null, columns: [], uniform: new Set<ColumnId>() },
    ...{ version: 0, shift: 0 },
  });
  readonly shown = new Store<ShownRuns>({ ids: [], slots: new Map(), isDefault: true, runs: [] });
  readonly progress = new Store<{ readonly progress: PanelProgress }>({ progress: null });
  readonly notice = new Store<{ readonly message: string }>({ message: "" });
  readonly series: SeriesCache;
  readonly host: PanelHost;
  readonly #disposables = new DisposableStore();
  readonly #refreshing = new Coalescer(() => this.#refresh());
  readonly #readingRuns = new Coalescer(() => this.#readShownRuns());
  #window: { range: RowRange; columns: readonly ColumnId[] } = {
    range: { start: 0, end: 64 },
    columns: [],
  };
  #areColumnsStale = true;
  /** How many runs there were when the columns were read. */
  #columnsRunCount = -1;
  /** Some of the shown runs have not been read, or changed since. */
  #areRunsStale = true;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(port: MessagePort) {
    this.host = this.#disposables.add(connectPanel(port, this.#handlers()));
    this.series = new SeriesCache({
      read: (request) => this.readPoints({ ...request, maxPoints: maxSeriesPoints, range: null }),
      onFailure: (error) => this.fail(error),
    });
  }

  async start(): Promise<void> {
    try {
      const { layout, progress } = await this.host.request("ready", {});
      if (layout !== null) this.layout.set(layout);
      this.progress.set({ progress });
    } catch (error) {
      this.fail(error);
    }
    this.layout.onDidChange(() => this.#saveSoon());
    await this.#refreshing.request();
  }

  dispose(): void {
    clearTimeout(this.#saveTimer);
    this.#disposables.dispose();
  }

  /** Shows a sentence about what went wrong until the next thing goes right. */
  fail(error: unknown): void {
    if (AppError.is(error, "rpc-closed")) return;
    this.notice.set({ message: describeError(error) });
  }

  setQuery(patch: Partial<ViewQuery>): void {
    this.layout.set({ query: { ...this.layout.get().query, ...patch } });
    void this.#refreshing.request();
  }

  /** Leaves columns out of the table that are the same in all of its runs, or shows them again. */
  setOnlyDifferingColumns(onlyDifferingColumns: boolean): void {
    this.layout.set({ onlyDifferingColumns });
    void this.#refreshing.request();
  }

  setCharts(patch: Partial<Layout["charts"]>): void {
    const before = this.layout.get().charts;
    this.layout.set({ charts: { ...before, ...patch } });
    if (this.layout.get().charts.showRestarts !== before.showRestarts) this.series.clear();
  }

  toggleCollapsed(id: string): void {
    const { collapsed } = this.layout.get().query;
    const without = collapsed.filter((other) => other !== id);
    this.setQuery({ collapsed: without.length < collapsed.length ? without : [...collapsed, id] });
  }

  select(ids: Iterable<string>): void {
    this.layout.set({ selected: [...ids] });
    this.#updateShown();
  }

  /** Tells which rows and columns are in sight. */
  look(range: RowRange, columns: readonly ColumnId[]): void {
    this.#window = { range, columns };
    this.table.get().rows?.want(range, columns);
  }

  /** Ids of the runs in rows [start, end), groups left out. */
  async readIds({ start, end }: RowRange): Promise<string[]> {
    const rows = this.table.get().rows;
    if (rows === null) return [];
    const { viewId } = rows.summary;
    const reply = await this.host.request("readRows", { viewId, start, end, columns: [] });
    return reply.rows.filter((row) => row.kind === "run").map((row) => row.id);
  }

  /** The points of metrics inside a range of steps, read past the cache. */
  async readPoints(request: PointsRequest): Promise<readonly SeriesMessage[]> {
    const isRaw = this.layout.get().charts.showRestarts;
    return (await this.host.request("readSeries", { ...request, isRaw })).series;
  }

  async act(action: RunAction, runIds: readonly string[]): Promise<void> {
    try {
      await this.host.request("act", { action, runIds });
    } catch (error) {
      this.fail(error);
    }
  }

  #handlers(): PanelHandlers {
    return {
      changed: ({ runIds, areColumnsChanged }) => {
        this.#areColumnsStale ||= areColumnsChanged;
        const changed = new Set(runIds);
        this.series.markStale(changed);
        this.#areRunsStale ||= this.shown.get().ids.some((id) => changed.has(id));
        void this.#refreshing.request();
      },
      progress: ({ progress }) => this.progress.set({ progress }),
      reveal: ({ runIds, tab }) => {
        this.layout.set({ tab });
        this.select(runIds);
      },
    };
  }

  async #refresh(): Promise<void> {
    try {
      const query = this.layout.get().query;
      const summary = await this.host.request("openView", query);
      const rows = new RowPages(summary, {
        read: (request) => this.host.request("readRows", request),
        onLoaded: () => {
          if (this.table.get().rows === rows) this.#touch();
        },
        onStale: () => void this.#refreshing.request(),
        onFailure: (error) => this.fail(error),
      });
      const columns = this.#readColumns(summary.totalRunCount);
      const uniform = this.#readUniform(summary.viewId);
      await rows.load(this.#rangeToLoad(summary.rowCount), this.#window.columns);
      const shift = this.#shiftTo(rows);
      const fresh = { rows, columns: await columns, uniform: await uniform, shift };
      this.table.set({ ...fresh, version: this.#nextVersion() });
      this.notice.set({ message: "" });
      this.#updateShown();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Read again when there are others, or other runs, among which those stand out that differ. */
  async #readColumns(runCount: number): Promise<readonly TableColumn[]> {
    if (!this.#areColumnsStale && runCount === this.#columnsRunCount) {
      return this.table.get().columns;
    }
    this.#areColumnsStale = false;
    this.#columnsRunCount = runCount;
    const [all, uniform] = await Promise.all([
      this.host.request("readColumns", {}),
      this.host.request("readUniformColumns", { viewId: null }),
    ]);
    return withDefaults(all.columns, new Set(uniform.columns));
  }

  /** The columns to leave out of a view; the same set while they are the same. */
  async #readUniform(viewId: number): Promise<ReadonlySet<ColumnId>> {
    const before = this.table.get().uniform;
    if (!this.layout.get().onlyDifferingColumns) return before.size === 0 ? before : new Set();
    const { columns } = await this.host.request("readUniformColumns", { viewId });
    const isSame = columns.length === before.size && columns.every((id) => before.has(id));
    return isSame ? before : new Set(columns);
  }

  /** What is in sight, moved up where the new view is shorter. */
  #rangeToLoad(rowCount: number): RowRange {
    const { start, end } = this.#window.range;
    const excess = Math.max(0, end - rowCount);
    return { start: Math.max(0, start - excess), end: Math.min(end, rowCount) };
  }

  #shiftTo(next: RowPages): number {
    const current = this.table.get().rows;
    const { start, end } = this.#window.range;
    for (let index = start; index < end; index += 1) {
      const row = current?.rowAt(index);
      const moved = row?.kind === "run" ? next.indexOf(row.id) : -1;
      if (moved >= 0) return moved - index;
    }
    return 0;
  }

  #touch(): void {
    this.table.set({ version: this.#nextVersion(), shift: 0 });
    if (this.shown.get().isDefault) this.#updateShown();
  }

  #nextVersion(): number {
    return this.table.get().version + 1;
  }

  #updateShown(): void {
    const { selected } = this.layout.get();
    const isDefault = selected.length === 0;
    const ids = isDefault ? this.#newestIds() : selected.slice(0, maxShownRuns);
    const { ids: before, slots, runs } = this.shown.get();
    const isSame = ids.length === before.length && ids.every((id, index) => id === before[index]);
    if (!isSame || isDefault !== this.shown.get().isDefault) {
      this.shown.set({ ids, isDefault, slots: assignColorSlots(ids, slots, slotSupply), runs });
      this.#areRunsStale = true;
    }
    if (this.#areRunsStale) void this.#readingRuns.request();
  }

  #newestIds(): string[] {
    const rows = this.table.get().rows;
    const ids: string[] = [];
    const count = Math.min(rows?.summary.rowCount ?? 0, 64);
    for (let index = 0; index < count && ids.length < defaultRunCount; index += 1) {
      const row = rows?.rowAt(index);
      if (row?.kind === "run") ids.push(row.id);
    }
    return ids;
  }

  async #readShownRuns(): Promise<void> {
    const { ids } = this.shown.get();
    this.#areRunsStale = false;
    try {
      const { runs } = await this.host.request("readRuns", { runIds: ids });
      const byId = new Map(runs.map((run) => [run.id, run]));
      const found = ids.map((id) => byId.get(id)).filter((run) => run !== undefined);
      this.shown.set({ runs: found });
    } catch (error) {
      this.fail(error);
    }
  }

  #saveSoon(): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => {
      this.host
        .request("saveLayout", this.layout.get())
        .catch((error: unknown) => this.fail(error));
    }, 300);
  }
}
