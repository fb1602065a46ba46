/**
 * Reading of `git status --porcelain=v2 --branch -z --no-renames`.
 *
 * Paths are kept in whatever encoding the text was decoded with: the snapshot decodes as Latin-1,
 * one character a byte, so that names in any encoding go back to git as they came.
 */

/** What has to be done to an index for it to hold what the working tree holds. */
export type StatusKind = "modified" | "deleted" | "untracked" | "unmerged" | "staged";

export interface StatusEntry {
  /** `staged`: the working tree agrees with the index, and the index differs from HEAD. */
  readonly kind: StatusKind;
  /** Relative to the top of the repository, with `/`. */
  readonly path: string;
  /** A repository inside the repository: a submodule, or one that nobody registered. */
  readonly isNested: boolean;
}

export interface Status {
  /** Null in a repository without commits. */
  readonly head: string | null;
  /** Null when HEAD is detached. */
  readonly branch: string | null;
  readonly entries: readonly StatusEntry[];
}

const nestedMode = "160000";

export function parseStatus(text: string): Status {
  let head: string | null = null;
  let branch: string | null = null;
  const entries: StatusEntry[] = [];
  for (const record of text.split("\0")) {
    if (record.startsWith("# branch.oid ")) head = nullWhen(record.slice(13), "(initial)");
    else if (record.startsWith("# branch.head ")) branch = nullWhen(record.slice(14), "(detached)");
    else {
      const entry = parseEntry(record);
      if (entry !== null && entry.path !== "") entries.push(entry);
    }
  }
  return { head, branch, entries };
}

/**
 * `1 XY sub mH mI mW hH hI path`, `u XY sub m1 m2 m3 mW h1 h2 h3 path`, `? path`; other records are
 * headers, or of a kind this version does not know.
 */
function parseEntry(record: string): StatusEntry | null {
  switch (record.charAt(0)) {
    case "1":
      return parseChange(record);
    case "u":
      return {
        kind: "unmerged",
        path: afterFields(record, 10),
        isNested: field(record, 6) === nestedMode,
      };
    case "?":
      return parseUntracked(record.slice(2));
    default:
      return null;
  }
}

function parseChange(record: string): StatusEntry {
  const path = afterFields(record, 8);
  const isNested = field(record, 5) === nestedMode;
  switch (record.charAt(3)) {
    case ".":
      return { kind: "staged", path, isNested };
    case "D":
      return { kind: "deleted", path, isNested };
    default:
      return { kind: "modified", path, isNested };
  }
}

/** Git lists a folder, with its slash, only where it is a repository of its own. */
function parseUntracked(path: string): StatusEntry {
  const isNested = path.endsWith("/");
  return { kind: "untracked", path: isNested ? path.slice(0, -1) : path, isNested };
}

function nullWhen(value: string, none: string): string | null {
  return value === none ? null : value;
}

function field(record: string, index: number): string {
  return record.split(" ", index + 1)[index] ?? "";
}

/** The rest of a record after so many fields that hold no space: the path, which may. */
function afterFields(record: string, count: number): string {
  let offset = 0;
  for (let seen = 0; seen < count; seen++) {
    const space = record.indexOf(" ", offset);
    if (space < 0) return "";
    offset = space + 1;
  }
  return record.slice(offset);
}
