import type { ScalarValue } from "./nodes.ts";
import type { Dialect } from "./scalars.ts";
import { exactInteger } from "./sourceCursor.ts";

/**
 * What plain scalars are numbers for each reader, from the resolvers of ruamel.yaml (YAML 1.2),
 * PyYAML (1.1) and OmegaConf, which adds its own floats to those of PyYAML.
 */
const int12 = /^[-+]?(?:0b[01_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)$/;
const int11 = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*(?::[0-5]?[0-9])*|0x[0-9a-fA-F_]+)$/;
const notFinite = String.raw`[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)`;
const float12 = new RegExp(
  String.raw`^(?:[-+]?\d[\d_]*(?:\.[\d_]*(?:[eE][-+]?\d+)?|[eE][-+]?\d+)|[-+]?\.[\d_]+(?:[eE][-+]\d+)?|${notFinite})$`,
);
const float11 = new RegExp(
  String.raw`^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|\.\d[\d_]*(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|${notFinite})$`,
);
const floatOfOmegaConf =
  /^[-+]?\d+(?:_\d+)*(?:\.[\d_]*(?:[eE][-+]?\d+)?|[eE][-+]?\d+|(?::[0-5]?\d)+\.[\d_]*)$/;

/** Whether a plain scalar's text is a number; its first sign is a digit, `+`, `-` or `.`. */
export function isNumber(text: string, dialect: Dialect): "int" | "float" | undefined {
  if (dialect === "ruamel-1.2") {
    if (int12.test(text)) return "int";
    return float12.test(text) ? "float" : undefined;
  }
  if (int11.test(text)) return "int";
  const isFloat = float11.test(text) || (dialect === "omegaconf" && floatOfOmegaConf.test(text));
  return isFloat ? "float" : undefined;
}

/** The number; undefined where the reader fails on it. */
export function buildNumber(
  text: string,
  type: "int" | "float",
  dialect: Dialect,
): ScalarValue | undefined {
  const clean = text.replaceAll("_", "");
  const isNegative = clean.startsWith("-");
  const digits = /^[-+]/.test(clean) ? clean.slice(1) : clean;
  const isOld = dialect !== "ruamel-1.2";
  if (type === "int") return buildInteger(digits, isNegative, isOld);
  const value = isOld && digits.includes(":") ? sexagesimal(digits) : floatOf(digits.toLowerCase());
  return value === undefined ? undefined : { type: "float", value: isNegative ? -value : value };
}

function buildInteger(
  digits: string,
  isNegative: boolean,
  isOld: boolean,
): ScalarValue | undefined {
  if (/^0(?:b[01]+|x[0-9a-fA-F]+|o[0-7]+)$/.test(digits)) return exactInteger(digits, isNegative);
  if (isOld && /^0[0-7]+$/.test(digits)) return exactInteger(`0o${digits}`, isNegative);
  if (isOld && digits.includes(":")) {
    const value = sexagesimal(digits);
    return value === undefined ? undefined : exactInteger(String(value), isNegative);
  }
  const isRefused = !/^\d+$/.test(digits) || (isOld && /^0./.test(digits));
  return isRefused ? undefined : exactInteger(digits, isNegative);
}

/** Numbers to the base of 60, as `1:30`. */
function sexagesimal(digits: string): number | undefined {
  const parts = digits.split(":");
  if (!parts.every((part) => /^\d+\.?\d*$/.test(part))) return undefined;
  return parts.reduce((total, part) => total * 60 + Number(part), 0);
}

function floatOf(digits: string): number | undefined {
  if (digits === ".inf") return Infinity;
  if (digits === ".nan") return NaN;
  return /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(digits) ? Number(digits) : undefined;
}
