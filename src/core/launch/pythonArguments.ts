import { bracketStep, tokenizePython, type PythonToken } from "./pythonTokens.ts";
import { quoteCommand } from "./shellWords.ts";
import { launchParameter, type LaunchParameter } from "./target.ts";

/**
 * The command-line parameters a Python script declares with literal calls of argparse
 * (`add_argument`), click (`option`, `argument`) or absl (`DEFINE_…`), read from its source without
 * running it. What is computed at run time is left out; a default that is computed is null.
 */
export function readPythonArguments(source: string): readonly LaunchParameter[] {
  const tokens = tokenizePython(source);
  const constants = collectConstants(tokens);
  const hasSubcommands = tokens.some(({ text }) => text === "add_subparsers");
  const found = new Map<string, LaunchParameter>();
  let calls = 0;
  for (let at = 0; at < tokens.length && calls < maxCalls; at += 1) {
    const reader = readerAt(tokens, at);
    if (reader === undefined) continue;
    calls += 1;
    const call = readCall(tokens, at + 2, constants);
    const parameter = reader(call);
    if (parameter === undefined || found.has(parameter.key)) continue;
    // Which subcommand a bare argument belongs to cannot be seen from here.
    if (parameter.form === "positional" && hasSubcommands) continue;
    found.set(parameter.key, parameter);
  }
  return [...found.values()];
}

type Reader = (call: Call) => LaunchParameter | undefined;

/** The reader of the call whose name stands at `at`, when it is one that declares a parameter. */
function readerAt(tokens: readonly PythonToken[], at: number): Reader | undefined {
  const token = tokens[at];
  if (token?.kind !== "name" || textAt(tokens, at + 1) !== "(") return undefined;
  const before = textAt(tokens, at - 1);
  if (token.text === "add_argument") return before === "." ? readArgparse : undefined;
  if (token.text.startsWith("DEFINE_")) return readAbsl(token.text);
  const isClick = before === "@" || (before === "." && textAt(tokens, at - 2) === "click");
  return isClick ? clickReaders[token.text] : undefined;
}

const clickReaders: Readonly<Partial<Record<string, Reader>>> = {
  option: readClickOption,
  argument: readClickArgument,
};

function textAt(tokens: readonly PythonToken[], at: number): string | undefined {
  return tokens[at]?.text;
}

type Constants = ReadonlyMap<string, Literal>;

/** A literal's value; undefined for what only running the script would tell. */
type Literal =
  | { readonly kind: "scalar"; readonly text: string; readonly isName: boolean }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "none" };

interface Call {
  readonly positional: readonly (Literal | undefined)[];
  readonly named: ReadonlyMap<string, Literal | undefined>;
}

/** `NAME = literal` at the beginning of a line. */
function collectConstants(tokens: readonly PythonToken[]): Constants {
  const constants = new Map<string, Literal>();
  const none: Constants = new Map();
  tokens.forEach((token, at) => {
    if (!token.isLineStart || token.kind !== "name" || tokens[at + 1]?.text !== "=") return;
    let end = at + 2;
    while (end < tokens.length && end < at + 200 && tokens[end]?.isLineStart === false) end += 1;
    const value = readLiteral(tokens.slice(at + 2, end), none);
    if (value !== undefined) constants.set(token.text, value);
  });
  return constants;
}

const maxCallTokens = 500;
const maxCalls = 1000;

/** The arguments of a call, from behind its opening bracket. */
function readCall(tokens: readonly PythonToken[], start: number, constants: Constants): Call {
  const positional: (Literal | undefined)[] = [];
  const named = new Map<string, Literal | undefined>();
  for (const part of splitArguments(tokens, start)) {
    const [name, equals, value] = part;
    if (name?.kind === "name" && equals?.text === "=" && value?.text !== "=") {
      named.set(name.text, readLiteral(part.slice(2), constants));
    } else positional.push(readLiteral(part, constants));
  }
  return { positional, named };
}

/** The tokens of each argument, up to the bracket that closes the call. */
function splitArguments(tokens: readonly PythonToken[], start: number): PythonToken[][] {
  const parts: PythonToken[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(start, start + maxCallTokens)) {
    const isTop = depth === 0;
    depth += token.kind === "operator" ? bracketStep(token.text) : 0;
    if (depth < 0) break;
    if (isTop && token.kind === "operator" && token.text === ",") parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function readLiteral(all: readonly PythonToken[], constants: Constants): Literal | undefined {
  const tokens = unwrap(all);
  const [first] = tokens;
  if (first === undefined) return undefined;
  if (tokens.every(({ kind, isOpaque }) => kind === "string" && !isOpaque)) {
    return { kind: "scalar", text: tokens.map(({ text }) => text).join(""), isName: false };
  }
  if (first.kind === "name") return readDottedName(tokens, constants);
  if (first.kind === "operator" && "[(".includes(first.text)) return readList(tokens, constants);
  return readNumber(tokens);
}

function readNumber(tokens: readonly PythonToken[]): Literal | undefined {
  const [first, second] = tokens;
  const sign = first?.kind === "operator" && "+-".includes(first.text) ? first.text : "";
  const number = sign === "" ? first : second;
  if (number?.kind !== "number" || tokens.length > (sign === "" ? 1 : 2)) return undefined;
  const text = `${sign === "-" ? "-" : ""}${number.text.replaceAll("_", "")}`;
  return { kind: "scalar", text, isName: false };
}

function readDottedName(tokens: readonly PythonToken[], constants: Constants): Literal | undefined {
  const name = tokens.map(({ text }) => text).join("");
  if (tokens.length === 1) return readName(name, constants);
  const isDotted = tokens.every(({ kind, text }) => kind === "name" || text === ".");
  return isDotted ? { kind: "scalar", text: name, isName: true } : undefined;
}

/** Brackets around a single value say nothing: `("a" "b")`. */
function unwrap(tokens: readonly PythonToken[]): readonly PythonToken[] {
  const inner = tokens.slice(1, -1);
  const isWrapped = tokens[0]?.text === "(" && tokens[0].kind === "operator" && inner.length > 0;
  const isString = inner.every(({ kind }) => kind === "string");
  return isWrapped && isString && tokens.at(-1)?.text === ")" ? inner : tokens;
}

function readName(name: string, constants: Constants): Literal {
  if (name === "None") return { kind: "none" };
  return constants.get(name) ?? { kind: "scalar", text: name, isName: true };
}

function readList(tokens: readonly PythonToken[], constants: Constants): Literal | undefined {
  if (tokens.at(-1)?.kind !== "operator" || tokens.length > 500) return undefined;
  const { positional, named } = readCall(tokens, 1, constants);
  if (named.size > 0) return undefined;
  const items = positional.map(valueText);
  return items.some((item) => item === undefined)
    ? undefined
    : { kind: "list", items: items.filter((item) => item !== undefined) };
}

function readArgparse(call: Call): LaunchParameter | undefined {
  const names = strings(call.positional);
  const { named } = call;
  const action = valueOrName(named.get("action")) ?? "store";
  if (names.length === 0 || ignoredActions.has(action)) return undefined;
  const base = { ...commonOf(call), isList: isMany(named.get("nargs")) };
  const option = bestOption(names);
  if (option === undefined) {
    const [name = ""] = names;
    const isOptional = base.default !== null || ["?", "*"].includes(text(named.get("nargs")) ?? "");
    return launchParameter({ ...base, name, form: "positional", isRequired: !isOptional });
  }
  const name = option.replace(/^-+/, "");
  if (action === "store_true" || action === "store_false") {
    return launchParameter({ ...base, name, option, form: "flag", default: "false" });
  }
  if (action.endsWith("BooleanOptionalAction")) {
    const isOn = base.default === "True";
    const state = base.default === null ? null : String(isOn);
    const negation = `--no-${name}`;
    return launchParameter({ ...base, name, option, form: "flag", default: state, negation });
  }
  const isRequired = isTrue(named.get("required"));
  return launchParameter({ ...base, name, option, form: "option", isRequired });
}

const ignoredActions = new Set(["help", "version", "count", "store_const", "append_const"]);

function readClickOption(call: Call): LaunchParameter | undefined {
  const declared = strings(call.positional);
  const [onName = "", offName] = (declared.find((name) => name.includes("/")) ?? "").split("/");
  const option = bestOption(onName === "" ? declared : [onName.trim()]);
  if (option === undefined) return undefined;
  const base = commonOf(call);
  const name = option.replace(/^-+/, "");
  if (offName !== undefined || isTrue(call.named.get("is_flag"))) {
    const state = String(base.default === "True");
    const negation = offName?.trim() ?? null;
    return launchParameter({ ...base, name, option, form: "flag", default: state, negation });
  }
  if (isTrue(call.named.get("count"))) return undefined;
  const isRequired = isTrue(call.named.get("required")) && base.default === null;
  return launchParameter({ ...base, name, option, form: "option", isRequired });
}

function readClickArgument(call: Call): LaunchParameter | undefined {
  const [name] = strings(call.positional);
  if (name === undefined) return undefined;
  const required = call.named.get("required");
  const base = commonOf(call);
  const isRequired = base.default === null && (required === undefined || isTrue(required));
  const isList = text(call.named.get("nargs")) === "-1";
  return launchParameter({ ...base, name, form: "positional", isRequired, isList });
}

/** absl's `DEFINE_float("lr", 0.1, "Learning rate.")`. */
function readAbsl(definition: string): Reader | undefined {
  const type = definition.slice("DEFINE_".length);
  if (!["string", "integer", "float", "bool", "boolean", "enum"].includes(type)) return undefined;
  return ({ positional }) => {
    const name = text(positional[0]);
    if (name === undefined) return undefined;
    const choices = positional[2]?.kind === "list" && type === "enum" ? positional[2].items : [];
    const help = text(positional[type === "enum" ? 3 : 2]) ?? "";
    const base = { name, option: `--${name}`, help, default: valueText(positional[1]) ?? null };
    if (!type.startsWith("bool")) return launchParameter({ ...base, form: "option", choices });
    const state = String(base.default === "True");
    return launchParameter({ ...base, form: "flag", default: state, negation: `--no${name}` });
  };
}

function commonOf({ named }: Call): Pick<LaunchParameter, "default" | "help" | "choices"> {
  const choices = named.get("choices");
  return {
    default: valueText(named.get("default")) ?? null,
    help: (text(named.get("help")) ?? "").replace(/\s+/g, " ").trim(),
    choices: choices?.kind === "list" ? choices.items : [],
  };
}

/** The long spelling, else the short one; undefined for a bare argument. */
function bestOption(names: readonly string[]): string | undefined {
  const options = names.filter((name) => /^-+[\p{L}\p{N}_]/u.test(name));
  return options.find((name) => name.startsWith("--")) ?? options[0];
}

function strings(values: readonly (Literal | undefined)[]): string[] {
  return values.map(text).filter((value) => value !== undefined);
}

function text(value: Literal | undefined): string | undefined {
  return value?.kind === "scalar" && !value.isName ? value.text : undefined;
}

function valueOrName(value: Literal | undefined): string | undefined {
  return value?.kind === "scalar" ? value.text : undefined;
}

/** A default as it would be typed; undefined for nothing and for what is computed. */
function valueText(value: Literal | undefined): string | undefined {
  if (value?.kind === "list") return quoteCommand(value.items);
  if (value?.kind !== "scalar") return undefined;
  const isConstant = !value.isName || value.text === "True" || value.text === "False";
  return isConstant ? value.text : undefined;
}

function isTrue(value: Literal | undefined): boolean {
  return value?.kind === "scalar" && value.text === "True";
}

function isMany(nargs: Literal | undefined): boolean {
  const count = text(nargs);
  return count !== undefined && count !== "?" && count !== "1";
}
