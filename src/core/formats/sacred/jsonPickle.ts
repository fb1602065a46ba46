import { isJsonObject, type JsonObject } from "../text/jsonLines.ts";
import { setNamed } from "../namedValues.ts";

const maxDepth = 32;

/**
 * A value as it was before jsonpickle wrapped it, as far as JSON can say it: tuples and sets become
 * lists, numpy's arrays and numbers their values, paths and classes their names. Anything else that
 * only Python can make is `<module.Class>`.
 */
export function unpickleJson(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => unpickleJson(item, depth + 1));
  const wrapped = value as JsonObject;
  const unwrapped = unwrap(wrapped, depth);
  if (unwrapped !== undefined) return unwrapped;
  const object: JsonObject = {};
  for (const [key, item] of Object.entries(wrapped)) {
    setNamed(object, key, unpickleJson(item, depth + 1));
  }
  return object;
}

/** Undefined for an object that is just one. */
function unwrap(value: JsonObject, depth: number): unknown {
  const list = value["py/tuple"] ?? value["py/set"] ?? value["py/iterator"];
  if (Array.isArray(list)) return unpickleJson(list, depth + 1);
  for (const key of ["py/type", "py/function", "py/repr"]) {
    if (typeof value[key] === "string") return value[key];
  }
  if ("dtype" in value) {
    const content = value.values ?? value.value;
    if (content !== undefined) return unpickleJson(content, depth + 1);
  }
  if (Array.isArray(value["py/reduce"])) return reduce(value["py/reduce"], depth);
  if (typeof value["py/object"] === "string") return `<${value["py/object"]}>`;
  if (typeof value["py/id"] === "number") return `<${value["py/id"]}>`;
  return undefined;
}

/** A class and the arguments it is made with. */
function reduce([made, given]: readonly unknown[], depth: number): unknown {
  const name = unpickleJson(made, depth + 1);
  const args = unpickleJson(given, depth + 1);
  const className = typeof name === "string" ? name : "object";
  if (!Array.isArray(args)) return `<${className}>`;
  if (/^pathlib\..*Path$/.test(className)) return joinPath(args);
  const [only] = args as readonly unknown[];
  // An OrderedDict and the like: their content says all.
  if (args.length === 1 && (isJsonObject(only) || Array.isArray(only))) return only;
  return `${className.split(".").at(-1) ?? className}(${args.map(String).join(", ")})`;
}

function joinPath(parts: readonly unknown[]): string {
  return parts.map(String).join("/").replace(/^\/\//, "/");
}
