import type { MediaContent, MediaItem } from "../../src/core/formats/media.ts";
import type { PanelHost } from "../host/panelHost.ts";
import { shownType } from "./mediaModel.ts";

type FileContent = Extract<MediaContent, { kind: "file" }>;

interface Entry {
  readonly url: Promise<string>;
  /** 0 until it has been read. */
  sizeBytes: number;
}

const maxEntries = 300;
const maxBytes = 256 * 1024 * 1024;
/** So many files are read at once: sliders pass by many that nobody waits for any more. */
const maxReads = 4;

/**
 * The files of a run as addresses that elements can show. The least recently wanted are let go; an
 * image that is on the screen stays there all the same.
 */
export class MediaFiles {
  readonly #host: PanelHost;
  readonly #runId: string;
  readonly #entries = new Map<string, Entry>();
  readonly #waiting: (() => void)[] = [];
  #readCount = 0;
  #isDisposed = false;

  constructor(host: PanelHost, runId: string) {
    this.#host = host;
    this.#runId = runId;
  }

  /** Rejects with an AppError when it cannot be read. */
  url(item: MediaItem, content: FileContent): Promise<string> {
    const { part } = content;
    const key = JSON.stringify([content.path, part?.offset, part?.length, item.time]);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.url;
    }
    const entry: Entry = {
      url: this.#read(content, (size) => (entry.sizeBytes = size)),
      sizeBytes: 0,
    };
    this.#entries.set(key, entry);
    entry.url.then(
      () => this.#forgetOldest(),
      () => this.#entries.delete(key),
    );
    return entry.url;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const entry of this.#entries.values()) release(entry);
    this.#entries.clear();
  }

  async #read(content: FileContent, tellSize: (sizeBytes: number) => void): Promise<string> {
    if (this.#readCount >= maxReads) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#readCount += 1;
    try {
      const { path, part = null, mimeType } = content;
      const { bytes } = await this.#host.request("readMedia", { runId: this.#runId, path, part });
      tellSize(bytes.byteLength);
      const url = URL.createObjectURL(new Blob([bytes.slice()], { type: shownType(mimeType) }));
      if (this.#isDisposed) URL.revokeObjectURL(url);
      return url;
    } finally {
      this.#readCount -= 1;
      // The newest wish first: that is what is in sight now.
      this.#waiting.pop()?.();
    }
  }

  #forgetOldest(): void {
    let size = [...this.#entries.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= maxEntries && size <= maxBytes) return;
      this.#entries.delete(key);
      size -= entry.sizeBytes;
      release(entry);
    }
  }
}

function release({ url }: Entry): void {
  url.then(
    (address) => URL.revokeObjectURL(address),
    () => undefined,
  );
}
