/** One call of a language model, whichever log it comes from. Null is what the log does not say. */
export interface LlmRow {
  /** Milliseconds since the epoch. */
  readonly time: number | null;
  /** The model that answered, else the one that was asked for. */
  readonly model: string | null;
  /** All messages that went in, one after the other, without those of `context`. */
  readonly prompt: string | null;
  readonly response: string | null;
  /** What the answer should rest on: retrieved texts. */
  readonly context: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly latencyMs: number | null;
  readonly timeToFirstTokenMs: number | null;
  /** What went wrong; an empty text where it is known that nothing did. */
  readonly error: string | null;
  readonly finishReasons: readonly string[];
  /** `json`, `text` and so on. */
  readonly outputType: string | null;
  /** Whether the answer calls tools, so that it may have no text. */
  readonly hasToolCalls: boolean;
}

export const emptyRow: LlmRow = {
  time: null,
  model: null,
  prompt: null,
  response: null,
  context: null,
  inputTokens: null,
  outputTokens: null,
  latencyMs: null,
  timeToFirstTokenMs: null,
  error: null,
  finishReasons: [],
  outputType: null,
  hasToolCalls: false,
};
