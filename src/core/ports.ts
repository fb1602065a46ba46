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

/**
 * A project's files for the linter, by their path relative to its root, with `/`; the root is "".
 * Answers at once: it is asked in a thread of its own, or by a command.
 */
export interface ProjectFiles {
  /** `missing` too for paths that leave the root. */
  kindOf(path: string): "file" | "directory" | "missing";
  /** Undefined when there is no such file, or it cannot be read. */
  read(path: string): FileText | undefined;
  /** Names in a folder, sorted, folders with a `/` at the end; none when it cannot be listed. */
  list(folder: string): readonly string[];
  /**
   * Whether git tracks the file, or a file below the folder. Undefined where there is no
   * repository and no list of tracked files.
   */
  isTracked(path: string): boolean | undefined;
}

export interface FileText {
  /** Empty for files that are no text or too large. */
  readonly text: string;
  /** How the bytes were read; `binary` for those with NUL bytes that are no UTF-16. */
  readonly encoding: "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be" | "binary" | "too-large";
}
