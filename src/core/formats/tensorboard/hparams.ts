import type { RunChannel } from "../runChannel.ts";
import { ProtobufCursor } from "../wire/protobuf.ts";

const statuses = { success: 1, failure: 2 } as const;

/**
 * Reads `HParamsPluginData` (tensorboard/plugins/hparams/plugin_data.proto): 3 session_start_info,
 * 4 session_end_info. What the experiment might hold (2) describes possible values only.
 */
export function readHparams(bytes: Uint8Array, channel: RunChannel): void {
  const cursor = new ProtobufCursor(bytes);
  while (cursor.next()) {
    if (cursor.field === 3) readSessionStart(cursor.message(), channel);
    else if (cursor.field === 4) readSessionEnd(cursor.message(), channel);
    else cursor.skip();
  }
}

/** `SessionStartInfo`: 1 map<string, google.protobuf.Value> hparams, 5 start_time_secs. */
function readSessionStart(cursor: ProtobufCursor, channel: RunChannel): void {
  // A new session in the same file: how the one before it ended says nothing any more.
  delete channel.facts.status;
  delete channel.facts.endTime;
  while (cursor.next()) {
    if (cursor.field !== 1) {
      cursor.skip();
      continue;
    }
    const entry = cursor.message();
    let name = "";
    let value: unknown = null;
    while (entry.next()) {
      if (entry.field === 1) name = entry.text();
      else if (entry.field === 2) value = readValue(entry.message());
      else entry.skip();
    }
    channel.param(name, value);
  }
}

/** `google.protobuf.Value`: 1 null, 2 number, 3 string, 4 bool. */
function readValue(cursor: ProtobufCursor): string | number | boolean | null {
  let value: string | number | boolean | null = null;
  while (cursor.next()) {
    if (cursor.field === 2) value = cursor.double();
    else if (cursor.field === 3) value = cursor.text();
    else if (cursor.field === 4) value = cursor.bool();
    else cursor.skip();
  }
  return value;
}

/**
 * `SessionEndInfo`: 1 status, 2 end_time_secs. PyTorch and Lightning write a success without a
 * time together with the parameters, before anything has run: only one with its time is believed.
 */
function readSessionEnd(cursor: ProtobufCursor, channel: RunChannel): void {
  let status = 0;
  let seconds = 0;
  while (cursor.next()) {
    if (cursor.field === 1) status = cursor.uint64();
    else if (cursor.field === 2) seconds = cursor.double();
    else cursor.skip();
  }
  const hasTime = seconds > 0;
  if (status === statuses.failure) channel.facts.status = "failed";
  else if (status === statuses.success && hasTime) channel.facts.status = "finished";
  if (hasTime) channel.facts.endTime = seconds * 1000;
}
