import { isMap, isScalar, isSeq, Scalar, visit, YAMLMap, YAMLSeq, type Document } from "yaml";
import type { Problem } from "../../../base/errors.ts";
import { readBoundedYaml } from "../../config/boundedYaml.ts";
import { isJsonObject, type JsonObject } from "./jsonLines.ts";
import { unlessPointer } from "../lfsPointer.ts";
import type { RunChannel } from "../runChannel.ts";
import type { DocumentReader } from "../runFormat.ts";
import { decodeUtf8 } from "./utf8.ts";

export interface PythonYaml {
  /**
   * Objects, lists, texts, booleans and null. Numbers are texts, as they were written, but in lists
   * numbers where nothing is lost.
   */
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/**
 * YAML as PyYAML dumps it, within the bounds of `readBoundedYaml`. Nothing of Python is run; what
 * its tags stand for becomes text or a list: a tuple a list, a set the list of its members, a name
 * or a module that name, a path the path, an enum's value `Colour(2)`, any other object `<module.Class>`.
 */
export function readPythonYaml(text: string, path: string): PythonYaml {
  return readBoundedYaml(text, path, { prepare: replacePythonNodes, keepsListNumbers: true });
}

/**
 * Reader of a YAML file that is written as a whole, as `hparams.yaml`: hands `onValue` its mapping.
 * A file that is no mapping, or broken, is a problem; once it was read well, a broken one is taken
 * for half written, and what was read stays.
 */
export function createPythonYamlReader(
  channel: RunChannel,
  path: string,
  onValue: (value: JsonObject) => void,
): DocumentReader {
  let wasRead = false;
  const read = unlessPointer(channel, (bytes) => {
    const { value, problems } = readPythonYaml(decodeUtf8(bytes), path);
    if (isJsonObject(value)) {
      channel.clear();
      wasRead = true;
      onValue(value);
      return true;
    }
    const isEmpty = value === null && problems.length === 0;
    if (wasRead || isEmpty) return false;
    channel.clear();
    reportFirst(channel, problems[0]);
    return true;
  });
  return { kind: "document", maxBytes: maxYamlBytes, read };
}

function reportFirst(channel: RunChannel, problem: Problem | undefined): void {
  const line = problem?.location?.line;
  channel.report(
    problem?.code ?? "yaml-shape",
    problem?.message ?? "this file holds no names with values",
    line === undefined ? {} : { line },
  );
}

const maxYamlBytes = 1024 * 1024;
const pythonTag = /^tag:yaml\.org,2002:python\/([\w/]+?)(?::(.*))?$/;

type ValueNode = Scalar | YAMLMap | YAMLSeq;

function replacePythonNodes(document: Document.Parsed): void {
  visit(document, {
    Value(_key, node) {
      const replaced = replacementOf(node);
      if (replaced === undefined) return undefined;
      if (node.anchor !== undefined) replaced.anchor = node.anchor;
      return replaced;
    },
  });
}

/** What stands for a node that only Python can make; undefined to leave it as it is. */
function replacementOf(node: ValueNode): ValueNode | undefined {
  const tag = node.tag ?? "";
  if (tag === "tag:yaml.org,2002:set") return isMap(node) ? listOfKeys(node) : undefined;
  if (tag === "tag:yaml.org,2002:binary") return describeBinary(node);
  const [, kind = "", name = ""] = pythonTag.exec(tag) ?? [];
  if (kind === "name" || kind === "module") return new Scalar(name);
  if (kind === "object") return new Scalar(`<${name}>`);
  return kind.startsWith("object/") ? makeCalled(name, node) : undefined;
}

function describeBinary(node: ValueNode): Scalar {
  const bytes = isScalar(node) ? bytesOf(node.value) : undefined;
  return new Scalar(`<${bytes?.length ?? 0} bytes>`);
}

function listOfKeys(map: YAMLMap): YAMLSeq {
  const list = new YAMLSeq();
  list.items = map.items.map(({ key }) => key);
  return list;
}

const pathClass = /^pathlib\.(?:_local\.)?(?:Pure)?(Posix|Windows)?Path$/;

/** `pathlib.PosixPath` of `[/, data]` is `/data`; else the class with its plain arguments. */
function makeCalled(name: string, node: ValueNode): ValueNode {
  const given = isSeq(node) ? node.items : [];
  if (name === "collections.OrderedDict") return mapOfPairs(given[0]) ?? new Scalar(`<${name}>`);
  if (name.endsWith("multiarray.scalar")) return numpyNumber(given) ?? new Scalar(`<${name}>`);
  const texts = isSeq(node) ? plainTexts(given) : undefined;
  if (texts === undefined) return new Scalar(`<${name}>`);
  const path = pathClass.exec(name);
  if (path !== null) return new Scalar(joinPath(texts, path[1] === "Windows" ? "\\" : "/"));
  return new Scalar(`${name.split(".").at(-1) ?? name}(${texts.join(", ")})`);
}

const maxArguments = 64;

/** Undefined when one of them is no plain value. */
function plainTexts(items: readonly unknown[]): string[] | undefined {
  const texts: string[] = [];
  for (const item of items.slice(0, maxArguments)) {
    if (!isScalar(item) || item.tag?.startsWith("tag:") === true) return undefined;
    texts.push(item.source ?? String(item.value));
  }
  return texts;
}

function joinPath(parts: readonly string[], separator: string): string {
  let path = "";
  for (const part of parts) {
    path += path === "" || path.endsWith(separator) ? part : separator + part;
  }
  return path;
}

function mapOfPairs(pairs: unknown): YAMLMap | undefined {
  if (!isSeq(pairs)) return undefined;
  const map = new YAMLMap<unknown, unknown>();
  for (const pair of pairs.items) {
    if (!isSeq(pair) || pair.items.length !== 2) return undefined;
    map.add({ key: pair.items[0], value: pair.items[1] });
  }
  return map;
}

const numberReaders: Readonly<Record<string, (view: DataView) => number | bigint>> = {
  f8: (view) => view.getFloat64(0, true),
  f4: (view) => view.getFloat32(0, true),
  i8: (view) => view.getBigInt64(0, true),
  i4: (view) => view.getInt32(0, true),
  i2: (view) => view.getInt16(0, true),
  u1: (view) => view.getUint8(0),
};

/** A number of numpy: its type (`f8`) and its bytes, which are little-endian on every usual machine. */
function numpyNumber([type, content]: readonly unknown[]): Scalar | undefined {
  if (!isMap(type) || !isScalar(content)) return undefined;
  const args = type.get("args");
  const code = isSeq(args) ? String(args.get(0)) : "";
  const bytes = bytesOf(content.value);
  const read = Object.hasOwn(numberReaders, code) ? numberReaders[code] : undefined;
  if (read === undefined || bytes?.length !== Number(code.slice(1))) return undefined;
  const number = read(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  const short = code === "f4" ? Number(Number(number).toPrecision(7)) : number;
  return new Scalar(String(short));
}

function bytesOf(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}
