import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { silentLog } from "../../../src/base/logging.ts";
import type { MediaItem } from "../../../src/core/formats/media.ts";
import { shortestFloat32 } from "../../../src/core/formats/points/float32.ts";
import type { Run, Series } from "../../../src/core/runs/run.ts";
import { emptySeries } from "../../../src/core/runs/series.ts";
import { ProjectSources } from "../../../src/platform/index/projectSources.ts";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";
import { systemClock } from "../../../src/platform/runs/systemPorts.ts";
import { readSourceSettings, sourceScope } from "../../../src/platform/sources/sourceSettings.ts";

/** A project as the editor and the command line see it: everything through the real engine. */
export interface OpenProject {
  /** All runs, by name. */
  runs(): readonly Run[];
  /** The one run that fits; throws when there is none or more. */
  run(fits: (run: Run) => boolean): Run;
  /** As people wrote the values. */
  series(run: Run, metric: string, isRaw?: boolean): Promise<Series>;
  media(run: Run): Promise<readonly MediaItem[]>;
  /** Looks at everything again. */
  refresh(): Promise<void>;
  /** Only at what was written to lately. */
  poll(): Promise<void>;
  dispose(): void;
}

export interface OpenProjectOptions {
  readonly exclude?: readonly string[];
  readonly folders?: readonly string[];
  readonly isTrusted?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where the index is kept, to open it a second time; a temporary folder when left out. */
  readonly cache?: string;
}

export async function openProject(
  root: string,
  options: OpenProjectOptions = {},
): Promise<OpenProject> {
  const cache = options.cache ?? mkdtempSync(path.join(os.tmpdir(), "sextant-index-"));
  const env = {
    ...process.env,
    MLFLOW_TRACKING_URI: undefined,
    ...options.env,
    XDG_CACHE_HOME: cache,
  };
  const { exclude = [], folders = [], isTrusted = true } = options;
  const settings = readSourceSettings({ root, exclude, folders, isTrusted, env, log: silentLog });
  const index = RunIndex.open(root, { env, sourceScope: sourceScope(settings) });
  index.refresh();
  const sources = new ProjectSources(index, {
    ...{ root, clock: systemClock, log: silentLog, env, settings, isTrusted },
  });
  const scan = async (): Promise<void> => {
    await sources.scan();
    await sources.settled();
  };
  await scan();
  const runs = (): Run[] => index.runs().sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    runs,
    run(fits) {
      const found = runs().filter(fits);
      const [only] = found;
      if (only !== undefined && found.length === 1) return only;
      const names = runs().map((run) => `${run.source} ${run.name}`);
      throw new Error(`${found.length} runs fit, of: ${names.join(", ")}`);
    },
    async series(run, metric, isRaw = false) {
      if (run.location === null) return index.series(run.id, metric);
      const series = (await sources.series(run, [metric], isRaw)).get(metric) ?? emptySeries;
      if (series.isFloat32 !== true) return series;
      return { ...series, values: series.values.map(shortestFloat32) };
    },
    media: (run) => sources.media(run),
    async refresh() {
      index.refresh();
      await scan();
    },
    async poll() {
      await sources.poll();
      await sources.settled();
    },
    dispose() {
      sources.dispose();
      index.close();
      if (options.cache === undefined) rmSync(cache, { recursive: true, force: true });
    },
  };
}
