/** The fields of a message by their numbers: a number is a varint, a list a field that repeats. */
export interface MessageFields {
  readonly [field: number]: FieldValue | readonly FieldValue[];
}

type FieldValue = number | string | MessageFields;

/** A protobuf message: texts and messages by their length, whole numbers of at least 0 as varints. */
export function message(fields: MessageFields): Uint8Array {
  const parts = Object.entries(fields).flatMap(([field, value]: [string, MessageFields[number]]) =>
    (isList(value) ? value : [value]).map((one) => fieldOf(Number(field), one)),
  );
  return new Uint8Array(Buffer.concat(parts));
}

function isList(value: MessageFields[number]): value is readonly FieldValue[] {
  return Array.isArray(value);
}

function fieldOf(field: number, value: FieldValue): Buffer {
  if (typeof value === "number") return Buffer.concat([varint(field * 8), varint(value)]);
  const bytes = typeof value === "string" ? Buffer.from(value) : Buffer.from(message(value));
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
