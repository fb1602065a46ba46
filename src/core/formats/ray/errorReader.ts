import { isLfsPointer, reportLfsPointer } from "../lfsPointer.ts";
import type { RunChannel } from "../runChannel.ts";
import type { DocumentReader } from "../runFormat.ts";
import { decodeUtf8 } from "../text/utf8.ts";

const maxNoteLength = 8000;
const terminalColours = /\u001b\[[\d;]*m/g;

/** `error.txt`, which Ray writes when a trial fails: tracebacks of its processes, in colours. */
export function createErrorReader(channel: RunChannel): DocumentReader {
  const read = (bytes: Uint8Array): boolean => {
    channel.clear();
    if (isLfsPointer(bytes)) reportLfsPointer(channel);
    const text = decodeUtf8(bytes).replace(terminalColours, "").trim();
    channel.facts.status = "failed";
    if (text !== "") channel.facts.note = text.slice(-maxNoteLength);
    return true;
  };
  return { kind: "document", maxBytes: 4 * 1024 * 1024, read };
}
