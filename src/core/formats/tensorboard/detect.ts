import { pathIn } from "../filePaths.ts";
import { isLfsPointer } from "../lfsPointer.ts";
import type { ClaimedFile, FolderView, RunClaim } from "../runFormat.ts";
import { decodeUtf8 } from "../text/utf8.ts";
import { maskedCrc32c } from "../wire/crc32c.ts";
import { ProtobufCursor } from "../wire/protobuf.ts";
import { seriesKey, type EventFileRole } from "./roles.ts";

/** What all names of event files hold (tensorboard/data/server/logdir.rs). */
const infix = "tfevents";
/** What writers name them; other names may be those of scripts about event files. */
const usualName = /^events\.out\.tfevents(?:\.|$)/;
/** PyTorch's and tensorboardX's `add_hparams` name a folder after the time. */
const hparamsFolder = /^\d{9,11}\.\d+$/;
const trainingNames: readonly string[] = ["train", "training"];
const otherSplitNames: readonly string[] = ["validation", "val", "valid", "eval", "test", "dev"];
/** A folder with more folders in it holds other things than the series of one run. */
const maxSeriesFolders = 500;

/** Claims of one folder: its event files, with those of the folders below that are the same run. */
export function detectEvents(folder: FolderView): readonly RunClaim[] {
  if (/(?:^|\/)plugins\/profile(?:\/|$)/.test(folder.path)) return [];
  const own = eventFiles(folder);
  const splits = splitFolders(folder, own.length > 0);
  const parts = own.length > 0 ? [...hparamsFolders(folder), ...seriesFolders(folder, own)] : [];
  const before = parts.filter(({ role }) => role === "hparams");
  const after = parts.filter(({ role }) => role !== "hparams");
  const files = [
    // First, so that the one value it has of a metric gives way to the curve.
    ...before.flatMap(claimFiles),
    ...own.map((name) => ({ path: pathIn(folder, name), role: "events" })),
    ...splits.flatMap(claimFiles),
    ...after.flatMap(claimFiles),
  ];
  if (files.length === 0 || isOnlyHeader(folder, own, files)) return [];
  const ownedFolders = [...before, ...splits, ...after].map(({ view }) => view.path);
  return [{ root: folder.path, key: "", files, ownedFolders }];
}

interface Part {
  readonly view: FolderView;
  readonly role: EventFileRole;
}

function claimFiles({ view, role }: Part): ClaimedFile[] {
  return eventFiles(view).map((name) => ({ path: pathIn(view, name), role }));
}

/** Names, in the order in which the files were begun, for the time is in the name. */
function eventFiles(folder: FolderView): readonly string[] {
  return folder.files.filter(
    (name) =>
      name.includes(infix) &&
      !name.endsWith(".profile-empty") &&
      (usualName.test(name) || isEventFile(folder.head(name))),
  );
}

/** Whether it begins with a record, or may once it is fetched or written. */
function isEventFile(head: Uint8Array): boolean {
  if (head.length < 12) return head.length === 0;
  const view = new DataView(head.buffer, head.byteOffset);
  return maskedCrc32c(head, 0, 8) === view.getUint32(8, true) || isLfsPointer(head);
}

/**
 * Keras writes `train` and `validation` below its folder, and others do alike: one run each time.
 * Of `train` alone nobody knows, unless TensorFlow wrote it: then it is mostly Keras, which makes
 * the other one later.
 */
function splitFolders(folder: FolderView, hasOwn: boolean): readonly Part[] {
  const having = (names: readonly string[]): Part[] =>
    names.flatMap((name) => {
      const view = folder.hasFolder(name) ? folder.list(name) : undefined;
      if (view === undefined || eventFiles(view).length === 0) return [];
      return [{ view, role: `split:${name}` as const }];
    });
  const training = having(trainingNames);
  const [first] = training;
  if (first === undefined) return [];
  const others = having(otherSplitNames);
  const isKeras = !hasOwn && eventFiles(first.view).every((name) => name.endsWith(".v2"));
  return others.length > 0 || (isKeras && folder.folders.length === 1)
    ? [...training, ...others]
    : [];
}

/**
 * The folder that `add_hparams` made. Of several each is a run of its own: the same writer tried
 * several sets of parameters.
 */
function hparamsFolders(folder: FolderView): readonly Part[] {
  const views = timeFolders(folder);
  return views.length === 1 ? views.map((view) => ({ view, role: "hparams" })) : [];
}

function timeFolders(folder: FolderView): readonly FolderView[] {
  return folder.folders
    .filter((name) => hparamsFolder.test(name))
    .flatMap((name) => folder.list(name) ?? [])
    .filter((view) => eventFiles(view).length > 0);
}

/** With several sets of parameters below, a folder whose own file says nothing is no run. */
function isOnlyHeader(
  folder: FolderView,
  own: readonly string[],
  files: readonly ClaimedFile[],
): boolean {
  return (
    files.length === own.length &&
    timeFolders(folder).length > 1 &&
    own.every((name) => isHeader(folder.head(name)))
  );
}

/** Folders that `add_scalars` made: `loss_train`, or `loss/train` by tensorboardX. */
function seriesFolders(folder: FolderView, own: readonly string[]): readonly Part[] {
  const { folders } = folder;
  if (folders.length > maxSeriesFolders) return [];
  const search = {
    writers: new Set(own.map(writerOf)),
    depth: 0,
    left: { count: maxSeriesFolders },
  };
  return folders
    .filter((name) => !hparamsFolder.test(name) && !name.startsWith("."))
    .flatMap((name) => seriesBelow(folder, name, search));
}

interface SeriesSearch {
  /** Host and process that wrote the run's own files: the same one writes the series. */
  readonly writers: ReadonlySet<string>;
  readonly depth: number;
  /** How many folders may still be listed. */
  readonly left: { count: number };
}

function seriesBelow(folder: FolderView, path: string, search: SeriesSearch): readonly Part[] {
  if (search.depth > 2 || search.left.count-- <= 0) return [];
  const view = folder.list(path);
  if (view === undefined) return [];
  const files = eventFiles(view);
  const isSeries =
    files.length > 0 &&
    files.every((name) => search.writers.has(writerOf(name))) &&
    files.every((name) => mayBeSeries(view.head(name), path));
  if (isSeries) return [{ view, role: `series:${path}` }];
  if (files.length > 0) return [];
  // A tag with slashes is as many folders.
  const deeper = { ...search, depth: search.depth + 1 };
  return view.folders.flatMap((name) => seriesBelow(folder, `${path}/${name}`, deeper));
}

/** `host.pid` of `events.out.tfevents.<seconds>.<host>.<pid>.<number>`, or the host alone. */
function writerOf(name: string): string {
  const rest = name.replace(/^.*?tfevents\.\d+\./, "");
  return /^.*?\.\d+(?=\.\d+(?:\.|$))/.exec(rest)?.[0] ?? rest;
}

/**
 * Whether a file beginning so is one that `add_scalars` wrote to that folder: all it holds is one
 * tag, after which the folder is named. One with nothing in it yet may become one.
 */
function mayBeSeries(head: Uint8Array, folder: string): boolean {
  let isAlike = true;
  let count = 0;
  for (const tag of tagsOf(head)) {
    count++;
    isAlike &&= seriesKey(folder, tag) !== undefined;
  }
  return isAlike && (count > 0 || (folder.includes("_") && isHeader(head)));
}

/** Nothing but the record that says which version the file is. */
function isHeader(head: Uint8Array): boolean {
  return [...recordsOf(head)].length <= 1 && head.length < 200;
}

/** The tags of the whole records at the beginning of a file. */
function* tagsOf(head: Uint8Array): Generator<string> {
  for (const event of recordsOf(head)) {
    while (event.next()) {
      if (event.field !== 5) event.skip();
      else yield* tagsOfSummary(event.message());
    }
  }
}

function* tagsOfSummary(summary: ProtobufCursor): Generator<string> {
  while (summary.next()) {
    if (summary.field !== 1) summary.skip();
    else {
      const value = summary.message();
      while (value.next()) {
        if (value.field === 1) yield decodeUtf8(value.bytesValue());
        else value.skip();
      }
    }
  }
}

function* recordsOf(head: Uint8Array): Generator<ProtobufCursor> {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  for (let at = 0; at + 12 <= head.length;) {
    const end = at + 12 + view.getUint32(at, true);
    if (end > head.length || maskedCrc32c(head, at, at + 8) !== view.getUint32(at + 8, true))
      return;
    yield new ProtobufCursor(head, at + 12, end);
    at = end + 4;
  }
}
