/** The only ways out of core: what it needs from the world is handed in as one of these. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}
