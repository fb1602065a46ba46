/** How far looking for the runs of other tools has come; see `SourceProgress`. */
export interface SearchProgress {
  readonly folderCount: number;
  readonly foundCount: number;
  readonly readCount: number;
}

/** `Looking for runs: 12,000 folders, 340 found, 120 read`. */
export function describeProgress({ folderCount, foundCount, readCount }: SearchProgress): string {
  const count = (value: number) => value.toLocaleString("en-US");
  const folders = folderCount === 1 ? "1 folder" : `${count(folderCount)} folders`;
  return `Looking for runs: ${folders}, ${count(foundCount)} found, ${count(readCount)} read`;
}

/** Of several searches at once; null when none is under way. */
export function sumProgress(parts: readonly (SearchProgress | null)[]): SearchProgress | null {
  const active = parts.filter((part) => part !== null);
  if (active.length === 0) return null;
  const sum = (key: keyof SearchProgress) => active.reduce((total, part) => total + part[key], 0);
  return {
    folderCount: sum("folderCount"),
    foundCount: sum("foundCount"),
    readCount: sum("readCount"),
  };
}
