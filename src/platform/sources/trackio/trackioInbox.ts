import { pathIn } from "../../../core/formats/filePaths.ts";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FolderView } from "../../../core/formats/runFormat.ts";
import type { MediaItem } from "../../../core/formats/media.ts";
import { numberOf, parseTolerantJson } from "../../../core/formats/text/tolerantJson.ts";
import { decodeUtf8 } from "../../../core/formats/text/utf8.ts";
import type { Run, Series } from "../../../core/runs/run.ts";
import type { RunSource, SourceContext, SourceKind, SourceUpdate } from "../runSource.ts";
import { sourcePath } from "../sourcePath.ts";
import { sourceRunId } from "../sourceRunId.ts";
import { mediaOf } from "./trackioMedia.ts";
import { isRecord, parseTime, TrackioRuns, type TrackioRow } from "./trackioRuns.ts";
import { TrackioSeries } from "./trackioSeries.ts";

const liveMs = 5 * 60_000;
const fragmentName = /^\d{8,}\.jsonl$/;
const fragmentHead = /^\{[^\n]*"kind": ?"(?:metric|system_metric|alert)"/;
const maxFragmentBytes = 64 * 1024 * 1024;

/**
 * Where trackio writes when the file system is one that SQLite is not safe on: a folder for each
 * writer with files of JSON lines, each written once. trackio's dashboard moves them into the
 * database, where the runs are found from then on.
 */
export const trackioInbox: SourceKind = {
  format: "trackio",
  detect: (folder) => {
    if (!folder.hasFolder("inbox") || !isInbox(folder)) return [];
    const inbox = pathIn(folder, "inbox");
    return [{ path: inbox, ownedFolders: [inbox] }];
  },
  open: (inbox, context) => new TrackioInbox(inbox, context),
};

function isInbox(folder: FolderView): boolean {
  const inbox = folder.list("inbox");
  const [writer] = inbox?.folders ?? [];
  const files = writer === undefined ? [] : (inbox?.list(writer)?.files ?? []);
  const first = files.find((name) => fragmentName.test(name));
  if (writer === undefined || first === undefined) return false;
  return fragmentHead.test(decodeUtf8(folder.head(`inbox/${writer}/${first}`)));
}

interface Fragment {
  readonly path: string;
  /** Name, size and time. */
  readonly state: string;
  readonly time: number;
}

class TrackioInbox implements RunSource {
  readonly key: string;
  isLive = false;
  readonly #path: string;
  readonly #shownPath: string;
  readonly #context: SourceContext;
  #state: string | undefined;
  #runs: TrackioRuns | undefined;
  #read = new Set<string>();

  constructor(inbox: string, context: SourceContext) {
    this.#path = inbox;
    this.#shownPath = sourcePath(context.root, inbox);
    this.#context = context;
    this.key = `trackio:${this.#shownPath}`;
  }

  async refresh(mark: string | null): Promise<SourceUpdate | undefined> {
    this.#state ??= mark ?? undefined;
    const fragments = await listFragments(this.#path);
    const state = fragments.map((fragment) => fragment.state).join("\n");
    const newest = Math.max(0, ...fragments.map(({ time }) => time));
    this.isLive = this.#context.clock.now() - newest < liveMs;
    if (state === this.#state) return undefined;
    // One that is gone was moved into the database.
    const present = new Set(fragments.map((fragment) => fragment.state));
    const isSame = this.#runs !== undefined && [...this.#read].every((each) => present.has(each));
    const runs = isSame && this.#runs !== undefined ? this.#runs : new TrackioRuns(null);
    const isRead = isSame ? this.#read : new Set<string>();
    for (const fragment of fragments) {
      if (isRead.has(fragment.state)) continue;
      for (const record of await readFragment(fragment)) addRecord(runs, record);
      isRead.add(fragment.state);
    }
    this.#runs = runs;
    this.#read = isRead;
    this.#state = state;
    const idOf = (key: string): string => sourceRunId("trackio", this.key, key);
    const changed = runs.takeChanged({ path: this.#shownPath, idOf });
    return { runs: changed, removed: [], isComplete: !isSame, mark: state };
  }

  async series(
    run: Run,
    metrics: readonly string[],
    isRaw: boolean,
  ): Promise<ReadonlyMap<string, Series>> {
    const series = new TrackioSeries(metrics);
    for (const row of await this.#rowsOf(run)) series.add(row);
    return series.take(isRaw);
  }

  async media(run: Run): Promise<readonly MediaItem[]> {
    const folder = path.dirname(this.#path);
    return mediaOf(await this.#rowsOf(run), this.#context.root, folder);
  }

  dispose(): void {
    this.#runs = undefined;
  }

  async #rowsOf(run: Run): Promise<readonly TrackioRow[]> {
    const rows: TrackioRow[] = [];
    for (const fragment of await listFragments(this.#path)) {
      for (const record of await readFragment(fragment)) {
        if (record.row.key === run.location?.key) rows.push(record.row);
      }
    }
    return rows;
  }
}

interface FragmentRecord {
  readonly row: TrackioRow;
  readonly project: string;
  /** Only the first record of a writer has it. */
  readonly config: unknown;
}

function addRecord(runs: TrackioRuns, { row, project, config }: FragmentRecord): void {
  if (isRecord(config)) runs.configure(row.key, row.name, config, project);
  runs.add(row, project);
}

/** In the order of writing, by writer. Links are not followed. */
async function listFragments(inbox: string): Promise<readonly Fragment[]> {
  const fragments: Fragment[] = [];
  for (const writer of await listFolder(inbox)) {
    if (!writer.isDirectory()) continue;
    for (const file of await listFolder(path.join(inbox, writer.name))) {
      if (!file.isFile() || !fragmentName.test(file.name)) continue;
      const full = path.join(inbox, writer.name, file.name);
      const found = await stat(full).catch(() => null);
      if (found === null) continue;
      const state = `${writer.name}/${file.name} ${String(found.size)} ${String(found.mtimeMs)}`;
      fragments.push({ path: full, state, time: found.mtimeMs });
    }
  }
  return fragments;
}

async function listFolder(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Lines that are no records are passed over, as trackio does. */
async function readFragment(fragment: Fragment): Promise<readonly FragmentRecord[]> {
  await nextTurn();
  const found = await stat(fragment.path).catch(() => null);
  if (found === null || found.size > maxFragmentBytes) return [];
  const text = decodeUtf8(await readFile(fragment.path).catch(() => new Uint8Array(0)));
  return text.split("\n").flatMap((line) => {
    const record = parseTolerantJson(line);
    return isRecord(record) ? recordOf(record) : [];
  });
}

function recordOf(record: Readonly<Record<string, unknown>>): readonly FragmentRecord[] {
  const { kind, project, run, run_id: id, config } = record;
  const isSystem = kind === "system_metric";
  if (kind !== "metric" && !isSystem) return [];
  if (typeof run !== "string" || typeof project !== "string") return [];
  const key = typeof id === "string" ? id : `${project}/${run}`;
  const step = numberOf(record["step"]) ?? null;
  const time = parseTime(record["timestamp"]);
  return [
    { project, config, row: { key, name: run, isSystem, step, time, metrics: record["metrics"] } },
  ];
}
