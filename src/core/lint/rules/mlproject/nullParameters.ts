import type { Fix } from "../../finding.ts";
import { isLeftOut, keyText, pairAt, pairsOf, target, type Pair } from "../../source/nodes.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Report, Rule } from "../../rule.ts";
import { entryPointsOf, pythonType, textOf } from "./mlProject.ts";

/**
 * Reports entry points and parameters that are left empty or are no mappings, and defaults of the
 * type `uri` that are no address.
 *
 * ## Why it matters
 * MLflow asks each of them for its items without looking: `mlflow run` ends with "'NoneType' object
 * has no attribute 'items'". A number as a parameter, as in `alpha: 0.1`, ends the same way: it is
 * the place of the type. A default without a scheme, as `data.csv`, ends with "Expected URI for
 * parameter" in each run that leaves it out.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters:
 *     command: python train.py
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * entry_points:
 *   main:
 *     parameters: {}
 *     command: python train.py
 * ```
 *
 * ## Fix
 * Writes `{}` for what is left empty, and a number as the default of its parameter.
 */
export const nullParameters: Rule = {
  id: "MLF005",
  name: "null-parameters",
  summary: "parameters that MLflow cannot read",
  severity: "error",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file): Iterable<Report> {
    const { root } = file;
    if (target(root)?.kind !== "map") {
      // Files that cannot be read are told of as such.
      if (file.faults.length > 0 || file.encoding !== "utf-8") return;
      const start = root?.start ?? 0;
      yield { at: { start, end: start + 1 }, message: "expected a mapping with `entry_points`" };
      return;
    }
    const entryPoints = pairAt(root, "entry_points");
    if (entryPoints === undefined) return;
    yield* checkMapping(file, entryPoints, "`entry_points`");
    yield* checkEntryPoints(file, entryPoints);
  },
};

function* checkEntryPoints(file: LintFile, entryPoints: Pair): Iterable<Report> {
  for (const pair of pairsOf(entryPoints.value)) {
    if (pythonType(pair.value) === "map") continue;
    const message = `entry point \`${keyText(pair) ?? ""}\` is not a mapping with \`command\``;
    yield { at: pair.key, message };
  }
  for (const { name, parameters } of entryPointsOf(file.root)) {
    if (parameters === undefined) continue;
    yield* checkMapping(file, parameters, `\`parameters\` of entry point \`${name}\``);
    for (const pair of pairsOf(parameters.value)) yield* checkParameter(file, pair);
  }
}

function* checkMapping(file: LintFile, pair: Pair, what: string): Iterable<Report> {
  const type = pythonType(pair.value);
  if (type === "map") return;
  if (type !== "null") {
    yield { at: pair.key, message: `${what} is not a mapping` };
    return;
  }
  yield {
    at: pair.key,
    message: `${what} is empty, which MLflow cannot read`,
    ...fill(file, pair),
  };
}

function fill(file: LintFile, { key, value }: Pair): { readonly fixes?: readonly Fix[] } {
  const colon = file.text.indexOf(":", key.end);
  if (colon < 0 || (!isLeftOut(value) && value.kind === "alias")) return {};
  const edit = isLeftOut(value)
    ? { path: file.path, start: colon + 1, end: colon + 1, text: " {}" }
    : { path: file.path, start: value.start, end: value.end, text: "{}" };
  return { fixes: [{ title: "Write `{}`", applicability: "safe", edits: [edit] }] };
}

/** A string is the type; a mapping has `type` and `default`. */
function* checkParameter(file: LintFile, pair: Pair): Iterable<Report> {
  const type = pythonType(pair.value);
  if (type === "map") yield* checkAddress(pair);
  if (type === "str" || type === "map" || type === "other") return;
  const what = type === "null" ? "has no type" : "is neither a type nor a mapping";
  const fix = declareType(file, pair, type);
  yield {
    at: pair.key,
    message: `parameter \`${keyText(pair) ?? ""}\` ${what}: expected \`float\`, or \`{type: float, default: 0.1}\``,
    ...(fix !== undefined && { fixes: [fix] }),
  };
}

/** A default of the type `uri` has a scheme, as Python's `urlparse` sees it. */
function* checkAddress({ key, value }: Pair): Iterable<Report> {
  if (textOf(pairAt(value, "type")?.value)?.text !== "uri") return;
  const address = textOf(pairAt(value, "default")?.value);
  if (address === undefined || /^[a-z\d+.-]+:/i.test(address.text)) return;
  const message = `the default \`${address.text}\` of parameter \`${keyText({ key, value }) ?? ""}\` is no URI: expected a scheme, as \`s3://\` or \`file:\``;
  yield { at: address, message };
}

/** What is left out becomes a string, a number the default of a parameter of its type. */
function declareType(file: LintFile, { key, value }: Pair, type: string): Fix | undefined {
  const { path, text } = file;
  if (isLeftOut(value)) {
    const at = text.indexOf(":", key.end) + 1;
    const edit = { path, start: at, end: at, text: " string" };
    return at === 0 ? undefined : { title: "Write `string`", applicability: "safe", edits: [edit] };
  }
  if (value.kind !== "scalar" || (type !== "int" && type !== "float")) return undefined;
  const declared = `{type: ${type}, default: ${text.slice(value.start, value.end)}}`;
  const edit = { path, start: value.start, end: value.end, text: declared };
  return { title: `Write \`${declared}\``, applicability: "safe", edits: [edit] };
}
