import { isObject, type JsonObject } from "../../health/otelValues.ts";

/**
 * Messages as logs of language models hold them: a text, a list of messages with `role` and
 * `content` or `parts`, contents that are texts or lists of parts, and all of that as JSON in a text.
 */

/** A text that is JSON is parsed up to this length. */
const MAX_JSON = 4_000_000;
const MAX_DEPTH = 6;
const MAX_TEXT = 4_000_000;

export interface ReadMessages {
  /** Null where there was no text at all. */
  readonly text: string | null;
  readonly finishReasons: readonly string[];
  readonly hasToolCalls: boolean;
}

interface Found {
  readonly texts: string[];
  readonly finishReasons: string[];
  hasToolCalls: boolean;
  length: number;
}

/** The texts of messages, one after the other. */
export function readMessages(value: unknown): ReadMessages {
  const found: Found = { texts: [], finishReasons: [], hasToolCalls: false, length: 0 };
  const parsed = parseJson(value);
  // An answer that is JSON itself is that text.
  collect(typeof value !== "string" || areMessages(parsed) ? parsed : value, found, 0);
  return {
    text: found.texts.length === 0 ? null : found.texts.join("\n"),
    finishReasons: found.finishReasons,
    hasToolCalls: found.hasToolCalls,
  };
}

/** Whether JSON out of a text holds messages rather than being one. */
function areMessages(value: unknown): boolean {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return (
    isObject(first) &&
    ["role", "parts", "messages", "choices", "candidates", "finish_reason"].some((key) =>
      Object.hasOwn(first, key),
    )
  );
}

/** The value of a text that is a JSON object or array; any other value as it is. */
export function parseJson(value: unknown): unknown {
  if (typeof value !== "string" || value.length > MAX_JSON) return value;
  const start = value.trimStart()[0];
  if (start !== "{" && start !== "[") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function collect(value: unknown, found: Found, depth: number): void {
  if (depth > MAX_DEPTH || found.length > MAX_TEXT) return;
  if (typeof value === "string") {
    found.texts.push(value);
    found.length += value.length;
    return;
  }
  if (Array.isArray(value)) {
    for (const each of value) collect(each, found, depth + 1);
    return;
  }
  if (isObject(value)) collectObject(value, found, depth);
}

/** Where a message keeps what it says, and lists keep their messages. */
const contents = [
  "content",
  "parts",
  "messages",
  "message",
  "text",
  "refusal",
  "choices",
  "candidates",
  "output",
] as const;

function collectObject(value: JsonObject, found: Found, depth: number): void {
  const reason = value["finish_reason"] ?? value["finishReason"] ?? value["stop_reason"];
  if (typeof reason === "string") found.finishReasons.push(reason);
  const type = value["type"];
  const isCall = typeof type === "string" && /^(?:tool_call|tool_use|function_call)$/.test(type);
  const calls = value["tool_calls"];
  if (isCall || (Array.isArray(calls) && calls.length > 0) || isObject(value["function_call"])) {
    found.hasToolCalls = true;
  }
  if (isCall) return;
  for (const key of contents) {
    if (Object.hasOwn(value, key)) collect(value[key], found, depth + 1);
  }
}
