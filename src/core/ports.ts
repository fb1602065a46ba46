/** The only ways out of core: what it needs from the world is handed in as one of these. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

/** Text files below a folder, by their path relative to it, with `/`. */
export interface TextFiles {
  /** Null when there is no such file, or it is too large or not readable. */
  read(path: string): Promise<string | null>;
}
