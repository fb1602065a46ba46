import { readBoundedYaml } from "../config/boundedYaml.ts";
import { scalarText } from "./records.ts";
import { launchParameter, type LaunchParameter } from "./target.ts";

const maxParameters = 500;

/**
 * The values of a YAML or JSON parameters file as parameters named by their dotted keys. `wanted`
 * keeps the given keys and what is below them; an unreadable file has none.
 */
export function readParamsFile(
  text: string,
  file: string,
  wanted?: readonly string[],
): readonly LaunchParameter[] {
  const values = flattenValues(readBoundedYaml(text, file).value);
  const parameters: LaunchParameter[] = [];
  for (const [name, value] of values) {
    if (parameters.length >= maxParameters) break;
    if (wanted !== undefined && !wanted.some((key) => isWithin(name, key))) continue;
    parameters.push(
      launchParameter({ key: `${file}:${name}`, name, form: "file", file, default: value }),
    );
  }
  return parameters;
}

function isWithin(name: string, key: string): boolean {
  return name === key || name.startsWith(`${key}.`);
}

/** Dotted key → scalar as text; a list of scalars is written as in YAML, `[1, 2]`. */
export function flattenValues(value: unknown): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  collect(value, "", flat);
  return flat;
}

function collect(value: unknown, prefix: string, flat: Map<string, string>): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, item] of Object.entries(value)) {
      collect(item, prefix === "" ? key : `${prefix}.${key}`, flat);
    }
  } else if (prefix !== "") {
    const text = Array.isArray(value) ? listText(value) : itemText(value);
    if (text !== undefined) flat.set(prefix, text);
  }
}

function listText(items: readonly unknown[]): string | undefined {
  const texts = items.map(itemText);
  return texts.some((text) => text === undefined) ? undefined : `[${texts.join(", ")}]`;
}

function itemText(value: unknown): string | undefined {
  return value === null ? "null" : scalarText(value);
}
