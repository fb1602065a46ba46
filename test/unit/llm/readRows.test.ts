import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/health/otelValues.ts";
import { readRows } from "../../../src/core/llm/readers/readRows.ts";

const messages = [{ role: "user", content: "How many legs has a spider?" }];
const answer = [
  { index: 0, finish_reason: "length", message: { role: "assistant", content: "Eight legs" } },
];
const nested = {
  operation: { name: "chat" },
  response: { model: "gpt-4o", finish_reasons: ["length"] },
  usage: { input_tokens: 5, output_tokens: 2 },
};

describe("every way to log a call", () => {
  it.each<[string, object]>([
    [
      "a chat completion",
      {
        request: { model: "gpt-4o", messages },
        response: {
          model: "gpt-4o",
          choices: answer,
          usage: { prompt_tokens: 5, completion_tokens: 2 },
        },
      },
    ],
    [
      "a batch's line",
      {
        custom_id: "1",
        response: {
          status_code: 200,
          body: {
            model: "gpt-4o",
            choices: answer,
            usage: { prompt_tokens: 5, completion_tokens: 2 },
          },
        },
        error: null,
        prompt: messages[0]?.content,
      },
    ],
    [
      "GenAI names, nested",
      {
        gen_ai: {
          ...nested,
          input: { messages },
          output: {
            messages: [{ role: "assistant", parts: [{ type: "text", content: "Eight legs" }] }],
          },
        },
      },
    ],
    [
      "GenAI names, flat",
      {
        "gen_ai.response.model": "gpt-4o",
        "gen_ai.response.finish_reasons": ["length"],
        "gen_ai.usage.input_tokens": 5,
        "gen_ai.usage.output_tokens": 2,
        "gen_ai.prompt": messages[0]?.content,
        "gen_ai.completion": "Eight legs",
      },
    ],
    [
      "Langfuse",
      {
        type: "GENERATION",
        model: "gpt-4o",
        input: messages,
        output: answer[0],
        usageDetails: { input: 5, output: 2 },
        startTime: "2026-01-01T00:00:00Z",
        endTime: "2026-01-01T00:00:01Z",
      },
    ],
    [
      "MLflow",
      {
        info: { trace_id: "1" },
        data: {
          spans: [
            {
              name: "llm",
              context: { trace_id: "1", span_id: "2" },
              start_time: 1767225600000000000,
              end_time: 1767225601000000000,
              status_code: "OK",
              attributes: {
                "mlflow.spanType": '"CHAT_MODEL"',
                "mlflow.spanInputs": JSON.stringify({ model: "gpt-4o", messages }),
                "mlflow.spanOutputs": JSON.stringify({
                  choices: answer,
                  usage: { prompt_tokens: 5, completion_tokens: 2 },
                }),
              },
            },
          ],
        },
      },
    ],
    [
      "events of a span",
      {
        name: "chat",
        context: { trace_id: "1" },
        start_time: "2026-01-01T00:00:00Z",
        end_time: "2026-01-01T00:00:01Z",
        attributes: {
          "gen_ai.system": "openai",
          "gen_ai.request.model": "gpt-4o",
          "gen_ai.usage.prompt_tokens": 5,
          "gen_ai.usage.completion_tokens": 2,
        },
        events: [
          { name: "gen_ai.content.prompt", attributes: { "gen_ai.prompt": messages[0]?.content } },
          {
            name: "gen_ai.choice",
            attributes: { finish_reason: "length", message: { content: "Eight legs" } },
          },
        ],
      },
    ],
    [
      "an answer that is JSON in a text",
      {
        model: "gpt-4o",
        prompt: messages,
        response: JSON.stringify(answer),
        input_tokens: 5,
        output_tokens: 2,
        finish_reason: "length",
      },
    ],
  ])("%s", (_, line) => {
    const rows = readRows(line as JsonObject, { format: "auto", columns: {} });
    expect(rows).toHaveLength(1);
    expect(rows?.[0]).toMatchObject({
      model: "gpt-4o",
      prompt: "How many legs has a spider?",
      response: "Eight legs",
      inputTokens: 5,
      outputTokens: 2,
      error: "",
    });
    expect(rows?.[0]?.finishReasons).toContain("length");
  });

  it("keeps an answer that is JSON itself", () => {
    const [row] = readRows({ response: '{"text": 1}' }, { format: "auto", columns: {} }) ?? [];
    expect(row?.response).toBe('{"text": 1}');
  });

  it("knows calls of tools, and answers without text", () => {
    const line = {
      choices: [{ message: { content: null, tool_calls: [{ id: "1" }] } }],
      model: "m",
    };
    const [row] = readRows(line, { format: "auto", columns: {} }) ?? [];
    expect(row).toMatchObject({ response: null, hasToolCalls: true });
  });

  it.each([
    [{ a: 1 }, null],
    [{ resourceLogs: [] }, []],
    [{ type: "SPAN", observations: [] }, []],
  ])("finds none in %j", (line, expected) => {
    expect(readRows(line, { format: "auto", columns: {} })).toEqual(expected);
  });
});
