import { computeFigures, summarise } from "../figures/computeFigures.ts";
import { splitNote } from "../health/composeHealth.ts";
import { splitByTime, type MeasuredSide, type Measures } from "../figures/measures.ts";
import { describeLeak, leakKinds, type LeakKind } from "./checks/leaks.ts";
import type { LeakExample } from "./llmCollector.ts";
import { LEAK, llmFigures, MODEL } from "./llmFigures.ts";
import type { LlmReport } from "./llmReport.ts";
import { priceOf, type PriceTable } from "./prices.ts";

export interface LlmInput {
  readonly reference: MeasuredSide | null;
  readonly current: MeasuredSide;
  readonly examples: ReadonlyMap<LeakKind, readonly LeakExample[]>;
  readonly prices: PriceTable;
  readonly isCostOn: boolean;
  readonly currency: string;
  readonly history: readonly Readonly<Record<string, number>>[];
  readonly problems: readonly string[];
}

/**
 * The report of a log. One log without a reference is compared with its own past: the last quarter
 * of its time with what came before.
 */
export function composeLlm(input: LlmInput): LlmReport {
  const split = input.reference === null ? splitByTime(input.current) : null;
  const reference = split?.reference ?? input.reference;
  const current = split?.current ?? input.current;
  const isNew = (model: string) =>
    reference !== null && reference.all.rows > 0 && !reference.all.shares.has(MODEL + model);
  if (reference !== null) countNewModels(reference, current, isNew);
  const currency = input.prices.currency ?? input.currency;
  const figures = computeFigures({
    specs: llmFigures(reference === null ? [current] : [reference, current]),
    reference,
    current,
    history: input.history,
    prefix: "llm.",
    currency,
  });
  const models = modelsOf(current.all, isNew);
  const unpriced = input.isCostOn
    ? models.map(({ name }) => name).filter((name) => priceOf(input.prices, name) === null)
    : [];
  const leaks = leaksOf(current.all, input.examples);
  const judged = judgeSecrets(summarise(figures, "No call of a language model was found."), leaks);
  return {
    rows: current.all.rows,
    figures,
    models,
    currency,
    pricesAsOf: input.isCostOn ? input.prices.asOf : null,
    unpriced,
    leaks,
    verdict: judged.verdict,
    reason: split === null ? judged.reason : `${judged.reason} ${splitNote(current)}`,
    problems: input.problems,
  };
}

/** Adds the measure `newModels`: none of the reference's calls, those of new names in the current. */
function countNewModels(
  reference: MeasuredSide,
  current: MeasuredSide,
  isNew: (model: string) => boolean,
): void {
  const count = (measures: Measures) => {
    let total = 0;
    let fresh = 0;
    for (const [name, { count: rows }] of measures.shares) {
      if (!name.startsWith(MODEL)) continue;
      total += rows;
      if (isNew(name.slice(MODEL.length))) fresh += rows;
    }
    if (total > 0) measures.addCounts("newModels", fresh, total);
  };
  for (const side of [reference, current]) {
    count(side.all);
    for (const { measures } of side.chunks) count(measures);
  }
}

function modelsOf(all: Measures, isNew: (model: string) => boolean): LlmReport["models"] {
  const sum = (name: string) => {
    const sketch = all.numbers.get(name);
    return sketch === undefined || sketch.count === 0 ? null : sketch.sum;
  };
  return [...all.shares]
    .filter(([name]) => name.startsWith(MODEL))
    .map(([key, { count }]) => {
      const name = key.slice(MODEL.length);
      return {
        name,
        rows: count,
        cost: sum(`${MODEL}cost:${name}`),
        inputTokens: sum(`${MODEL}in:${name}`),
        outputTokens: sum(`${MODEL}out:${name}`),
        isNew: isNew(name),
      };
    })
    .sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
}

function leaksOf(all: Measures, examples: LlmInput["examples"]): LlmReport["leaks"] {
  return leakKinds.flatMap((kind) => {
    const rows = all.shares.get(LEAK + kind)?.count ?? 0;
    if (rows === 0) return [];
    return [{ kind, label: describeLeak(kind).label, rows, examples: examples.get(kind) ?? [] }];
  });
}

/** A secret in a log is worth a look, however usual it is. */
function judgeSecrets(
  summary: Pick<LlmReport, "verdict" | "reason">,
  leaks: LlmReport["leaks"],
): Pick<LlmReport, "verdict" | "reason"> {
  const secrets = leaks.filter(({ kind }) => describeLeak(kind as LeakKind).isSecret);
  if (secrets.length === 0 || summary.verdict === "drift" || summary.verdict === "watch") {
    return summary;
  }
  const what = secrets.map(({ label }) => label.toLowerCase()).join(", ");
  return { verdict: "watch", reason: `The log holds secrets: ${what}. Withdraw them.` };
}
