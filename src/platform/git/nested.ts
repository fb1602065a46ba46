import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Status } from "../../core/snapshots/status.ts";
import { Git } from "./git.ts";
import { locateRepository, type RepositoryPlace } from "./locate.ts";
import type { SnapshotRequest } from "./snapshotRequest.ts";
import type { TemporaryIndex } from "./temporaryIndex.ts";
import { onDisk, readable, type BytePath } from "./untracked.ts";

/** What the index of the outer repository has to say of one inside it. */
export interface NestedEntry {
  readonly path: BytePath;
  readonly commit: string;
}

/** Repositories within repositories are followed so deep, and no deeper. */
const depthLimit = 5;

interface NestedWork {
  readonly git: Git;
  readonly place: RepositoryPlace;
  readonly request: SnapshotRequest;
  readonly status: Status;
  readonly index: TemporaryIndex;
  /** Takes the snapshot of one of them, and of those inside it. */
  readonly takeSnapshot: (
    git: Git,
    place: RepositoryPlace,
    request: SnapshotRequest,
  ) => Promise<{ readonly commit: string | null }>;
}

/**
 * Snapshots each repository inside the working tree (submodules, linked working trees, clones that
 * nobody registered) in that repository, and returns the entries that differ from the index.
 */
export async function collectNested(work: NestedWork): Promise<NestedEntry[]> {
  const { status, request } = work;
  if (request.depth >= depthLimit) return [];
  const recorded = await recordedNested(work);
  const paths = new Set(recorded.keys());
  for (const entry of status.entries) {
    if (entry.kind === "deleted") paths.delete(entry.path);
    else if (entry.isNested) paths.add(entry.path);
  }
  const entries: NestedEntry[] = [];
  for (const nested of paths) {
    const commit = await snapshotNested(work, nested);
    if (commit !== null && commit !== recorded.get(nested)) entries.push({ path: nested, commit });
  }
  return entries;
}

/** Nested repositories in the index, with the commit it says they are at. */
async function recordedNested(work: NestedWork): Promise<Map<BytePath, string>> {
  const { git, index, request } = work;
  if (!index.mayHoldNested) return new Map();
  const output = await git.run(["ls-files", "--stage", "-z"], { signal: request.signal });
  const entries = output.toString("latin1").split("\0");
  return new Map(
    entries.flatMap((entry) => {
      const match = /^160000 ([0-9a-f]+) \d\t(.*)$/s.exec(entry);
      return match === null ? [] : [[match[2] ?? "", match[1] ?? ""] as const];
    }),
  );
}

/** Null for a submodule that is not checked out, and for a repository without anything in it. */
async function snapshotNested(work: NestedWork, nested: BytePath): Promise<string | null> {
  const { git, place, request } = work;
  const folder = onDisk(place.top, nested).toString();
  if (!existsSync(path.join(folder, ".git"))) return null;
  const inner = new Git({ folder, isTrusted: git.isTrusted });
  const innerPlace = await locateRepository(inner, request.signal);
  if (innerPlace === null || innerPlace.top === place.top) return null;
  const snapshot = await work.takeSnapshot(inner, innerPlace, {
    ...request,
    ref: nestedRef(request.ref, nested),
    subject: `${request.subject}, in ${readable(nested)}`,
    alsoStore: [],
    depth: request.depth + 1,
  });
  return snapshot.commit;
}

/** A name of its own: a linked working tree shares its refs with the repository it lies in. */
function nestedRef(ref: string, nested: BytePath): string {
  const hash = createHash("sha256").update(nested, "latin1").digest("hex").slice(0, 12);
  return `refs/sextant/nested/${ref.replace("refs/sextant/", "")}/${hash}`;
}
