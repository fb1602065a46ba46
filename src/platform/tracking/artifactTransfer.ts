import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  doesNotExist,
  invalidParameter,
  trackingError,
} from "../../core/tracking/trackingErrors.ts";
import type { ArtifactPlace } from "./artifactFolders.ts";
import { errorCode, isMissing } from "./jsonLinesFile.ts";
import type { TrackingContext } from "./trackingContext.ts";

/**
 * Takes a file in. It is written beside its folder and moved into place when it is whole, so that
 * nobody sees half of it.
 */
export async function receiveArtifact(
  context: TrackingContext,
  place: ArtifactPlace,
  upload: { readonly request: IncomingMessage; readonly maxBytes: number },
): Promise<void> {
  if (place.relative === "") throw invalidParameter("Invalid path");
  context.artifacts.checkLinks(place);
  const run = place.runId === undefined ? undefined : context.runs.getForWriting(place.runId);
  const temporary = `${place.folder}.upload-${randomBytes(6).toString("hex")}`;
  try {
    await makeFolder(path.dirname(place.absolute));
    await makeFolder(path.dirname(temporary));
    const counter = new ByteCounter(upload.maxBytes);
    await pipeline(upload.request, counter, createWriteStream(temporary, { flags: "wx" }));
    await moveInto(temporary, place.absolute);
    if (run === undefined) return;
    const { relative } = place;
    context.runs.append(run, {
      type: "artifact",
      path: relative,
      sizeBytes: counter.byteCount,
      time: context.clock.now(),
    });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Sends a file. A missing one is answered with 404, so that clients do not try again. */
export async function sendArtifact(
  context: TrackingContext,
  place: ArtifactPlace,
  response: ServerResponse,
): Promise<void> {
  context.artifacts.checkLinks(place);
  const size = await sizeOfFile(place);
  response.writeHead(200, {
    "Content-Type": contentTypeOf(place.absolute),
    "Content-Disposition": dispositionOf(path.basename(place.absolute)),
    "Content-Length": size,
    "X-Content-Type-Options": "nosniff",
  });
  await pipeline(createReadStream(place.absolute), response);
}

/** Removes a file or a folder with all that is in it. */
export async function deleteArtifact(
  context: TrackingContext,
  place: ArtifactPlace,
): Promise<void> {
  if (place.relative === "") throw invalidParameter("Invalid path");
  context.artifacts.checkLinks(place);
  await rm(place.absolute, { recursive: true, force: true });
}

async function sizeOfFile(place: ArtifactPlace): Promise<number> {
  try {
    const stats = await stat(place.absolute);
    if (stats.isFile()) return stats.size;
  } catch (error) {
    if (!isMissing(error) && errorCode(error) !== "ENAMETOOLONG") throw error;
  }
  throw doesNotExist(`There is no artifact file at '${place.relative}'.`);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const code = errorCode(error);
    if (code === "EEXIST" || code === "ENOTDIR") throw invalidParameter("Invalid path");
    throw error;
  }
}

async function moveInto(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (error) {
    const code = errorCode(error);
    const isFolder = code === "EISDIR" || code === "ENOTEMPTY" || code === "EEXIST";
    if (isFolder) throw invalidParameter("Invalid path");
    throw error;
  }
}

/** Counts what passes and ends the transfer when it is too much. */
class ByteCounter extends Transform {
  byteCount = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    super();
    this.#maxBytes = maxBytes;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.byteCount += chunk.length;
    if (this.byteCount <= this.#maxBytes) done(null, chunk);
    else {
      const message = `The file is larger than the limit of ${this.#maxBytes} bytes.`;
      done(trackingError("REQUEST_TOO_LARGE", message));
    }
  }
}

/** MLflow's own: whatever is text is plain text, so that no browser runs it. */
const textExtensions = new Set(
  (
    "txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv" +
    " tsv md rst html htm"
  ).split(" "),
);

const contentTypes: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  pdf: "application/pdf",
  zip: "application/zip",
};

function contentTypeOf(file: string): string {
  const name = path.basename(file);
  const extension = path.extname(name).slice(1).toLowerCase();
  if (name === "MLmodel" || name === "MLproject" || textExtensions.has(extension)) {
    return "text/plain";
  }
  return contentTypes[extension] ?? "application/octet-stream";
}

function dispositionOf(name: string): string {
  if (/^[\w.-]+$/.test(name)) return `attachment; filename=${name}`;
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  return `attachment; filename*=UTF-8''${encoded}`;
}
