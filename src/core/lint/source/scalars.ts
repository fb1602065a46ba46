import type { ScalarNode, ScalarValue } from "./nodes.ts";

/**
 * Who reads a YAML file decides what its plain scalars are:
 * - `ruamel-1.2`: DVC (ruamel.yaml, YAML 1.2): `1e-3` is a number, `yes` a text.
 * - `pyyaml-1.1`: PyYAML, which training scripts, MLflow, Ultralytics and Kedro use: `1e-3` is a
 *   text, `yes` true, `010` eight.
 * - `omegaconf`: Hydra, which reads `1e-3` as a number and else goes by PyYAML.
 * - `json`: JSON files; types are those of the file.
 */
export type Dialect = "ruamel-1.2" | "pyyaml-1.1" | "omegaconf" | "json";

/** What a scalar is for its reader. Quoted and block scalars are always texts. */
export function resolveScalar(node: ScalarNode, dialect: Dialect): ScalarValue {
  if (node.value !== undefined) return node.value;
  if (node.tag !== undefined) return resolveTagged(node);
  if (node.style !== "plain") return { type: "str", value: node.text };
  return resolvePlain(node.text, dialect);
}

function resolveTagged({ tag, text }: ScalarNode): ScalarValue {
  if (tag === "!" || tag === "tag:yaml.org,2002:str") return { type: "str", value: text };
  return { type: "other", value: tag ?? "" };
}

const int12 = /^[-+]?(?:0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*)$/;
const float12 =
  /^[-+]?(?:(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+]?[0-9]+)?|(?:[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)|\.[0-9_]+(?:[eE][-+]?[0-9]+)?)$/;
const int11 = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$/;
const sexagesimal = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const float11 =
  /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;
const date =
  /^\d{4}-\d{2}-\d{2}$|^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::?\d{2})?))?$/;
const infinity = /^[-+]?\.(?:inf|Inf|INF)$/;
const notANumber = /^\.(?:nan|NaN|NAN)$/;
const bool12 = /^(?:true|True|TRUE|false|False|FALSE)$/;
const bool11 = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;

/** A plain scalar's text as the reader's YAML library resolves it. */
export function resolvePlain(text: string, dialect: Dialect): ScalarValue {
  if (text === "" || text === "~" || /^(?:null|Null|NULL)$/.test(text)) return { type: "null" };
  const isOld = dialect !== "ruamel-1.2";
  if ((isOld ? bool11 : bool12).test(text)) {
    return { type: "bool", value: /^(?:y|t|on)/i.test(text) };
  }
  if (!/^[-+.0-9]/.test(text)) return { type: "str", value: text };
  if (date.test(text)) return { type: "date", value: text };
  return resolveNumber(text, dialect) ?? { type: "str", value: text };
}

function resolveNumber(text: string, dialect: Dialect): ScalarValue | undefined {
  if (infinity.test(text)) {
    return { type: "float", value: text.startsWith("-") ? -Infinity : Infinity };
  }
  if (notANumber.test(text)) return { type: "float", value: NaN };
  const isOld = dialect !== "ruamel-1.2";
  if (isOld && sexagesimal.test(text)) return sexagesimalValue(text);
  if ((isOld ? int11 : int12).test(text)) return { type: "int", value: integerOf(text, isOld) };
  const isFloat = isOld ? float11.test(text) : float12.test(text);
  if (!isFloat && !(dialect === "omegaconf" && float12.test(text))) return undefined;
  return { type: "float", value: Number(text.replaceAll("_", "")) };
}

function integerOf(text: string, isOld: boolean): number | bigint {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "").replaceAll("_", "");
  const isOctal = isOld && /^0[0-7]+$/.test(digits);
  const value = Number(isOctal ? `0o${digits.slice(1)}` : digits);
  if (Number.isSafeInteger(value)) return sign * value;
  try {
    return BigInt(sign) * BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
  } catch {
    return sign * value;
  }
}

function sexagesimalValue(text: string): ScalarValue {
  const sign = text.startsWith("-") ? -1 : 1;
  const parts = text.replace(/^[-+]/, "").replaceAll("_", "").split(":");
  const value = sign * parts.reduce((total, part) => total * 60 + Number(part), 0);
  return text.includes(".") ? { type: "float", value } : { type: "int", value };
}

/** What people call the type: for messages. */
export function describeType(value: ScalarValue): string {
  switch (value.type) {
    case "str":
      return "a text";
    case "int":
    case "float":
      return "a number";
    case "bool":
      return "a truth value";
    case "null":
      return "null";
    case "date":
      return "a date";
    case "other":
      return `a value of type ${value.value}`;
  }
}
