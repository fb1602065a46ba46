import { parse } from "yaml";
import * as z from "zod";
import type { TokenPrice } from "../monitors/monitor.ts";

/** What a million tokens cost, by model: `media/llm-prices.json`, or a file or lines of the user's. */

const price = z.object({ input: z.number().min(0), output: z.number().min(0) });
const models = z.record(z.string(), price);
const tableSchema = z.object({
  version: z.literal(1).optional(),
  /** A date. */
  asOf: z.coerce.string().optional(),
  currency: z.string().optional(),
  models,
});

export interface PriceTable {
  /** The date of the prices; null where the table does not say. */
  readonly asOf: string | null;
  readonly currency: string | null;
  readonly models: ReadonlyMap<string, TokenPrice>;
}

export const noPrices: PriceTable = { asOf: null, currency: null, models: new Map() };

/**
 * Reads a table, JSON or YAML: `{asOf, currency, models: {name: {input, output}}}`, or only the
 * models. Null, with a sentence, for anything else.
 */
export function parsePrices(
  text: string,
): { readonly table: PriceTable } | { readonly table: null; readonly problem: string } {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch {
    return { table: null, problem: "The table of prices is neither JSON nor YAML." };
  }
  const whole = tableSchema.safeParse(value);
  if (whole.success) {
    const { asOf = null, currency = null } = whole.data;
    return { table: { asOf, currency, models: mapOf(whole.data.models) } };
  }
  const only = models.safeParse(value);
  if (only.success) return { table: pricesOf(only.data) };
  return {
    table: null,
    problem:
      "The table of prices is not understood: write `models`, and for each its `input` and `output` price of a million tokens.",
  };
}

export function pricesOf(prices: Readonly<Record<string, TokenPrice>>): PriceTable {
  return { asOf: null, currency: null, models: mapOf(prices) };
}

function mapOf(prices: Readonly<Record<string, TokenPrice>>): ReadonlyMap<string, TokenPrice> {
  return new Map(Object.entries(prices).map(([name, each]) => [name.toLowerCase(), each]));
}

/** The user's prices before those that come with the program, unless they are in another currency. */
export function mergePrices(own: PriceTable, shipped: PriceTable, currency: string): PriceTable {
  if (shipped.currency !== null && shipped.currency !== (own.currency ?? currency)) return own;
  return {
    asOf: own.asOf ?? shipped.asOf,
    currency: own.currency ?? shipped.currency,
    models: new Map([...shipped.models, ...own.models]),
  };
}

/** What may stand behind a model's name and mean the same price: dates and numbers of a version. */
const version =
  /^[-@:](?:\d{4}-?\d{2}-?\d{2}|\d{2,4}(?:-\d{2})?|latest|v\d{1,2}(?::\d)?)(?:-v\d{1,2}:\d)?$/;

/**
 * The price of a model: by its whole name, else by what follows a provider's prefix
 * (`openai/gpt-4o`, `us.anthropic.claude-…`), also without the date of its version. A model that
 * only begins alike has another price, so it has none here.
 */
export function priceOf(table: PriceTable, model: string): TokenPrice | null {
  const name = model.toLowerCase();
  const afterSlash = name.slice(name.lastIndexOf("/") + 1);
  const afterProvider = afterSlash.replace(
    /^(?:[a-z]{2,6}\.)?(?:anthropic|mistral|cohere|deepseek|openai)\./,
    "",
  );
  for (const candidate of [name, afterSlash, afterProvider]) {
    const exact = table.models.get(candidate);
    if (exact !== undefined) return exact;
  }
  let found: TokenPrice | null = null;
  let longest = 0;
  for (const [known, each] of table.models) {
    if (known.length <= longest || !afterProvider.startsWith(known)) continue;
    if (!version.test(afterProvider.slice(known.length))) continue;
    found = each;
    longest = known.length;
  }
  return found;
}

/** Null where a price or a number of tokens is not known. */
export function costOf(
  found: TokenPrice | null,
  inputTokens: number | null,
  outputTokens: number | null,
): number | null {
  if (found === null || (inputTokens === null && outputTokens === null)) return null;
  return ((inputTokens ?? 0) * found.input + (outputTokens ?? 0) * found.output) / 1e6;
}
