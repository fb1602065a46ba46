import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseCacheFolder } from "../../../core/formats/dvc/config.ts";
import type { FoundFile } from "../../../core/formats/dvc/readRow.ts";

/** A larger file holds no metrics. */
export const maxFileBytes = 8 * 1024 * 1024;

/** The content of outputs that DVC keeps outside git, by their hashes. */
export class DvcCache {
  readonly #folders: readonly string[];

  /**
   * `root` is the folder that holds `.dvc`. A cache outside of it is left alone where the folder is
   * not trusted: naming a share of another machine would mean connecting to it.
   */
  constructor(root: string, isTrusted: boolean) {
    const dvc = path.join(root, ".dvc");
    const named = ["config.local", "config"]
      .map((name) => readSmallFile(path.join(dvc, name)))
      .flatMap((bytes) => (bytes === null ? [] : [parseCacheFolder(bytes.toString("utf8"))]))
      .find((folder) => folder !== null);
    const folder = path.resolve(dvc, named ?? "cache");
    const isOwn =
      !path.relative(root, folder).startsWith("..") &&
      !path.isAbsolute(path.relative(root, folder));
    this.#folders = isOwn || isTrusted ? [folder] : [];
  }

  find(md5: string): FoundFile | null {
    return this.#locate(md5) === null ? null : { kind: "file", id: `md5:${md5}` };
  }

  content(id: string): Uint8Array | null {
    const file = this.#locate(id.slice("md5:".length));
    return file === null ? null : readSmallFile(file);
  }

  /** DVC 3 keeps contents below `files/md5`, DVC 2 kept them at the top. */
  #locate(md5: string): string | null {
    if (!/^[0-9a-f]{32}(?:\.dir)?$/.test(md5)) return null;
    for (const folder of this.#folders) {
      for (const layout of ["files/md5", ""]) {
        const file = path.join(folder, layout, md5.slice(0, 2), md5.slice(2));
        if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
      }
    }
    return null;
  }
}

/** Null for what is no file, too large, or not to be read. */
export function readSmallFile(file: string): Buffer | null {
  try {
    const stat = statSync(file);
    return stat.isFile() && stat.size <= maxFileBytes ? readFileSync(file) : null;
  } catch {
    return null;
  }
}
