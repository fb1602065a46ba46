import { assertNever } from "../../../base/assertNever.ts";
import type { ScalarValue } from "../source/nodes.ts";
import type { ContextMap, ContextNode } from "./templateContext.ts";

/** How templates write mappings into a command: `parsing.bool` and `parsing.list` of `.dvc/config`. */
export interface ParsingConfig {
  readonly bool: "store_true" | "boolean_optional";
  readonly list: "nargs" | "append";
}

export const defaultParsingConfig: ParsingConfig = { bool: "store_true", list: "nargs" };

/** A value inside of a string, as DVC writes it: Python's `str`, but `true` and `false`. */
export function templateText(node: ContextNode, config: ParsingConfig): string {
  if (node.kind === "map") return optionsText(node, config);
  if (node.kind === "scalar" && node.value.type === "bool") return String(node.value.value);
  return pythonText(node);
}

/** Python's `str` of a value. */
export function pythonText(node: ContextNode): string {
  if (node.kind === "scalar" && node.value.type === "str") return node.value.value;
  return pythonRepr(node);
}

/** Python's `repr` of a value; where it is longer than the limit, not much more than that of it. */
export function pythonRepr(node: ContextNode, limit = Infinity): string {
  switch (node.kind) {
    case "scalar":
      return scalarRepr(node.value);
    case "list":
      return collectionRepr(node.items.entries(), limit, { open: "[", close: "]", hasKeys: false });
    case "map":
      return collectionRepr(node.entries, limit, { open: "{", close: "}", hasKeys: true });
    case "unknown":
      return "?";
    default:
      return assertNever(node);
  }
}

function collectionRepr(
  entries: Iterable<readonly [string | number, ContextNode]>,
  limit: number,
  { open, close, hasKeys }: { open: string; close: string; hasKeys: boolean },
): string {
  let text = open;
  for (const [key, value] of entries) {
    if (text.length > limit) return text;
    if (text.length > 1) text += ", ";
    if (hasKeys) text += `${quoted(String(key))}: `;
    text += pythonRepr(value, limit - text.length);
  }
  return text + close;
}

function scalarRepr(value: ScalarValue): string {
  switch (value.type) {
    case "null":
      return "None";
    case "bool":
      return value.value ? "True" : "False";
    case "int":
      return value.value.toString();
    case "float":
      return pythonFloat(value.value);
    case "str":
      return quoted(value.value);
    case "date":
    case "other":
      return value.value;
    default:
      return assertNever(value);
  }
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r");
  return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote;
}

/** The shortest digits that read back as the number, with an exponent from 1e16 and below 1e-4. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    const digits = String(Math.abs(power)).padStart(2, "0");
    return `${mantissa}e${power < 0 ? "-" : "+"}${digits}`;
  }
  const text = plainDigits(value, mantissa, power);
  return text.includes(".") ? text : `${text}.0`;
}

function plainDigits(value: number, mantissa: string, power: number): string {
  if (power >= 0) return String(value);
  const digits = mantissa.replace(/[-.]/g, "");
  return `${value < 0 ? "-" : ""}0.${"0".repeat(-power - 1)}${digits}`;
}

/** A mapping as options of a command: `--lr 0.1 --sizes 1 2`. */
function optionsText(map: ContextMap, config: ParsingConfig): string {
  const options: string[] = [];
  addOptions(options, map, { lead: "", config });
  return options.join(" ");
}

interface OptionsPlace {
  readonly lead: string;
  readonly config: ParsingConfig;
}

function addOptions(options: string[], map: ContextMap, { lead, config }: OptionsPlace): void {
  for (const [key, value] of map.entries) {
    const name = `${lead}${key}`;
    if (value.kind === "map") addOptions(options, value, { lead: `${name}.`, config });
    else if (value.kind === "list") {
      const items = value.items.map(itemText);
      if (config.list === "append") options.push(...items.map((item) => `--${name} ${item}`));
      else if (items.length > 0) options.push(`--${name} ${items.join(" ")}`);
    } else if (value.kind === "scalar" && value.value.type === "bool") {
      if (value.value.value) options.push(`--${name}`);
      else if (config.bool === "boolean_optional") options.push(`--no-${name}`);
    } else options.push(`--${name} ${itemText(value)}`);
  }
}

function itemText(node: ContextNode): string {
  return node.kind === "scalar" && node.value.type === "str"
    ? shellQuoted(node.value.value)
    : pythonText(node);
}

/** As Python's `shlex.quote`. */
function shellQuoted(text: string): string {
  if (text === "") return "''";
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

/** The key of the first list of a mapping that holds lists or mappings: DVC writes none of them. */
export function nestedListKey(map: ContextMap, lead = ""): string | undefined {
  for (const [key, value] of map.entries) {
    const name = `${lead}${key}`;
    if (value.kind === "list" && value.items.some(({ kind }) => kind === "list" || kind === "map"))
      return name;
    const inner = value.kind === "map" ? nestedListKey(value, `${name}.`) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}
