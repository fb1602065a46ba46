import { randomInt } from "node:crypto";
import type { Clock, Random } from "../../core/ports.ts";

export const systemClock: Clock = { now: () => Date.now() };

const range = 2 ** 47;

/** Unpredictable: ids made at the same moment in several processes must differ. */
export const systemRandom: Random = { next: () => randomInt(range) / range };
