import type { SourceUpdate } from "./runSource.ts";

/** What a source told that is to be handed on. */
export interface PendingUpdate {
  readonly key: string;
  readonly update: SourceUpdate;
}

/** What a later update of the same source tells completely need not be told before. */
export function withoutSuperseded(updates: readonly PendingUpdate[]): PendingUpdate[] {
  const complete = new Map<string, number>();
  updates.forEach(({ key, update }, index) => {
    if (update.isComplete) complete.set(key, index);
  });
  return updates.filter(({ key }, index) => index >= (complete.get(key) ?? 0));
}
