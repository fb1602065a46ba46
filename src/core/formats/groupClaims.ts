import type { FormatId } from "./formatIds.ts";
import type { ClaimedFile, RunClaim } from "./runFormat.ts";

export interface FormatClaim {
  readonly format: FormatId;
  readonly claim: RunClaim;
}

/** The files of one run by the formats that read them, the outermost and first claimed first. */
export interface ClaimedRun {
  readonly root: string;
  readonly key: string;
  readonly parts: readonly ClaimedPart[];
}

export interface ClaimedPart {
  readonly format: FormatId;
  readonly files: readonly ClaimedFile[];
}

/** Claims of this format give way: it guesses from what a file holds. */
const guessing: FormatId = "files";

/**
 * Which claims are the same run: those of one root and key, and all below the outermost enclosing
 * root. A file that several formats claim belongs to the first of them. Claims are given parents
 * before children, and within a folder in the order of the formats.
 */
export function groupClaims(claims: readonly FormatClaim[]): readonly ClaimedRun[] {
  const enclosingRoots = new Map(claims.flatMap(({ claim }) => enclosedFolders(claim)));
  const taken = new Set<string>();
  const runs = new Map<
    string,
    { root: string; key: string; parts: Map<FormatId, ClaimedFile[]> }
  >();
  const ordered = [
    ...claims.filter(({ format }) => format !== guessing),
    ...claims.filter(({ format }) => format === guessing),
  ];
  const certain = certainRuns(ordered, enclosingRoots);
  for (const { format, claim } of ordered) {
    const files = claim.files.filter(({ path }) => !taken.has(path));
    if (files.length === 0) continue;
    for (const { path } of files) taken.add(path);
    const place = placeOf(format, claim, { enclosingRoots, certain });
    const id = `${place.root}\0${place.key}`;
    let run = runs.get(id);
    if (run === undefined) runs.set(id, (run = { ...place, parts: new Map() }));
    const part = run.parts.get(format);
    if (part === undefined) run.parts.set(format, [...files]);
    else part.push(...files);
  }
  return [...runs.values()].map(({ root, key, parts }) => ({
    root,
    key,
    parts: [...parts].map(([format, files]) => ({ format, files })),
  }));
}

interface Place {
  readonly root: string;
  readonly key: string;
}

interface Known {
  readonly enclosingRoots: ReadonlyMap<string, Place>;
  /** Roots that have just one run by a format that is sure, with its key. */
  readonly certain: ReadonlyMap<string, string | null>;
}

function placeOf(format: FormatId, claim: RunClaim, { enclosingRoots, certain }: Known): Place {
  const outer = outermost(claim.root, enclosingRoots);
  if (outer !== undefined) return outer;
  const key = format === guessing ? certain.get(claim.root) : undefined;
  return { root: claim.root, key: key ?? claim.key };
}

function certainRuns(
  claims: readonly FormatClaim[],
  enclosingRoots: ReadonlyMap<string, Place>,
): Map<string, string | null> {
  const certain = new Map<string, string | null>();
  for (const { format, claim } of claims) {
    if (format === guessing || outermost(claim.root, enclosingRoots) !== undefined) continue;
    const known = certain.get(claim.root);
    certain.set(claim.root, known === undefined || known === claim.key ? claim.key : null);
  }
  return certain;
}

/** The folders whose claims belong to this claim's run. */
function enclosedFolders(claim: RunClaim): [string, Place][] {
  const place = { root: claim.root, key: claim.key };
  const folders = claim.isEnclosing === true ? [claim.root] : [];
  return [...folders, ...(claim.encloses ?? [])].map((folder) => [folder, place]);
}

/** The run of the enclosing folder nearest to the top that holds the root, or is it. */
function outermost(root: string, enclosing: ReadonlyMap<string, Place>): Place | undefined {
  if (enclosing.size === 0) return undefined;
  const parts = root === "" ? [] : root.split("/");
  for (let length = 0; length <= parts.length; length++) {
    const place = enclosing.get(parts.slice(0, length).join("/"));
    if (place !== undefined) return place;
  }
  return undefined;
}
