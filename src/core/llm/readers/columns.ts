import type { JsonObject } from "../../health/otelValues.ts";
import { emptyRow, type LlmRow } from "../llmRow.ts";
import { amountOf, errorOf, fieldAt, firstField, momentOf, nameOf, textsOf } from "./fields.ts";
import { readMessages } from "./messages.ts";
import { outputTypeOf } from "./tracers.ts";

/** What can be mapped to a field of the log. */
export const columnNames = [
  "time",
  "model",
  "prompt",
  "response",
  "context",
  "inputTokens",
  "outputTokens",
  "latency",
  "timeToFirstToken",
  "error",
  "finishReason",
  "outputType",
] as const;
export type ColumnName = (typeof columnNames)[number];

/**
 * Where each is looked for unless it is mapped; the first that is there counts. Among them are the
 * bodies of chat completions (`request`, `response`, `choices`, `usage`). Latencies and times to the
 * first token are milliseconds, unless a name ends in `_s`, `_seconds`, `Seconds`; those without a
 * unit are taken for milliseconds too.
 */
const guesses: Readonly<Record<ColumnName, readonly string[]>> = {
  time: [
    "time",
    "timestamp",
    "created_at",
    "createdAt",
    "start_time",
    "startTime",
    "ts",
    "date",
    "created",
    "response.created",
    "response.body.created",
  ],
  model: [
    "model",
    "response.model",
    "response.body.model",
    "request.model",
    "model_name",
    "modelName",
    "body.model",
    "request.body.model",
  ],
  prompt: [
    "prompt",
    "messages",
    "request.messages",
    "request.body.messages",
    "body.messages",
    "input",
    "question",
    "query",
    "request.input",
    "request.prompt",
    "user_input",
    "inputs",
  ],
  response: [
    "response.choices",
    "response.body.choices",
    "choices",
    "completion",
    "response.content",
    "response.output",
    "answer",
    "output",
    "response",
    "generated_text",
    "outputs",
    "content",
  ],
  context: [
    "context",
    "contexts",
    "documents",
    "retrieved_context",
    "retrieved_contexts",
    "retrieved_documents",
    "sources",
  ],
  inputTokens: [
    "input_tokens",
    "inputTokens",
    "prompt_tokens",
    "usage.prompt_tokens",
    "usage.input_tokens",
    "response.usage.prompt_tokens",
    "response.usage.input_tokens",
    "response.body.usage.prompt_tokens",
    "tokens_in",
  ],
  outputTokens: [
    "output_tokens",
    "outputTokens",
    "completion_tokens",
    "usage.completion_tokens",
    "usage.output_tokens",
    "response.usage.completion_tokens",
    "response.usage.output_tokens",
    "response.body.usage.completion_tokens",
    "tokens_out",
  ],
  latency: [
    "latency_ms",
    "latencyMs",
    "duration_ms",
    "durationMs",
    "response_time_ms",
    "latency",
    "duration",
    "elapsed_ms",
    "latency_s",
    "duration_s",
    "latency_seconds",
    "duration_seconds",
    "response_time",
  ],
  timeToFirstToken: [
    "ttft_ms",
    "time_to_first_token_ms",
    "timeToFirstTokenMs",
    "ttft",
    "time_to_first_token",
    "ttft_s",
  ],
  error: ["error", "response.error", "response.body.error", "error_type", "exception"],
  finishReason: [
    "finish_reason",
    "finishReason",
    "finish_reasons",
    "stop_reason",
    "response.stop_reason",
  ],
  outputType: [
    "output_type",
    "outputType",
    "response_format",
    "request.response_format",
    "request.body.response_format",
    "body.response_format",
  ],
};

const inSeconds = /(?:_s|_sec|_secs|_seconds|Seconds)$/;

/**
 * The call that a line tells of: fields that `mapping` names, else those that are usual. Null where
 * neither prompt, response, model nor tokens are found.
 */
export function rowOfColumns(
  line: JsonObject,
  mapping: Readonly<Record<string, string>>,
): LlmRow | null {
  const mapped = (name: ColumnName) => (Object.hasOwn(mapping, name) ? mapping[name] : undefined);
  const read = (name: ColumnName): unknown => {
    const path = mapped(name);
    return path === undefined ? firstField(line, guesses[name]) : fieldAt(line, path);
  };
  const span = (name: ColumnName): number | null => {
    const mappedPath = mapped(name);
    const paths = mappedPath === undefined ? guesses[name] : [mappedPath];
    const path = paths.find((each) => (fieldAt(line, each) ?? null) !== null);
    if (path === undefined) return null;
    const amount = amountOf(fieldAt(line, path));
    return amount !== null && inSeconds.test(path) ? amount * 1000 : amount;
  };
  const prompt = readMessages(read("prompt"));
  const answer = readMessages(read("response"));
  const model = nameOf(read("model"));
  const inputTokens = amountOf(read("inputTokens"));
  if (prompt.text === null && answer.text === null && model === null && inputTokens === null) {
    return null;
  }
  return {
    ...emptyRow,
    time: momentOf(read("time")),
    model,
    prompt: prompt.text,
    response: answer.text,
    context: readMessages(read("context")).text,
    inputTokens,
    outputTokens: amountOf(read("outputTokens")),
    latencyMs: span("latency"),
    timeToFirstTokenMs: span("timeToFirstToken"),
    error: errorOf(read("error")),
    finishReasons: [...textsOf(read("finishReason")), ...answer.finishReasons],
    outputType: outputTypeOf(read("outputType")),
    hasToolCalls: answer.hasToolCalls,
  };
}
