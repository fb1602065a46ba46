import * as z from "zod";
import { AppError } from "../../../base/errors.ts";
import {
  createMlflowRun,
  isActiveStatus,
  isRecent,
} from "../../../core/formats/mlflow/mlflowRecord.ts";
import type { MediaItem } from "../../../core/formats/media.ts";
import { PointBuffer } from "../../../core/formats/points/pointBuffer.ts";
import type { Run, Series } from "../../../core/runs/run.ts";
import { sortPoints } from "../../../core/formats/mlflow/sortPoints.ts";
import type { RunSource, SourceContext, SourceUpdate } from "../runSource.ts";
import { digestOf, RunLedger } from "./runLedger.ts";
import type { ServerRun } from "./serverAnswers.ts";
import { ServerApi } from "./serverApi.ts";
import { readServerAccess } from "./serverAuth.ts";
import { ServerClient } from "./serverClient.ts";
import { recordOfServerRun, runIdOf, type ServerContext } from "./serverRun.ts";
import { idPrefix, placeAt, type StorePlace } from "./storePlace.ts";

/** How long one refresh goes on asking for pages before it hands on what it has. */
const budgetMs = 2000;
const livePollMs = 3000;
const idlePollMs = 20_000;
/** Everything is asked for again this often: runs are renamed, tagged and deleted long after. */
const listEveryMs = 10 * 60_000;
const maxBackOffMs = 5 * 60_000;
/** A server is kept busy by us for at most this part of the time. */
const share = 1 / 5;
const recentPage = 100;
const historiesAtOnce = 4;

/**
 * The runs of a tracking server, over REST. `url` is that of MLFLOW_TRACKING_URI or `sextant.yaml`,
 * with `http` or `https`. Nothing is sent before the first refresh, and nothing at all in Restricted
 * Mode.
 */
export function createMlflowServerSource(url: string, context: SourceContext): RunSource {
  return new MlflowServerSource(url, context);
}

const markSchema = z.object({ version: z.literal(1), runs: z.string() });

class MlflowServerSource implements RunSource {
  readonly key: string;
  readonly #context: SourceContext;
  readonly #url: string;
  readonly #place: StorePlace;
  readonly #ledger = new RunLedger(idPrefix);
  /** Runs shown as running, with the time of their last write. */
  readonly #active = new Map<string, number>();
  readonly #digests = new Map<string, number>();
  #client: ServerClient | undefined;
  #listing: AsyncGenerator<readonly ServerRun[]> | undefined;
  #listed = new Set<string>();
  #known: ServerContext = { experiments: new Map(), modelTags: new Map() };
  #nextList = -Infinity;
  #nextPoll = -Infinity;
  #failures = 0;
  #pageSize = 1000;
  #isRestored = false;
  #hasHandedOn = false;

  constructor(url: string, context: SourceContext) {
    this.#url = url;
    this.#context = context;
    this.#place = placeAt(withoutCredentials(url));
    this.key = this.#place.key;
  }

  get isLive(): boolean {
    return this.#active.size > 0 || this.#listing !== undefined;
  }

  async refresh(mark: string | null): Promise<SourceUpdate | undefined> {
    if (!this.#isRestored && this.#restore(mark)) this.#hasHandedOn = true;
    this.#isRestored = true;
    const now = performance.now();
    if (now < this.#nextPoll) return undefined;
    const runs = new Map<string, Run>();
    const removed: string[] = [];
    try {
      if (this.#listing !== undefined || now >= this.#nextList) await this.#list(runs, removed);
      else await this.#poll(runs, removed);
      this.#failures = 0;
    } catch (error) {
      this.#listing = undefined;
      // Runs with thousands of metrics: fewer of them at a time.
      if (AppError.is(error, "server-too-much")) this.#pageSize = Math.ceil(this.#pageSize / 8);
      this.#failures++;
      const backOff = Math.min(maxBackOffMs, livePollMs * 2 ** this.#failures);
      this.#nextPoll = performance.now() + backOff;
      throw error;
    }
    this.#planNext(now);
    if (this.#hasHandedOn && runs.size === 0 && removed.length === 0) return undefined;
    const isComplete = !this.#hasHandedOn;
    this.#hasHandedOn = true;
    const text = JSON.stringify({ version: 1, runs: this.#ledger.encode() });
    return { runs: [...runs.values()], removed, isComplete, mark: text };
  }

  async series(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>> {
    const found = new Map<string, Series>();
    const runId = run.location?.key ?? "";
    const api = this.#api();
    const read = async (metric: string): Promise<void> => {
      const buffer = new PointBuffer(metric, 0);
      await api.history(runId, metric, buffer);
      if (buffer.length === 0) return;
      found.set(metric, isRaw ? buffer.take() : sortPoints(buffer.take()));
    };
    for (let from = 0; from < metrics.length; from += historiesAtOnce) {
      await Promise.all(metrics.slice(from, from + historiesAtOnce).map(read));
    }
    return found;
  }

  /** Artifacts of a server are not fetched. */
  media(): Promise<readonly MediaItem[]> {
    return Promise.resolve([]);
  }

  dispose(): void {
    this.#client?.dispose();
    this.#client = undefined;
  }

  #restore(text: string | null): boolean {
    if (text === null || text === "") return false;
    try {
      this.#ledger.decode(markSchema.parse(JSON.parse(text)).runs);
      return true;
    } catch {
      // Of another version: everything is asked for.
      return false;
    }
  }

  /** Invariant: no connection is made in Restricted Mode. */
  #api(): ServerApi {
    if (!this.#context.isTrusted) {
      throw new AppError(
        "server-untrusted",
        "Tracking servers are not connected to in Restricted Mode. Trust the workspace to see their runs.",
      );
    }
    if (!/^https?:/i.test(this.#url) || !URL.canParse(this.#url)) {
      throw new AppError(
        "server-answer",
        `${this.#place.shownPath} is not the address of a tracking server. Name one with http:// or https://.`,
      );
    }
    this.#client ??= new ServerClient(this.#url, readServerAccess(this.#context.env));
    return new ServerApi(this.#client);
  }

  /** Everything, newest first, over as many refreshes as it takes. */
  async #list(runs: Map<string, Run>, removed: string[]): Promise<void> {
    const api = this.#api();
    const start = performance.now();
    if (this.#listing === undefined) {
      await this.#readContext(api, true);
      this.#listed = new Set();
      this.#listing = api.runs([...this.#known.experiments.keys()], {
        pageSize: this.#pageSize,
      });
    }
    for (;;) {
      const page = await this.#listing.next();
      if (page.done === true) break;
      for (const run of page.value) {
        this.#take(run, runs);
        this.#listed.add(this.#place.idOf(runIdOf(run)));
      }
      if (performance.now() - start > budgetMs) return;
    }
    this.#listing = undefined;
    const gone = [...this.#ledger.ids()].filter((id) => !this.#listed.has(id));
    for (const id of gone) this.#ledger.delete(id);
    removed.push(...gone);
    this.#nextList = performance.now() + listEveryMs;
  }

  /** New runs, and those that were running. */
  async #poll(runs: Map<string, Run>, removed: string[]): Promise<void> {
    const api = this.#api();
    await this.#readContext(api, false);
    const experiments = [...this.#known.experiments.keys()];
    const seen = new Set<string>();
    for await (const page of api.runs(experiments, {
      pageSize: Math.min(recentPage, this.#pageSize),
    })) {
      const before = runs.size;
      for (const run of page) seen.add(this.#take(run, runs));
      if (runs.size === before) break;
    }
    const filter = "attributes.status = 'RUNNING'";
    if (this.#active.size > 0) {
      for await (const page of api.runs(experiments, { filter, pageSize: this.#pageSize })) {
        for (const run of page) seen.add(this.#take(run, runs));
      }
    }
    for (const runId of [...this.#active.keys()]) {
      if (seen.has(runId)) continue;
      const run = await api.run(runId);
      if (run !== undefined) this.#take(run, runs);
      else removed.push(this.#forget(runId));
    }
  }

  #forget(runId: string): string {
    const id = this.#place.idOf(runId);
    this.#active.delete(runId);
    this.#ledger.delete(id);
    return id;
  }

  async #readContext(api: ServerApi, withModels: boolean): Promise<void> {
    const experiments = await api.experiments();
    const modelTags = withModels
      ? await api.modelTags([...experiments.keys()])
      : this.#known.modelTags;
    this.#known = { experiments, modelTags };
  }

  /** Hands a run on if it differs from what was handed on before; answers its id. */
  #take(run: ServerRun, into: Map<string, Run>): string {
    const runId = runIdOf(run);
    if (runId === "") return runId;
    const record = recordOfServerRun(run, this.#known);
    const now = this.#context.clock.now();
    const shown = createMlflowRun(record, {
      path: this.#place.shownPath,
      idOf: this.#place.idOf,
      now,
    });
    const digest = digestOfRun(shown);
    const isActive = isActiveStatus(record.status) && isRecent(shown.updatedAt, now);
    if (isActive) this.#active.set(runId, shown.updatedAt ?? 0);
    else this.#active.delete(runId);
    const isSame = this.#digests.get(runId) === digest || this.#ledger.isCurrent(shown.id, digest);
    this.#digests.set(runId, digest);
    this.#ledger.set(shown.id, digest);
    if (!isSame) into.set(shown.id, shown);
    return runId;
  }

  #planNext(start: number): void {
    const end = performance.now();
    const pause = this.isLive ? livePollMs : idlePollMs;
    const isListing = this.#listing !== undefined;
    this.#nextPoll = isListing ? end : end + Math.max(pause, (end - start) / share);
  }
}

/** The order in which a server lists names means nothing; NaN and infinities differ. */
function digestOfRun(run: Run): number {
  const { params, tags, metrics } = run;
  const facts = { ...run, params: null, tags: null, metrics: null };
  return digestOf(
    JSON.stringify([facts, sorted(params), sorted(tags), sorted(metrics)], (_, value: unknown) =>
      typeof value === "number" ? String(value) : value,
    ),
  );
}

function sorted(
  values: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.username = "";
  parsed.password = "";
  return parsed.href.replace(/\/$/, "");
}
