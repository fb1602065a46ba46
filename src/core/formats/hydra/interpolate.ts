import { isJsonObject, type JsonObject } from "../text/jsonLines.ts";
import { setNamed } from "../namedValues.ts";

/** Values made, at most: interpolations of interpolations can grow without end. */
const maxValues = 100_000;
const maxTextLength = 16_384;
const maxDepth = 32;

/** A path of keys; the dots before it go up from the mapping that holds the value. */
const reference = /\$\{(\.*)([\w/@$-]+(?:(?:\.[\w/@$-]+)|(?:\[[\w-]+\]))*)\}/g;
const onlyReference = new RegExp(`^${reference.source}$`);

/**
 * A configuration with the interpolations resolved that name a value of its own (`${model.lr}`,
 * `${.lr}`), as OmegaConf does. Those that call a resolver (`${now:%Y}`, `${oc.env:HOME}`), that
 * name nothing, or themselves, stay as they were written.
 */
export function resolveInterpolations(config: JsonObject): JsonObject {
  const resolved = new Resolver(config).copy(config, [], 0);
  return isJsonObject(resolved) ? resolved : {};
}

class Resolver {
  readonly #config: JsonObject;
  #values = 0;
  /** References that are being followed, one inside the other. */
  #following = 0;
  #isEndless = false;

  constructor(config: JsonObject) {
    this.#config = config;
  }

  /** `path` is where the value stands, `depth` how many references and levels led to it. */
  copy(value: unknown, path: readonly string[], depth: number): unknown {
    if (++this.#values > maxValues || depth > maxDepth) {
      this.#isEndless = true;
      return undefined;
    }
    if (typeof value === "string") return this.#resolve(value, path, depth);
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => {
        const copied = this.copy(item, [...path, String(index)], depth + 1);
        return item === copied ? item : asListed(copied);
      });
    }
    if (!isJsonObject(value)) return value;
    const copied: JsonObject = {};
    for (const [key, item] of Object.entries(value)) {
      setNamed(copied, key, this.copy(item, [...path, key], depth + 1));
    }
    return copied;
  }

  #resolve(text: string, path: readonly string[], depth: number): unknown {
    if (!text.includes("${")) return text;
    if (this.#following === 0) this.#isEndless = false;
    this.#following++;
    const value = this.#follow(text, path, depth);
    this.#following--;
    return this.#isEndless ? text : value;
  }

  #follow(text: string, path: readonly string[], depth: number): unknown {
    const whole = onlyReference.exec(text);
    if (whole !== null) {
      const target = targetOf(whole, path);
      return this.#find(target, text, depth);
    }
    const resolved = text.replace(reference, (raw, dots: string, name: string) => {
      const value = this.#find(targetOf([raw, dots, name], path), raw, depth);
      return isPlain(value) ? String(value) : raw;
    });
    return resolved.length > maxTextLength ? text : resolved;
  }

  /** The value at a path, with its own interpolations resolved; `raw` when there is none. */
  #find(path: readonly string[] | undefined, raw: string, depth: number): unknown {
    if (path === undefined) return raw;
    let value: unknown = this.#config;
    for (const [index, key] of path.entries()) {
      // A step on the way may be an interpolation itself.
      if (typeof value === "string") value = this.copy(value, path.slice(0, index), depth + 1);
      value = childOf(value, key);
    }
    const found = value === undefined ? undefined : this.copy(value, path, depth + 1);
    return found === undefined ? raw : found;
  }
}

/** Undefined for dots that go above the top. */
function targetOf(
  [, dots = "", name = ""]: readonly string[],
  path: readonly string[],
): readonly string[] | undefined {
  const keys = name.split(/[.[\]]+/).filter((key) => key !== "");
  if (dots === "") return keys;
  const up = path.length - dots.length;
  return up < 0 ? undefined : [...path.slice(0, up), ...keys];
}

function childOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** Numbers in lists are numbers where those outside of them are texts; see `readPythonYaml`. */
function asListed(value: unknown): unknown {
  return typeof value === "string" && String(Number(value)) === value ? Number(value) : value;
}
