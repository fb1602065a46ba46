import type { Span } from "../../health/otelSpans.ts";
import { attributesOf, isObject, type JsonObject } from "../../health/otelValues.ts";
import { emptyRow, type LlmRow } from "../llmRow.ts";
import { amountOf, firstField, momentOf, nameOf, textsOf } from "./fields.ts";
import { readMessages, type ReadMessages } from "./messages.ts";

/**
 * Calls of models by OpenTelemetry's semantic conventions for generative AI
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/), as attributes of a span, its events, or as
 * fields of a line, flat (`"gen_ai.request.model"`) or nested. Older names are read, too.
 */

/** Operations that ask no model for an answer. */
const otherOperations = /^(?:execute_tool|invoke_agent|create_agent|embeddings|invoke_workflow)$/;

/** Whether attributes tell of a call of a model. */
export function isGenAi(attributes: JsonObject): boolean {
  const operation = firstField(attributes, ["gen_ai.operation.name"]);
  if (typeof operation === "string" && otherOperations.test(operation)) return false;
  return (
    firstField(attributes, [
      "gen_ai.request.model",
      "gen_ai.response.model",
      "gen_ai.operation.name",
      "gen_ai.system",
      "gen_ai.provider.name",
      "llm.model_name",
    ]) !== undefined
  );
}

/** The call that a span tells of; null where it is another span. */
export function rowOfSpan(span: Span): LlmRow | null {
  if (!isGenAi(span.attributes)) return null;
  const events = eventContents(span);
  const row = rowOfAttributes(span.attributes, events);
  return {
    ...row,
    time: span.startMs,
    latencyMs: span.durationMs ?? row.latencyMs,
    error:
      row.error === "" && span.isFailed ? (span.statusMessage ?? "error").slice(0, 500) : row.error,
  };
}

/** Contents by the names of attributes, from events: those of today and of older conventions. */
function eventContents(span: Span): JsonObject {
  const contents: Record<string, unknown> = {};
  const inputs: unknown[] = [];
  const outputs: unknown[] = [];
  for (const { name, attributes } of span.events) {
    if (name === "gen_ai.client.inference.operation.details") Object.assign(contents, attributes);
    else if (name === "gen_ai.choice" || name === "gen_ai.assistant.message")
      outputs.push(attributes);
    else if (name === "gen_ai.content.prompt") inputs.push(attributes["gen_ai.prompt"]);
    else if (name === "gen_ai.content.completion") outputs.push(attributes["gen_ai.completion"]);
    else if (/^gen_ai\.(?:user|system|tool)\.message$/.test(name)) inputs.push(attributes);
  }
  if (inputs.length > 0) contents["gen_ai.input.messages"] ??= inputs;
  if (outputs.length > 0) contents["gen_ai.output.messages"] ??= outputs;
  return contents;
}

/** A row of attributes; `contents` are asked where the attributes say nothing. */
export function rowOfAttributes(attributes: JsonObject, contents: JsonObject = {}): LlmRow {
  const either = (...names: readonly string[]) =>
    firstField(attributes, names) ?? firstField(contents, names);
  const output = readMessages(either("gen_ai.output.messages", "gen_ai.completion"));
  const input = readMessages(either("gen_ai.input.messages", "gen_ai.prompt"));
  const system = readMessages(either("gen_ai.system_instructions"));
  const firstToken = amountOf(
    either("gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token"),
  );
  return {
    ...emptyRow,
    model: nameOf(either("gen_ai.response.model", "gen_ai.request.model", "llm.model_name")),
    prompt: joined(system, input),
    response: output.text,
    context: readMessages(either("gen_ai.retrieval.documents")).text,
    inputTokens: amountOf(either("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")),
    outputTokens: amountOf(either("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")),
    timeToFirstTokenMs: firstToken === null ? null : firstToken * 1000,
    error: nameOf(either("error.type")) ?? "",
    finishReasons: [...textsOf(either("gen_ai.response.finish_reasons")), ...output.finishReasons],
    outputType: nameOf(either("gen_ai.output.type", "gen_ai.openai.request.response_format")),
    hasToolCalls: output.hasToolCalls,
  };
}

function joined(...messages: readonly ReadMessages[]): string | null {
  const texts = messages.flatMap(({ text }) => text ?? []);
  return texts.length === 0 ? null : texts.join("\n");
}

/** A line with the names of GenAI as its own fields, beside a time and a duration. */
export function rowOfFlatLine(line: JsonObject): LlmRow | null {
  const inner = line["attributes"];
  const attributes =
    isObject(inner) || Array.isArray(inner) ? { ...line, ...attributesOf(inner) } : line;
  if (!isGenAi(attributes)) return null;
  const row = rowOfAttributes(attributes, isObject(line["body"]) ? line["body"] : {});
  const seconds = amountOf(firstField(line, ["gen_ai.client.operation.duration", "duration_s"]));
  const milliseconds = amountOf(firstField(line, ["latency_ms", "duration_ms", "durationMs"]));
  return {
    ...row,
    time: momentOf(
      firstField(line, ["timestamp", "time", "timeUnixNano", "start_time", "startTimeUnixNano"]),
    ),
    latencyMs: milliseconds ?? (seconds === null ? null : seconds * 1000),
  };
}
