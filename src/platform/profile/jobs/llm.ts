import { readFile } from "node:fs/promises";
import path from "node:path";
import { composeLlm } from "../../../core/llm/composeLlm.ts";
import { LlmCollector, MAX_CHECKED } from "../../../core/llm/llmCollector.ts";
import { checkNames, type CheckName } from "../../../core/llm/llmFigures.ts";
import type { LlmReport } from "../../../core/llm/llmReport.ts";
import {
  mergePrices,
  noPrices,
  parsePrices,
  pricesOf,
  type PriceTable,
} from "../../../core/llm/prices.ts";
import { columnNames } from "../../../core/llm/readers/columns.ts";
import { readRows } from "../../../core/llm/readers/readRows.ts";
import type { LlmOptions } from "../../../core/monitors/monitor.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { CheckJob, JobContext, ResolvedSource } from "../dataJobs.ts";
import { LineProblems, readObjects } from "./jsonObjects.ts";

/**
 * The log of a language model: where the monitor names one, that; else the monitor's own data, with
 * its reference. Null where the monitor asks for none. JSON lines are read one at a time; the engine
 * is not needed.
 */
export async function runLlm(
  job: CheckJob,
  _engine: DataEngine,
  context: JobContext,
): Promise<LlmReport | null> {
  const options = job.monitor.llm;
  if (options === null) return null;
  const problems = new LineProblems();
  for (const name of unknownNames(options)) problems.add(name);
  const prices = await choosePrices(options, job.priceTable, problems);
  const isOn = (check: CheckName) => options.checks[check] !== false;
  const read = async (source: ResolvedSource): Promise<LlmCollector> => {
    const collector = new LlmCollector({ prices, isOn });
    await readLog(source, collector, { job, options, problems, context });
    return collector;
  };
  // Another log than the data has no reference but its own past.
  const before = job.llmSource === null && job.reference?.kind === "files" ? job.reference : null;
  const reference = before === null ? null : await read(before);
  const current = await read(job.llmSource ?? job.current);
  return composeLlm({
    reference: reference?.side() ?? null,
    current: current.side(),
    examples: current.examples(),
    prices,
    isCostOn: isOn("cost"),
    currency: options.currency,
    history: job.history,
    problems: problems.sentences(),
  });
}

function unknownNames({ checks, columns }: LlmOptions): readonly string[] {
  const unknown = (names: readonly string[], known: readonly string[]) =>
    names.filter((name) => !known.includes(name));
  return [
    ...unknown(Object.keys(checks), checkNames).map(
      (name) => `There is no check "${name}". Checks are ${checkNames.join(", ")}.`,
    ),
    ...unknown(Object.keys(columns), columnNames).map(
      (name) => `Nothing is called "${name}" in \`columns\`. It may map ${columnNames.join(", ")}.`,
    ),
  ];
}

interface Reading {
  readonly job: CheckJob;
  readonly options: LlmOptions;
  readonly problems: LineProblems;
  readonly context: JobContext;
}

async function readLog(
  source: ResolvedSource,
  collector: LlmCollector,
  { job, options, problems, context }: Reading,
): Promise<void> {
  if (source.kind === "profile") {
    problems.add(`${source.label} is a profile, which keeps no prompts and answers.`);
    return;
  }
  const objects = readObjects(source.paths, {
    root: job.settings.root,
    format: source.format,
    problems,
    report: (label, fraction) => {
      context.report(label, fraction);
    },
  });
  for await (const { value, file, line } of objects) {
    const rows = readRows(value, options);
    if (rows === null)
      problems.add(`${file}, line ${line}: no call of a language model was found.`);
    for (const row of rows ?? []) collector.add(row, { file, line });
  }
  if (collector.shortened > 0) {
    problems.add(
      `${collector.shortened} texts are longer than ${MAX_CHECKED} characters; only their beginning was looked through.`,
    );
  }
}

async function choosePrices(
  { prices, currency }: LlmOptions,
  table: string | null,
  problems: LineProblems,
): Promise<PriceTable> {
  const shipped = await shippedPrices();
  if (prices === null) return shipped;
  if (typeof prices !== "string") return mergePrices(pricesOf(prices), shipped, currency);
  if (table === null) {
    problems.add(
      `The table of prices ${prices} could not be read; those that come with Sextant were taken.`,
    );
    return shipped;
  }
  const parsed = parsePrices(table);
  if (parsed.table !== null) return mergePrices(parsed.table, shipped, currency);
  problems.add(`${prices}: ${parsed.problem} The prices that come with Sextant were taken.`);
  return shipped;
}

/** `media/llm-prices.json`, beside the bundles or beside the sources. */
async function shippedPrices(): Promise<PriceTable> {
  // A bundle has no `import.meta.dirname`.
  const here = import.meta.dirname as string | undefined;
  const folders = [
    ...(here === undefined ? [] : [path.join(here, "../../../../media")]),
    path.join(path.dirname(process.argv[1] ?? ""), "../media"),
  ];
  for (const folder of folders) {
    const text = await readFile(path.join(folder, "llm-prices.json"), "utf8").catch(() => null);
    const parsed = text === null ? null : parsePrices(text);
    if (parsed?.table != null) return parsed.table;
  }
  return noPrices;
}
