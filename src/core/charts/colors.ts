/**
 * Which colour a run's lines have. A slot is a number; the view turns it into a colour of the theme
 * and, past the number of colours, into a dash pattern.
 */
export type ColorSlots = ReadonlyMap<string, number>;

export interface SlotSupply {
  readonly slotCount: number;
  /** Slots of one round: as many as there are colours. Later rounds are used when it is full. */
  readonly roundSize: number;
}

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
  supply: SlotSupply,
): ColorSlots {
  const slots = new Map<string, number>();
  const uses = new Array<number>(supply.slotCount).fill(0);
  const take = (runId: string, slot: number) => {
    slots.set(runId, slot);
    uses[slot] = (uses[slot] ?? 0) + 1;
  };
  for (const runId of runIds) {
    const kept = previous.get(runId);
    if (kept !== undefined && kept < supply.slotCount) take(runId, kept);
  }
  for (const runId of runIds) {
    if (!slots.has(runId)) take(runId, leastUsed(uses, hash(runId), supply.roundSize));
  }
  return slots;
}

/** The first of the least used slots: round by round, each looked through onwards from `wish`. */
function leastUsed(uses: readonly number[], wish: number, roundSize: number): number {
  const least = Math.min(...uses);
  for (let start = 0; start < uses.length; start += roundSize) {
    for (let offset = 0; offset < roundSize; offset += 1) {
      const slot = start + ((wish + offset) % roundSize);
      if (uses[slot] === least) return slot;
    }
  }
  return 0;
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
