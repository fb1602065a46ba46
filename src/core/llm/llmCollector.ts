import { ChunkSeries, type MeasuredSide, type Measures } from "../figures/measures.ts";
import {
  hasUnsupportedNumber,
  isEmptyAnswer,
  isLoop,
  isValidJson,
  wordsOf,
} from "./checks/answers.ts";
import { isLanguageFlip } from "./checks/language.ts";
import { describeLeak, findLeaks, leakKinds, type Leak, type LeakKind } from "./checks/leaks.ts";
import { isInjection, isRefusal } from "./checks/phrases.ts";
import { AnswerMemory } from "./checks/repeats.ts";
import { trigramHashes } from "./checks/trigrams.ts";
import { LEAK, MODEL, type CheckName } from "./llmFigures.ts";
import type { LlmRow } from "./llmRow.ts";
import { costOf, priceOf, type PriceTable } from "./prices.ts";

/** Texts are looked through up to this length. */
export const MAX_CHECKED = 1_000_000;
const MAX_EXAMPLES = 5;
const MAX_MODELS = 500;
const OTHER_MODELS = "(other models)";
/** Of an answer, so many words are looked at for repetitions. */
const MAX_WORDS = 4000;

export interface LeakExample {
  readonly masked: string;
  readonly file: string;
  readonly line: number;
  readonly field: string;
}

export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface CollectorOptions {
  readonly prices: PriceTable;
  readonly isOn: (check: CheckName) => boolean;
}

/** Shares and numbers of one call. */
interface Counted {
  readonly shares: (readonly [name: string, isCounted: boolean])[];
  readonly numbers: (readonly [name: string, value: number])[];
}

/** The calls of one log, one after the other; memory is bounded by names and chunks. */
export class LlmCollector {
  readonly #series = new ChunkSeries();
  readonly #memory = new AnswerMemory();
  readonly #models = new Set<string>();
  readonly #examples = new Map<LeakKind, LeakExample[]>();
  readonly #options: CollectorOptions;
  #shortened = 0;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** How many texts were so long that only their beginning was looked through. */
  get shortened(): number {
    return this.#shortened;
  }

  add(row: LlmRow, place: Place): void {
    const counted: Counted = { shares: [], numbers: [] };
    const prompt = this.#shorten(row.prompt);
    const response = this.#shorten(row.response);
    const texts = { prompt, response, context: this.#shorten(row.context) };
    countUse(row, counted);
    this.#countModel(row, counted);
    this.#countAnswer(row, texts, counted);
    this.#countTexts(texts, counted);
    if (this.#options.isOn("leaks")) this.#countLeaks(texts, place, counted);
    this.#series.add(row.time, (measures) => {
      apply(measures, counted);
    });
  }

  side(): MeasuredSide {
    return this.#series.side();
  }

  /** A few places of each kind. */
  examples(): ReadonlyMap<LeakKind, readonly LeakExample[]> {
    return this.#examples;
  }

  #shorten(text: string | null): string | null {
    if (text === null || text.length <= MAX_CHECKED) return text;
    this.#shortened++;
    return text.slice(0, MAX_CHECKED);
  }

  #countModel(row: LlmRow, { shares, numbers }: Counted): void {
    if (row.model === null) return;
    const isKnown = this.#models.has(row.model) || this.#models.size < MAX_MODELS;
    const name = isKnown ? row.model : OTHER_MODELS;
    this.#models.add(name);
    shares.push([MODEL + name, true]);
    if (row.inputTokens !== null) numbers.push([`${MODEL}in:${name}`, row.inputTokens]);
    if (row.outputTokens !== null) numbers.push([`${MODEL}out:${name}`, row.outputTokens]);
    if (!this.#options.isOn("cost")) return;
    const price = priceOf(this.#options.prices, row.model);
    const cost = costOf(price, row.inputTokens, row.outputTokens);
    if (cost === null) return;
    numbers.push(["cost", cost], [`${MODEL}cost:${name}`, cost]);
  }

  #countAnswer(row: LlmRow, texts: Texts, { shares, numbers }: Counted): void {
    const { response } = texts;
    if (response === null) return;
    const isEmpty = isEmptyAnswer(response);
    // A call of a tool needs no text, and what failed has none.
    if (!row.hasToolCalls && row.error === "") shares.push(["emptyAnswers", isEmpty]);
    if (isEmpty) return;
    numbers.push(["responseLength", response.length]);
    if (this.#options.isOn("json") && row.outputType === "json") {
      shares.push(["invalidJson", !isValidJson(row.response ?? "")]);
    }
    this.#countWording({ ...texts, response }, shares);
  }

  #countWording(
    { prompt, response, context }: Texts & { readonly response: string },
    shares: Counted["shares"],
  ): void {
    const { isOn } = this.#options;
    const trigrams = trigramHashes(wordsOf(response, MAX_WORDS));
    if (isOn("repeats")) {
      const isRepeated = this.#memory.add(trigrams, prompt);
      if (isRepeated !== null) shares.push(["repeatedAnswers", isRepeated]);
    }
    if (isOn("loops")) shares.push(["loops", isLoop(trigrams)]);
    if (isOn("refusals")) shares.push(["refusals", isRefusal(response)]);
    if (isOn("numbers") && context !== null) {
      const isUnsupported = hasUnsupportedNumber(response, context, prompt ?? "");
      if (isUnsupported !== null) shares.push(["unsupportedNumbers", isUnsupported]);
    }
  }

  #countTexts({ prompt, response, context }: Texts, { shares, numbers }: Counted): void {
    const { isOn } = this.#options;
    if (prompt !== null) numbers.push(["promptLength", prompt.length]);
    if (isOn("injections") && (prompt !== null || context !== null)) {
      shares.push(["injections", isInjection(prompt ?? "") || isInjection(context ?? "")]);
    }
    if (isOn("language") && prompt !== null && response !== null) {
      const isFlip = isLanguageFlip(prompt, response);
      if (isFlip !== null) shares.push(["languageFlips", isFlip]);
    }
  }

  #countLeaks({ prompt, response }: Texts, place: Place, { shares }: Counted): void {
    if (prompt === null && response === null) return;
    const kinds = new Set<LeakKind>();
    for (const [field, text] of [
      ["prompt", prompt],
      ["response", response],
    ] as const) {
      if (text === null) continue;
      for (const leak of findLeaks(text)) {
        kinds.add(leak.kind);
        this.#addExample(leak, { ...place, field });
      }
    }
    const isAny = (isSecret: boolean) =>
      [...kinds].some((kind) => describeLeak(kind).isSecret === isSecret);
    shares.push(["leaks.personal", isAny(false)], ["leaks.secrets", isAny(true)]);
    for (const kind of leakKinds) shares.push([LEAK + kind, kinds.has(kind)]);
  }

  #addExample({ kind, masked }: Leak, where: Place & { readonly field: string }): void {
    let examples = this.#examples.get(kind);
    if (examples === undefined) this.#examples.set(kind, (examples = []));
    const { file, line, field } = where;
    const isThere = examples.some((each) => each.line === line && each.file === file);
    if (examples.length < MAX_EXAMPLES && !isThere) examples.push({ masked, file, line, field });
  }
}

interface Texts {
  readonly prompt: string | null;
  readonly response: string | null;
  readonly context: string | null;
}

/** Tokens, times, errors and how the answer ended. */
function countUse(row: LlmRow, { shares, numbers }: Counted): void {
  const { outputTokens, latencyMs } = row;
  for (const name of ["inputTokens", "outputTokens"] as const) {
    if (row[name] !== null) numbers.push([name, row[name]]);
  }
  if (latencyMs !== null) numbers.push(["latency", latencyMs]);
  if (row.timeToFirstTokenMs !== null) numbers.push(["timeToFirstToken", row.timeToFirstTokenMs]);
  const writingMs = (latencyMs ?? 0) - (row.timeToFirstTokenMs ?? 0);
  if (outputTokens !== null && outputTokens > 0 && writingMs > 0) {
    numbers.push(["tokensPerSecond", (outputTokens * 1000) / writingMs]);
  }
  if (row.error !== null) shares.push(["errorRate", row.error !== ""]);
  if (row.finishReasons.length > 0) {
    shares.push(
      ["finish.length", row.finishReasons.some((reason) => cutOff.test(reason))],
      ["finish.contentFilter", row.finishReasons.some((reason) => filtered.test(reason))],
    );
  }
}

/** What providers call it. */
const cutOff = /^(?:length|max_?tokens)$/i;
const filtered = /^(?:content_?filter|safety|blocklist|prohibited_content|refusal)$/i;

function apply(measures: Measures, { shares, numbers }: Counted): void {
  for (const [name, isCounted] of shares) measures.addShare(name, isCounted);
  for (const [name, value] of numbers) measures.addNumber(name, value);
}
