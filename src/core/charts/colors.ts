/**
 * Which colour a run's lines have. A slot is a number; the view turns it into a colour of the theme
 * and, past the number of colours, into a dash pattern.
 */
export type ColorSlots = ReadonlyMap<string, number>;

/**
 * Gives each run a slot in [0, slotCount).
 *
 * Invariant: a run keeps the slot it has while it is shown, and gets the same one again whenever
 * that is free, since its first choice is a hash of its id. Two runs share a slot only when all
 * are taken.
 */
export function assignColorSlots(
  runIds: readonly string[],
  previous: ColorSlots,
  slotCount: number,
): ColorSlots {
  const slots = new Map<string, number>();
  const uses = new Array<number>(slotCount).fill(0);
  const take = (runId: string, slot: number) => {
    slots.set(runId, slot);
    uses[slot] = (uses[slot] ?? 0) + 1;
  };
  for (const runId of runIds) {
    const kept = previous.get(runId);
    if (kept !== undefined && kept < slotCount) take(runId, kept);
  }
  for (const runId of runIds) {
    if (!slots.has(runId)) take(runId, leastUsed(uses, hash(runId) % slotCount));
  }
  return slots;
}

/** The first of the least used slots, looking onwards from `wish`. */
function leastUsed(uses: readonly number[], wish: number): number {
  const least = Math.min(...uses);
  for (let offset = 0; offset < uses.length; offset += 1) {
    const slot = (wish + offset) % uses.length;
    if (uses[slot] === least) return slot;
  }
  return wish;
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
