/** What git tracks below a root, by path. */
export class TrackedSet {
  readonly #files: ReadonlySet<string>;
  readonly #unknown: readonly string[];
  #folders: Set<string> | undefined;

  /** `unknown`: folders of which is not known what is tracked there. */
  constructor(files: Iterable<string>, unknown: readonly string[] = []) {
    this.#files = new Set(files);
    this.#unknown = unknown;
  }

  /** Whether the file, or one below the folder, is tracked. */
  has(path: string): boolean | undefined {
    if (this.#files.has(path)) return true;
    if ((this.#folders ??= foldersOf(this.#files)).has(path)) return true;
    const isBelow = (folder: string): boolean =>
      folder === "" || path === folder || path.startsWith(`${folder}/`);
    return this.#unknown.some(isBelow) ? undefined : false;
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
