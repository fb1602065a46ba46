import { parseTolerantJson } from "../text/tolerantJson.ts";

/**
 * A parameter's distribution. Optuna stores what was chosen from it as one number, of whatever kind
 * it is: a float as it is (also for `log` and `step`), an integer as a float, and a category as its
 * place in the list of choices.
 */
export interface Distribution {
  readonly kind: "float" | "int" | "categorical";
  readonly isLog: boolean;
  /** Texts of the choices of a categorical one. */
  readonly choices: readonly string[];
}

/** Class names as Optuna has had them since its first versions. */
const kinds: Readonly<Record<string, Distribution["kind"]>> = {
  FloatDistribution: "float",
  UniformDistribution: "float",
  LogUniformDistribution: "float",
  DiscreteUniformDistribution: "float",
  IntDistribution: "int",
  IntUniformDistribution: "int",
  IntLogUniformDistribution: "int",
  CategoricalDistribution: "categorical",
  // The short form, which people write by hand.
  float: "float",
  int: "int",
  categorical: "categorical",
};

const known = new Map<string, Distribution | undefined>();
const maxKnown = 2000;

/** Of the JSON text that Optuna stores; undefined for anything else. Trials share few of them. */
export function parseDistribution(text: string): Distribution | undefined {
  if (known.has(text)) return known.get(text);
  const distribution = distributionOf(parseTolerantJson(text));
  if (known.size >= maxKnown) known.clear();
  known.set(text, distribution);
  return distribution;
}

/** What the script got for the number that is stored. A number that is no place stays as it is. */
export function paramText(distribution: Distribution | undefined, stored: number): string {
  if (distribution?.kind === "int") return String(Math.trunc(stored));
  if (distribution?.kind !== "categorical") return String(stored);
  return distribution.choices[Math.trunc(stored)] ?? String(stored);
}

/** Optuna ignores a parameter that was drawn from another kind of distribution than before. */
export function isCompatible(before: Distribution, after: Distribution): boolean {
  return (
    before.kind === after.kind &&
    before.isLog === after.isLog &&
    before.choices.length === after.choices.length &&
    before.choices.every((choice, index) => choice === after.choices[index])
  );
}

function distributionOf(raw: unknown): Distribution | undefined {
  if (!isRecord(raw)) return undefined;
  const name = raw["name"] ?? raw["type"];
  const attributes = isRecord(raw["attributes"]) ? raw["attributes"] : raw;
  const kind = typeof name === "string" && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) return undefined;
  const choices = kind === "categorical" ? attributes["choices"] : [];
  return {
    kind,
    isLog: attributes["log"] === true || (typeof name === "string" && name.includes("Log")),
    choices: Array.isArray(choices) ? choices.map(textOf) : [],
  };
}

function textOf(choice: unknown): string {
  return typeof choice === "string" ? choice : JSON.stringify(choice);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
