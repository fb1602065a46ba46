import type { ScalarNode, ScalarValue } from "./nodes.ts";
import { buildNumber, isNumber } from "./scalarNumbers.ts";

/**
 * Who reads a YAML file decides what its plain scalars are:
 * - `ruamel-1.2`: DVC (ruamel.yaml, YAML 1.2): `1e-3` is a number, `yes` a string.
 * - `pyyaml-1.1`: PyYAML, which training scripts, MLflow, Ultralytics and Kedro use: `1e-3` is a
 *   text, `yes` true, `010` eight.
 * - `omegaconf`: Hydra, which reads `1e-3` as a number and dates as texts, and else goes by PyYAML.
 * - `json`: JSON files; types are those of the file.
 */
export type Dialect = "ruamel-1.2" | "pyyaml-1.1" | "omegaconf" | "json";

/**
 * What a scalar is for its reader. Quoted and block scalars are texts, unless a tag says otherwise.
 * What the reader refuses (`!!int x`, `!unknown`) is `other`, with the tag as its value; dates that
 * no calendar has stay dates.
 */
export function resolveScalar(node: ScalarNode, dialect: Dialect): ScalarValue {
  const { value, tag, style, text } = node;
  if (value !== undefined) return value;
  if (tag !== undefined && tag !== "!") return resolveTagged(tag, text, dialect);
  return style === "plain" ? resolvePlain(text, dialect) : { type: "str", value: text };
}

const yaml = "tag:yaml.org,2002:";

function resolveTagged(tag: string, text: string, dialect: Dialect): ScalarValue {
  const other: ScalarValue = { type: "other", value: tag };
  switch (tag) {
    case `${yaml}str`:
      return { type: "str", value: text };
    case `${yaml}null`:
      return { type: "null" };
    case `${yaml}int`:
      return buildNumber(text, "int", dialect) ?? other;
    case `${yaml}float`:
      return buildNumber(text, "float", dialect) ?? other;
    case `${yaml}bool`:
      return bool11.test(text.toLowerCase()) ? boolOf(text) : other;
    case `${yaml}timestamp`:
      return date.test(text) || looseDay.test(text) ? { type: "date", value: text } : other;
    default:
      return other;
  }
}

const date =
  /^\d{4}-\d\d-\d\d$|^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/;
const looseDay = /^\d{4}-\d\d?-\d\d?$/;
const bool12 = /^(?:true|True|TRUE|false|False|FALSE)$/;
const bool11 = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;

/** A plain scalar's text as the reader's YAML library resolves it. */
export function resolvePlain(text: string, dialect: Dialect): ScalarValue {
  if (!/^[-+.0-9]/.test(text)) {
    return text.length > 5 ? { type: "str", value: text } : resolveWord(text, dialect);
  }
  const type = isNumber(text, dialect);
  if (type !== undefined) {
    return buildNumber(text, type, dialect) ?? { type: "other", value: yaml + type };
  }
  const isDate = dialect !== "omegaconf" && dialect !== "json" && date.test(text);
  return { type: isDate ? "date" : "str", value: text };
}

function resolveWord(text: string, dialect: Dialect): ScalarValue {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return { type: "null" };
  if (text === "=") return { type: "other", value: `${yaml}value` };
  if (text === "<<") return { type: "other", value: `${yaml}merge` };
  const isBool = (dialect === "ruamel-1.2" ? bool12 : bool11).test(text);
  return isBool ? boolOf(text) : { type: "str", value: text };
}

function boolOf(text: string): ScalarValue {
  return { type: "bool", value: /^(?:y|t|on)/i.test(text) };
}

/** What people call the type: for messages. */
export function describeType(value: ScalarValue): string {
  switch (value.type) {
    case "str":
      return "a string";
    case "int":
    case "float":
      return "a number";
    case "bool":
      return "a boolean";
    case "null":
      return "null";
    case "date":
      return "a date";
    case "other":
      return `a value of type ${value.value}`;
  }
}
