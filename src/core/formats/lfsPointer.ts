import type { RunChannel } from "./runChannel.ts";

const beginning = "version https://git-lfs";

/** Whether a file holds only Git LFS's note of where its content is, which was not fetched. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return bytes.length >= beginning.length && beginsAlike(bytes);
}

/** Whether bytes that are too few to tell may be the beginning of such a note. */
export function mayBecomeLfsPointer(bytes: Uint8Array): boolean {
  return bytes.length < beginning.length && beginsAlike(bytes);
}

function beginsAlike(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, beginning.length);
  for (let index = 0; index < length; index++) {
    if (bytes[index] !== beginning.charCodeAt(index)) return false;
  }
  return true;
}

/** The reading of a document, which a note in its place is told of instead. */
export function unlessPointer(
  channel: RunChannel,
  read: (bytes: Uint8Array) => boolean,
): (bytes: Uint8Array) => boolean {
  return (bytes) => {
    if (!isLfsPointer(bytes)) return read(bytes);
    channel.clear();
    reportLfsPointer(channel);
    return true;
  };
}

export function reportLfsPointer(channel: RunChannel): void {
  channel.report(
    "lfs-pointer",
    "the content of this file is in Git LFS and was not fetched: run git lfs pull",
    { byteOffset: 0 },
  );
}
