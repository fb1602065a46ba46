/** What git tracks below a root, by path. */
export class TrackedSet {
  readonly #files: ReadonlySet<string>;
  readonly #unknown: readonly string[];
  #folders: Set<string> | undefined;
  #names: Map<string, string[]> | undefined;

  /** `unknown`: folders of which is not known what is tracked there. */
  constructor(files: Iterable<string>, unknown: readonly string[] = []) {
    this.#files = new Set(files);
    this.#unknown = unknown;
  }

  /** Whether the file, or one below the folder, is tracked. */
  has(path: string): boolean | undefined {
    if (this.kindOf(path) !== undefined) return true;
    const isBelow = (folder: string): boolean =>
      folder === "" || path === folder || path.startsWith(`${folder}/`);
    return this.#unknown.some(isBelow) ? undefined : false;
  }

  /** Undefined for what is not tracked. */
  kindOf(path: string): "file" | "directory" | undefined {
    if (this.#files.has(path)) return "file";
    return (this.#folders ??= foldersOf(this.#files)).has(path) ? "directory" : undefined;
  }

  /** Names of the tracked files and folders in a folder; folders with a `/` at the end. */
  namesIn(folder: string): readonly string[] {
    this.#names ??= this.#listNames();
    return this.#names.get(folder) ?? [];
  }

  #listNames(): Map<string, string[]> {
    const names = new Map<string, string[]>();
    const add = (path: string, end: string): void => {
      const slash = path.lastIndexOf("/");
      const folder = path.slice(0, Math.max(0, slash));
      const name = path.slice(slash + 1) + end;
      const known = names.get(folder);
      if (known === undefined) names.set(folder, [name]);
      else known.push(name);
    };
    for (const file of this.#files) add(file, "");
    for (const folder of (this.#folders ??= foldersOf(this.#files))) {
      if (folder !== "") add(folder, "/");
    }
    return names;
  }
}

function foldersOf(files: ReadonlySet<string>): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1)) {
      const folder = file.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  if (files.size > 0) folders.add("");
  return folders;
}
