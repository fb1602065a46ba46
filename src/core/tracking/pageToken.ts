import { invalidParameter } from "./trackingErrors.ts";

/** Where a page starts, as a token that clients hand back unread. */
export function createPageToken(offset: number): string {
  return `offset-${offset}`;
}

/** The offset in a token; 0 without one. */
export function parsePageToken(token: string | undefined): number {
  if (token === undefined || token === "") return 0;
  const digits = /^offset-(\d{1,15})$/.exec(token)?.[1];
  if (digits === undefined) {
    throw invalidParameter("Invalid page token: it must be one that this server gave.");
  }
  return Number(digits);
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Only when more items follow. */
  readonly nextToken?: string;
}

/** `size` items from where the token points. */
export function pageOf<T>(items: readonly T[], token: string | undefined, size: number): Page<T> {
  const start = parsePageToken(token);
  const end = start + size;
  const page = { items: items.slice(start, end) };
  return end < items.length ? { ...page, nextToken: createPageToken(end) } : page;
}
