/** The state of the code on one side of a comparison: a commit, or the files as they are now. */
export type Side = { readonly commit: string } | "working-tree";

export type ChangeStatus = "added" | "deleted" | "modified" | "renamed" | "copied" | "type-changed";

export interface ChangedFile {
  readonly status: ChangeStatus;
  /** On the newer side, or where the file was when it is deleted; with `/`. */
  readonly path: string;
  /** Where a renamed or copied file was. */
  readonly oldPath?: string;
  readonly isBinary: boolean;
  /** A repository inside the repository: its commit changed. */
  readonly isNested: boolean;
  /** Lines; null for binary files. */
  readonly insertions: number | null;
  readonly deletions: number | null;
}

interface RawChange {
  readonly status: ChangeStatus;
  readonly path: string;
  readonly oldPath?: string;
  readonly isNested: boolean;
}

interface LineCounts {
  readonly insertions: number | null;
  readonly deletions: number | null;
}

const statuses: Readonly<Record<string, ChangeStatus>> = {
  A: "added",
  D: "deleted",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "type-changed",
};

/** Reads the output of `git diff --raw --numstat -z`, sorted by path. */
export function parseChanges(text: string): ChangedFile[] {
  const fields = text.split("\0");
  const raw: RawChange[] = [];
  const counts = new Map<string, LineCounts>();
  for (let at = 0; at < fields.length;) {
    const head = fields[at] ?? "";
    const rest = fields.slice(at + 1, at + 3);
    at += head.startsWith(":") ? readRaw(head, rest, raw) : readCounts(head, rest, counts);
  }
  const none = { insertions: 0, deletions: 0 };
  return raw
    .map((change) => ({ ...change, ...(counts.get(change.path) ?? none) }))
    .map((change) => ({ ...change, isBinary: change.insertions === null }))
    .sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

/** `:100644 100755 <hash> <hash> R087`, then the path, or both paths; returns the fields used. */
function readRaw(head: string, rest: readonly string[], into: RawChange[]): number {
  const [oldMode = "", newMode = "", , , letters = ""] = head.slice(1).split(" ");
  const letter = letters.charAt(0);
  const [first = "", second = ""] = rest;
  const status = statuses[letter];
  const hasTwoPaths = letter === "R" || letter === "C";
  const isNested = oldMode === "160000" || newMode === "160000";
  if (status !== undefined) {
    into.push(
      hasTwoPaths
        ? { status, path: second, oldPath: first, isNested }
        : { status, path: first, isNested },
    );
  }
  return hasTwoPaths ? 3 : 2;
}

/** `3\t1\tpath`, or `3\t1\t` and both paths; `-` stands for binary. Returns the fields used. */
function readCounts(head: string, rest: readonly string[], into: Map<string, LineCounts>): number {
  const [, insertions = "", deletions = "", path = ""] =
    /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(head) ?? [];
  if (insertions === "") return 1;
  const counts = { insertions: lines(insertions), deletions: lines(deletions) };
  into.set(path === "" ? (rest[1] ?? "") : path, counts);
  return path === "" ? 3 : 1;
}

function lines(text: string): number | null {
  return text === "-" ? null : Number(text);
}

/** What an editor shows of one changed file: a missing side is an empty document. */
export interface DiffPair {
  readonly label: string;
  readonly status: ChangeStatus;
  readonly isBinary: boolean;
  readonly left: SideFile | null;
  readonly right: SideFile | null;
}

export interface SideFile {
  readonly side: Side;
  readonly path: string;
}

/** The files of a comparison, side by side. Nested repositories have no content to show. */
export function planDiff(from: Side, to: Side, changes: readonly ChangedFile[]): DiffPair[] {
  return changes
    .filter((change) => !change.isNested)
    .map((change) => ({
      label: change.oldPath === undefined ? change.path : `${change.oldPath} → ${change.path}`,
      status: change.status,
      isBinary: change.isBinary,
      left: change.status === "added" ? null : { side: from, path: change.oldPath ?? change.path },
      right: change.status === "deleted" ? null : { side: to, path: change.path },
    }));
}
