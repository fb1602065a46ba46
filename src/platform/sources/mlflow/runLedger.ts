const idBytes = 6;
const entryBytes = idBytes + 4;

/**
 * Which runs of a source are known to whoever keeps them, and in which state. Its text goes into the
 * source's mark, so that a project that is opened again reads only what changed meanwhile: ten bytes
 * a run.
 */
export class RunLedger {
  readonly #digests = new Map<string, number>();
  readonly #prefix: string;

  /** `prefix` is what all ids begin with; twelve hexadecimal digits follow. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get size(): number {
    return this.#digests.size;
  }

  ids(): IterableIterator<string> {
    return this.#digests.keys();
  }

  has(id: string): boolean {
    return this.#digests.has(id);
  }

  /** False for a run that is not known, or in another state, or not wholly read (0). */
  isCurrent(id: string, digest: number): boolean {
    return digest !== 0 && this.#digests.get(id) === digest;
  }

  set(id: string, digest: number): void {
    this.#digests.set(id, digest);
  }

  delete(id: string): void {
    this.#digests.delete(id);
  }

  clear(): void {
    this.#digests.clear();
  }

  encode(): string {
    const bytes = Buffer.alloc(this.#digests.size * entryBytes);
    let offset = 0;
    for (const [id, digest] of this.#digests) {
      bytes.write(id.slice(this.#prefix.length), offset, idBytes, "hex");
      bytes.writeUInt32LE(digest >>> 0, offset + idBytes);
      offset += entryBytes;
    }
    return bytes.toString("base64");
  }

  /** Takes the place of what is there. */
  decode(text: string): void {
    const bytes = Buffer.from(text, "base64");
    this.#digests.clear();
    for (let offset = 0; offset + entryBytes <= bytes.length; offset += entryBytes) {
      const id = this.#prefix + bytes.toString("hex", offset, offset + idBytes);
      this.#digests.set(id, bytes.readUInt32LE(offset + idBytes));
    }
  }
}

/** FNV-1a over UTF-16 units: a number of 32 bits, never 0. Good for "is it the same as before". */
export function digestOf(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0 === 0 ? 1 : hash >>> 0;
}

/** Of several digests in any order. */
export function addDigest(sum: number | undefined, digest: number): number {
  const total = ((sum ?? 0) + digest) >>> 0;
  return total === 0 ? 1 : total;
}
