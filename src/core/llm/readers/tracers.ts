import { isObject, objectsOf, timeOf, type JsonObject } from "../../health/otelValues.ts";
import { readSpans, type Span } from "../../health/otelSpans.ts";
import { emptyRow, type LlmRow } from "../llmRow.ts";
import { amountOf, errorOf, fieldAt, firstField, momentOf, nameOf, textsOf } from "./fields.ts";
import { rowOfSpan } from "./genAi.ts";
import { parseJson, readMessages } from "./messages.ts";

/** Traces as MLflow and Langfuse export them, one JSON object a line. */

/** MLflow: `{info, data: {spans}}`, spans as MLflow's own or as OTLP's. Null for other lines. */
export function rowsOfMlflow(line: JsonObject): readonly LlmRow[] | null {
  const data = parseJson(line["data"]);
  const spans = isObject(data) ? data["spans"] : line["spans"];
  if (!Array.isArray(spans) || !(isObject(line["info"]) || line["trace_id"] !== undefined))
    return null;
  const objects = objectsOf(spans);
  return objects.flatMap((span) => rowOfMlflowSpan(span, objects) ?? []);
}

const modelTypes = /^(?:CHAT_MODEL|LLM)$/;

function rowOfMlflowSpan(span: JsonObject, all: readonly JsonObject[]): LlmRow | null {
  const [generic] = readSpans(span);
  const byName = generic === undefined ? null : rowOfSpan(generic);
  const attribute = (name: string) => parseJson(fieldAt(span["attributes"], name));
  if (!modelTypes.test(unquoted(attribute("mlflow.spanType") ?? span["span_type"]))) return byName;
  const inputs = attribute("mlflow.spanInputs") ?? span["inputs"];
  const outputs = attribute("mlflow.spanOutputs") ?? span["outputs"];
  const answer = readMessages(outputs);
  const models = [fieldAt(outputs, "model"), fieldAt(inputs, "model"), byName?.model];
  return {
    ...(byName ?? emptyRow),
    ...tokensOf(attribute("mlflow.chat.tokenUsage") ?? fieldAt(outputs, "usage")),
    ...timesOf(span, generic),
    model: nameOf(models.find((each) => nameOf(each) !== null)),
    prompt: readMessages(inputs).text,
    response: answer.text,
    context: retrieved(all),
    error: hasFailed(span) ? "error" : "",
    finishReasons: answer.finishReasons,
    outputType: outputTypeOf(fieldAt(inputs, "response_format")),
    hasToolCalls: answer.hasToolCalls,
  };
}

function tokensOf(usage: unknown): Pick<LlmRow, "inputTokens" | "outputTokens"> {
  if (!isObject(usage)) return { inputTokens: null, outputTokens: null };
  return {
    inputTokens: amountOf(firstField(usage, ["input_tokens", "prompt_tokens"])),
    outputTokens: amountOf(firstField(usage, ["output_tokens", "completion_tokens"])),
  };
}

function timesOf(span: JsonObject, generic: Span | undefined): Pick<LlmRow, "time" | "latencyMs"> {
  const time = momentOf(span["start_time_ns"] ?? span["start_time"]) ?? generic?.startMs ?? null;
  const end = momentOf(span["end_time_ns"] ?? span["end_time"]);
  const between = time !== null && end !== null && end >= time ? end - time : null;
  return { time, latencyMs: generic?.durationMs ?? between };
}

function hasFailed(span: JsonObject): boolean {
  const code = firstField(span, ["status.status_code", "status.code", "status_code", "status"]);
  return code === 2 || (typeof code === "string" && code.toUpperCase().includes("ERROR"));
}

/** What the retrievers of the same trace gave. */
function retrieved(spans: readonly JsonObject[]): string | null {
  const texts = spans.flatMap((span) => {
    const type = fieldAt(span["attributes"], "mlflow.spanType") ?? span["span_type"];
    if (unquoted(parseJson(type)) !== "RETRIEVER") return [];
    const outputs = parseJson(fieldAt(span["attributes"], "mlflow.spanOutputs") ?? span["outputs"]);
    return objectsOf(outputs).flatMap((each) => nameOfPage(each));
  });
  return texts.length === 0 ? null : texts.join("\n");
}

function nameOfPage(document: JsonObject): readonly string[] {
  return textsOf(document["page_content"] ?? document["content"] ?? document["text"]);
}

function unquoted(value: unknown): string {
  return typeof value === "string" ? value.replaceAll('"', "") : "";
}

/** `json` where a response format asks for JSON. */
export function outputTypeOf(format: unknown): string | null {
  const type = isObject(format) ? format["type"] : format;
  if (typeof type !== "string") return null;
  return /json/i.test(type) ? "json" : type.slice(0, 100);
}

/** Langfuse: an observation of type GENERATION, or a trace with `observations`. Null for other lines. */
export function rowsOfLangfuse(line: JsonObject): readonly LlmRow[] | null {
  if (Array.isArray(line["observations"])) {
    return objectsOf(line["observations"]).flatMap((each) => rowsOfLangfuse(each) ?? []);
  }
  if (line["type"] !== "GENERATION") return null;
  const start = momentOf(line["startTime"] ?? line["start_time"]) ?? timeOf(line["startTime"]);
  const end = momentOf(line["endTime"] ?? line["end_time"]);
  const first = momentOf(line["completionStartTime"] ?? line["completion_start_time"]);
  const since = (moment: number | null) =>
    start !== null && moment !== null && moment >= start ? moment - start : null;
  const answer = readMessages(line["output"]);
  const failed = line["level"] === "ERROR";
  return [
    {
      ...emptyRow,
      time: start,
      model: nameOf(line["model"] ?? line["providedModelName"]),
      prompt: readMessages(line["input"]).text,
      response: answer.text,
      inputTokens: amountOf(
        firstField(line, [
          "usageDetails.input",
          "usage.input",
          "usage.promptTokens",
          "promptTokens",
        ]),
      ),
      outputTokens: amountOf(
        firstField(line, [
          "usageDetails.output",
          "usage.output",
          "usage.completionTokens",
          "completionTokens",
        ]),
      ),
      latencyMs: since(end),
      timeToFirstTokenMs: since(first),
      error: failed ? errorOf(line["statusMessage"] ?? "error") || "error" : "",
      finishReasons: answer.finishReasons,
      outputType: outputTypeOf(fieldAt(line["modelParameters"], "response_format")),
      hasToolCalls: answer.hasToolCalls,
    },
  ];
}
