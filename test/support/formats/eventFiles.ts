import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { shortestFloat32 } from "../../../src/core/formats/points/float32.ts";
import type { MediaItem } from "../../../src/core/formats/media.ts";
import type { RunChannel } from "../../../src/core/formats/runChannel.ts";
import type { RunClaim } from "../../../src/core/formats/runFormat.ts";
import { tensorboardFormat } from "../../../src/core/formats/tensorboard/tensorboard.ts";
import { memoryFolders } from "./memoryFolder.ts";
import { pointsOf } from "./readClaim.ts";

/** What test/contract/tensorboard_oracle.py tells of one event file. */
export interface EventFileOracle {
  readonly scalars: Readonly<
    Record<string, readonly (readonly [number, number, number | string])[]>
  >;
  readonly params: Readonly<Record<string, unknown>>;
  readonly session: readonly [number, number] | null;
  readonly restarts: readonly number[];
  readonly texts: readonly (readonly [string, number, readonly string[]])[];
  readonly blobs: readonly (readonly [string, string, number, number, string])[];
  readonly histograms: readonly (readonly [string, number, number, string])[];
}

export type Oracle = Readonly<Record<string, EventFileOracle>>;

export function readOracle(text: string): Oracle {
  return JSON.parse(text, (_key, value: unknown) =>
    value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value,
  ) as Oracle;
}

/** All files below a folder, by their path relative to it. */
export function readFiles(folder: string): Record<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [
        path.relative(folder, file).replaceAll("\\", "/"),
        new Uint8Array(readFileSync(file)),
      ]),
  );
}

/** Claims as a search finds them: of a folder or file that is claimed twice the first has it. */
export function eventClaims(files: Readonly<Record<string, Uint8Array>>): readonly RunClaim[] {
  const owned = new Set<string>();
  const claims: RunClaim[] = [];
  for (const folder of memoryFolders(files)) {
    if (owned.has(folder.path)) continue;
    for (const claim of tensorboardFormat.detect(folder)) {
      if (claim.files.some((file) => owned.has(file.path))) continue;
      claims.push(claim);
      for (const file of claim.files) owned.add(file.path);
      for (const name of claim.ownedFolders ?? []) owned.add(name);
    }
  }
  return claims;
}

/** The channel of a file as the oracle would tell of it, but for the parameters and texts. */
export function describeChannel(channel: RunChannel, content: Uint8Array): unknown {
  const files = channel.media.filter(({ content: { kind } }) => kind === "file");
  return {
    scalars: mapValues(pointsOf(channel), (points) =>
      points.map(([step, time, value]) => [step, time, shortestFloat32(value)]),
    ),
    blobs: files.map((item) => describeBlob(item, content)),
    histograms: channel.media.flatMap(describeHistogram),
  };
}

/** What the oracle tells, in the same form. */
export function describeOracle({ scalars, blobs, histograms }: EventFileOracle): unknown {
  const shown = Object.entries(scalars).filter(([tag]) => tag !== "hp_metric");
  return {
    scalars: mapValues(Object.fromEntries(shown), (points) =>
      points.map(([step, time, value]) => [step, time, shortestFloat32(Number(value))]),
    ),
    blobs: blobs.map(([plugin, tag, step, index, hash]) => {
      const kind = plugin === "images" ? "image" : "audio";
      return [kind, index === 0 ? tag : `${tag}/${index}`, step, hash];
    }),
    histograms,
  };
}

function mapValues<T, R>(named: Readonly<Record<string, T>>, map: (value: T) => R) {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, map(value)]));
}

function describeBlob({ kind, name, step, content }: MediaItem, bytes: Uint8Array): unknown {
  if (content.kind !== "file" || content.part === undefined)
    throw new Error("not a part of a file");
  const { offset, length } = content.part;
  return [kind, name, step, hashOf(bytes.subarray(offset, offset + length))];
}

function describeHistogram({ name, step, content }: MediaItem): unknown[] {
  if (content.kind !== "histogram") return [];
  const { edges, counts } = content.histogram;
  const rows = counts.flatMap((count, index) => [edges[index] ?? 0, edges[index + 1] ?? 0, count]);
  return [[name, step, counts.length, hashOf(new Uint8Array(Float32Array.from(rows).buffer))]];
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
