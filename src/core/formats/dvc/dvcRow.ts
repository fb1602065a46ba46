import type { Problem } from "../../../base/errors.ts";
import type { MetricSummary } from "../../runs/run.ts";
import { setNamed } from "../namedValues.ts";
import { parentOf } from "../filePaths.ts";
import type { MetricLeaves } from "./values.ts";

/** The parameters and metrics of one state of a project (a commit, the workspace), by file. */
export interface DvcRow {
  readonly metrics: ReadonlyMap<string, MetricLeaves>;
  /** Leaves by dotted name. */
  readonly params: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** DVCLive's folders whose points can be read. */
  readonly liveFolders: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * In which files each name occurs, over all rows of a project: a name that several files have is
 * shown as `file:name` (`_normalize_headers` of dvc/commands/experiments/show.py). Unlike DVC's,
 * parameters and metrics of one name do not count as the same, and neither do parameters that have
 * one value in all files of a row: so that `lr` is `lr`, whichever tool wrote it.
 */
export class ColumnNames {
  readonly #files = new Map<string, Set<string>>();
  #ambiguous = 0;

  static from(entries: readonly (readonly [string, readonly string[]])[]): ColumnNames {
    const names = new ColumnNames();
    for (const [id, files] of entries) for (const file of files) names.#addOne(id, file);
    return names;
  }

  /** All that is known, for `from`. */
  entries(): [string, string[]][] {
    return [...this.#files].map(([id, files]) => [id, [...files]]);
  }

  /** Takes the names of a row; true when a name became ambiguous by it. */
  add(row: DvcRow): boolean {
    const before = this.#ambiguous;
    this.#addParams(row);
    for (const [file, leaves] of row.metrics) {
      const isLive = isLiveSummary(file, leaves, row.liveFolders);
      for (const [keys] of leaves.numbers) this.#addOne(`metric ${metricName(keys, isLive)}`, file);
      for (const [keys] of leaves.texts) this.#addOne(`metric ${metricName(keys, isLive)}`, file);
    }
    return this.#ambiguous > before;
  }

  /** A parameter that several files give the same value (DVCLive copies them) is one. */
  #addParams(row: DvcRow): void {
    const seen = new Map<string, { readonly file: string; readonly value: string }>();
    for (const [file, leaves] of row.params) {
      for (const [name, value] of leaves) {
        const other = seen.get(name);
        if (other === undefined) seen.set(name, { file, value });
        else if (other.value !== value) {
          this.#addOne(`param ${name}`, other.file);
          this.#addOne(`param ${name}`, file);
        }
      }
    }
  }

  param(file: string, name: string): string {
    return this.#isAmbiguous(`param ${name}`) ? `${file}:${name}` : name;
  }

  metric(file: string, name: string): string {
    return this.#isAmbiguous(`metric ${name}`) ? `${file}:${name}` : name;
  }

  #addOne(id: string, file: string): void {
    const files = this.#files.get(id);
    if (files === undefined) this.#files.set(id, new Set([file]));
    else if (!files.has(file)) {
      files.add(file);
      if (files.size === 2) this.#ambiguous++;
    }
  }

  #isAmbiguous(id: string): boolean {
    return (this.#files.get(id)?.size ?? 0) > 1;
  }
}

/** Where the points of a metric are. */
export interface LiveMetric {
  readonly folder: string;
  /** As DVCLive logged it: `train/acc`. */
  readonly name: string;
}

export interface RowColumns {
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  /** Metrics that are texts. */
  readonly tags: Readonly<Record<string, string>>;
  readonly live: ReadonlyMap<string, LiveMetric>;
}

/**
 * A row's values under the names they are shown by. A number without points of its own is a series
 * of one, at DVCLive's step or 0, at `time` (milliseconds since the epoch).
 */
export function collectColumns(row: DvcRow, names: ColumnNames, time: number): RowColumns {
  const params: Record<string, string> = {};
  const metrics: Record<string, MetricSummary> = {};
  const tags: Record<string, string> = {};
  const live = new Map<string, LiveMetric>();
  for (const [file, leaves] of row.params) {
    for (const [name, text] of leaves) setNamed(params, names.param(file, name), text);
  }
  for (const [file, leaves] of row.metrics) {
    const isLive = isLiveSummary(file, leaves, row.liveFolders);
    const step = isLive ? stepOf(leaves) : 0;
    for (const [keys, value] of leaves.numbers) {
      if (isLive && isStep(keys)) continue;
      const own = metricName(keys, isLive);
      const name = names.metric(file, own);
      setNamed(metrics, name, summaryOf(value, step, time));
      if (isLive) live.set(name, { folder: parentOf(file), name: own });
    }
    for (const [keys, text] of leaves.texts) {
      setNamed(tags, names.metric(file, metricName(keys, isLive)), text);
    }
  }
  return { params, metrics, tags, live };
}

/** DVCLive's summary of the points beside it: its names are paths, and it tells the step. */
function isLiveSummary(
  file: string,
  leaves: MetricLeaves,
  liveFolders: readonly string[],
): boolean {
  if (!/(?:^|\/)metrics\.json$/.test(file)) return false;
  return liveFolders.includes(parentOf(file)) && leaves.numbers.some(([keys]) => isStep(keys));
}

function isStep(keys: readonly string[]): boolean {
  return keys.length === 1 && keys[0] === "step";
}

function stepOf(leaves: MetricLeaves): number {
  return leaves.numbers.find(([keys]) => isStep(keys))?.[1] ?? 0;
}

/** DVCLive logs `train/acc` and writes it nested; elsewhere DVC's own names are used. */
function metricName(keys: readonly string[], isLive: boolean): string {
  return keys.join(isLive ? "/" : ".");
}

export function summaryOf(value: number, step: number, time: number): MetricSummary {
  const isNumber = !Number.isNaN(value);
  const place = isNumber ? step : -1;
  const bound = isNumber ? value : NaN;
  return {
    ...{ last: value, lastStep: step, lastTime: time },
    ...{ min: bound, minStep: place, max: bound, maxStep: place, count: 1 },
  };
}
