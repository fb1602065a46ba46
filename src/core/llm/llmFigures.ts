import type { FigureSpec } from "../figures/figureSpec.ts";
import type { MeasuredSide } from "../figures/measures.ts";
import { describeLeak, leakKinds } from "./checks/leaks.ts";

/** Names of measures that are more than a figure's id. */
export const MODEL = "model:";
export const LEAK = "leak.";

/** Checks that can be switched off by name. */
export const checkNames = [
  "cost",
  "repeats",
  "loops",
  "refusals",
  "json",
  "leaks",
  "numbers",
  "injections",
  "language",
] as const;
export type CheckName = (typeof checkNames)[number];

function share(id: string, label: string, better: FigureSpec["better"] = "lower"): FigureSpec {
  return { id, label, unit: "share", better, source: { kind: "share", measure: id } };
}

function quantiles(id: string, label: string): readonly FigureSpec[] {
  return [0.5, 0.95, 0.99].map((q) => ({
    id: `${id}.p${Math.round(q * 100)}`,
    label: `${label} (${Math.round(q * 100)}th percentile)`,
    unit: "milliseconds",
    better: "lower",
    source: { kind: "quantile", measure: id, q },
  }));
}

function distribution(id: string, label: string, unit: FigureSpec["unit"]): FigureSpec {
  const source = { kind: "mean", measure: id, isDistribution: true } as const;
  return { id, label, unit, better: "neither", source };
}

/** Every figure that a log may give; the measure of each bears its id. */
const fixed: readonly FigureSpec[] = [
  {
    id: "cost",
    label: "Cost",
    unit: "currency",
    better: "lower",
    source: { kind: "sum", measure: "cost" },
  },
  {
    id: "costPerCall",
    label: "Mean cost of a call",
    unit: "currency",
    better: "lower",
    source: { kind: "mean", measure: "cost" },
  },
  ...quantiles("latency", "Latency"),
  ...quantiles("timeToFirstToken", "Time to the first token"),
  {
    id: "tokensPerSecond",
    label: "Median of tokens a second",
    unit: "perSecond",
    better: "higher",
    source: { kind: "quantile", measure: "tokensPerSecond", q: 0.5 },
  },
  distribution("inputTokens", "Mean number of tokens in", "tokens"),
  distribution("outputTokens", "Mean number of tokens out", "tokens"),
  distribution("promptLength", "Mean length of prompts in characters", "number"),
  distribution("responseLength", "Mean length of answers in characters", "number"),
  share("errorRate", "Error rate"),
  share("finish.length", "Share of answers cut off at the limit of tokens"),
  share("finish.contentFilter", "Share of answers stopped by a content filter"),
  share("emptyAnswers", "Share of empty answers"),
  share("repeatedAnswers", "Share of answers given before to another prompt"),
  share("loops", "Share of answers that go round in circles"),
  share("refusals", "Share of refusals"),
  share("invalidJson", "Share of answers that are not the JSON asked for"),
  share("unsupportedNumbers", "Share of answers with numbers that the context does not have"),
  share("injections", "Share of prompts that try to overrule instructions"),
  share("languageFlips", "Share of answers in another language than the prompt"),
  share("leaks.personal", "Share of calls with personal data"),
  share("leaks.secrets", "Share of calls with secrets"),
  share("newModels", "Share of calls of models that are not in the reference", "neither"),
  {
    id: "throughput",
    label: "Calls",
    unit: "perSecond",
    better: "neither",
    source: { kind: "rate", measure: null },
  },
];

/** The figures of a log, with one for each kind of leak that occurs on either side. */
export function llmFigures(sides: readonly MeasuredSide[]): readonly FigureSpec[] {
  const leaks = leakKinds
    .filter((kind) => sides.some(({ all }) => (all.shares.get(LEAK + kind)?.count ?? 0) > 0))
    .map((kind) => share(LEAK + kind, `Share of calls with: ${describeLeak(kind).label}`));
  return [...fixed, ...leaks];
}
