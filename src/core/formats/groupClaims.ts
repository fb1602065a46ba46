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

interface Place {
  readonly root: string;
  readonly key: string;
}

/**
 * Which claims are the same run: those of one root and key, and all below the outermost enclosing
 * folder. A file that several formats claim belongs to the first of them. Claims are given parents
 * before children, and within a folder in the order of the formats.
 */
export function groupClaims(claims: readonly FormatClaim[]): readonly ClaimedRun[] {
  const ordered = [
    ...claims.filter(({ format }) => format !== guessing),
    ...claims.filter(({ format }) => format === guessing),
  ];
  const enclosed = enclosedFolders(claims);
  const certain = certainRuns(ordered, enclosed);
  const taken = new Set<string>();
  const runs = new Map<string, { place: Place; parts: Map<FormatId, ClaimedFile[]> }>();
  for (const { format, claim } of ordered) {
    const files = claim.files.filter(({ path }) => !taken.has(path));
    if (files.length === 0) continue;
    for (const { path } of files) taken.add(path);
    const place = placeOf(claim, enclosed, format === guessing ? certain : undefined);
    const id = `${place.root}\0${place.key}`;
    let run = runs.get(id);
    if (run === undefined) runs.set(id, (run = { place, parts: new Map() }));
    const part = run.parts.get(format);
    if (part === undefined) run.parts.set(format, [...files]);
    else part.push(...files);
  }
  return [...runs.values()].map(({ place, parts }) => ({
    ...place,
    parts: [...parts].map(([format, files]) => ({ format, files })),
  }));
}

/** Folders all of whose claims belong to one run, with that run. */
function enclosedFolders(claims: readonly FormatClaim[]): ReadonlyMap<string, Place> {
  const folders = new Map<string, Place>();
  for (const { claim } of claims) {
    const { root, key } = claim;
    const own = claim.isEnclosing === true ? [root] : [];
    for (const folder of [...own, ...(claim.encloses ?? [])]) {
      if (!folders.has(folder)) folders.set(folder, { root, key });
    }
  }
  return folders;
}

function placeOf(
  { root, key }: RunClaim,
  enclosed: ReadonlyMap<string, Place>,
  certain: ReadonlyMap<string, string | null> | undefined,
): Place {
  return outermost(root, enclosed) ?? { root, key: certain?.get(root) ?? key };
}

/** Roots that have just one run by a format that is sure, with its key; null for several. */
function certainRuns(
  claims: readonly FormatClaim[],
  enclosed: ReadonlyMap<string, Place>,
): Map<string, string | null> {
  const certain = new Map<string, string | null>();
  for (const { format, claim } of claims) {
    if (format === guessing || outermost(claim.root, enclosed) !== undefined) continue;
    const known = certain.get(claim.root);
    certain.set(claim.root, known === undefined || known === claim.key ? claim.key : null);
  }
  return certain;
}

/**
 * The run of the enclosing folder nearest to the top that holds the folder, or is it; where that
 * run is itself enclosed by another one, the other one.
 */
function outermost(folder: string, enclosed: ReadonlyMap<string, Place>): Place | undefined {
  if (enclosed.size === 0) return undefined;
  const parts = folder === "" ? [] : folder.split("/");
  for (let length = 0; length <= parts.length; length++) {
    const place = enclosed.get(parts.slice(0, length).join("/"));
    if (place === undefined) continue;
    const outer = place.root === folder ? undefined : outermost(place.root, enclosed);
    return outer ?? place;
  }
  return undefined;
}
