/**
 * Parameters of a command line, as a script's own parser would read them: `--key value`,
 * `--key=value`, `--flag`, and `key=value` with Hydra's `+` and `++`. What belongs to the
 * interpreter or launcher in front of the script is not a parameter, nor are short options
 * (`-k v`), of which only the script knows whether they take a value.
 *
 * Keys are given as they are written, without the dashes; where two are compared, `-` and `_` are
 * the same. The last mention of a key counts.
 */

/** Where in the argv a parameter's value stands. */
type Place =
  | { readonly kind: "joined"; readonly index: number; readonly prefix: string }
  /** `count` tokens from `index` on: more than one for a list of numbers. */
  | { readonly kind: "separate"; readonly index: number; readonly count: number }
  | { readonly kind: "flag"; readonly index: number };

interface FoundParameter {
  readonly key: string;
  readonly value: string;
  readonly place: Place;
}

export type Parameters = Readonly<Record<string, string>>;

/** Bounds on what is recorded; longer values are cut, further parameters left out. */
export const parameterLimits = { count: 2000, keyLength: 250, valueLength: 6000 } as const;

export function readParameters(argv: readonly string[]): Parameters {
  return boundParameters(findParameters(argv).map(({ key, value }) => [key, value]));
}

export interface AppliedParameters {
  readonly argv: readonly string[];
  /** Keys that the command line does not mention; nothing was added for them. */
  readonly unmentioned: readonly string[];
}

/**
 * The command line with other values for parameters that it mentions. A flag set to "false" is
 * taken out; arguments are never added.
 */
export function applyParameters(argv: readonly string[], edits: Parameters): AppliedParameters {
  const found = new Map(
    findParameters(argv).map((parameter) => [comparableKey(parameter.key), parameter]),
  );
  const changed: (readonly string[])[] = argv.map((token) => [token]);
  const unmentioned: string[] = [];
  for (const [key, value] of Object.entries(edits)) {
    const parameter = found.get(comparableKey(key));
    if (!parameter) unmentioned.push(key);
    else if (parameter.value !== value) replaceValue(changed, parameter, value);
  }
  return { argv: changed.flat(), unmentioned };
}

/** Keys that a script's parser takes for the same: `--batch-size` fills `batch_size`. */
export function comparableKey(key: string): string {
  return key.replaceAll("-", "_");
}

/** Later sources win, under the spelling that an earlier one used: see `comparableKey`. */
export function mergeParameters(...sources: readonly Parameters[]): Parameters {
  const merged = new Map<string, readonly [string, string]>();
  for (const [key, value] of sources.flatMap((source) => Object.entries(source))) {
    const comparable = comparableKey(key);
    const [spelling] = merged.get(comparable) ?? [key];
    merged.set(comparable, [spelling, value]);
  }
  return Object.fromEntries(merged.values());
}

export function boundParameters(entries: Iterable<readonly [string, string]>): Parameters {
  const { count, keyLength, valueLength } = parameterLimits;
  const bounded = new Map<string, string>();
  for (const [key, value] of entries) {
    if (bounded.size >= count && !bounded.has(key)) continue;
    if (key !== "" && key.length <= keyLength) bounded.set(key, value.slice(0, valueLength));
  }
  // A key may be "__proto__": fromEntries makes it a plain property.
  return Object.fromEntries(bounded);
}

function replaceValue(
  tokens: (readonly string[])[],
  { key, place }: FoundParameter,
  value: string,
): void {
  switch (place.kind) {
    case "joined":
      tokens[place.index] = [place.prefix + value];
      return;
    case "separate":
      for (let i = 0; i < place.count; i++) tokens[place.index + i] = [];
      tokens[place.index] = place.count > 1 ? value.split(/\s+/) : [value];
      return;
    case "flag":
      tokens[place.index] = value === "false" ? [] : [`--${key}=${value}`];
  }
}

function findParameters(argv: readonly string[]): readonly FoundParameter[] {
  const found: FoundParameter[] = [];
  for (let index = firstArgument(argv); index < argv.length; index++) {
    const token = argv[index] ?? "";
    if (token === "--") break;
    const parameter = readOption(argv, index) ?? readAssignment(token, index);
    if (!parameter) continue;
    found.push(parameter);
    if (parameter.place.kind === "separate") index += parameter.place.count;
  }
  return found;
}

/** `--key=value`, `--key value`, `--key 1 2 3`, `--flag`. */
function readOption(argv: readonly string[], index: number): FoundParameter | undefined {
  const token = argv[index] ?? "";
  const match = /^--([A-Za-z_][\w.@/:-]*)(=?)/.exec(token);
  if (!match) return undefined;
  const [prefix, key = "", equals] = match;
  if (equals === "=") {
    return { key, value: token.slice(prefix.length), place: { kind: "joined", index, prefix } };
  }
  // Something else follows the name: no option that any parser knows.
  if (prefix.length < token.length) return undefined;
  const count = valueCount(argv, index + 1);
  if (count === 0) return { key, value: "true", place: { kind: "flag", index } };
  return {
    key,
    value: argv.slice(index + 1, index + 1 + count).join(" "),
    place: { kind: "separate", index: index + 1, count },
  };
}

/** One value; or all numbers that follow, as for argparse's `nargs="+"`. */
function valueCount(argv: readonly string[], start: number): number {
  const first = argv[start];
  if (first === undefined || !isValue(first)) return 0;
  if (!isNumber(first)) return 1;
  let count = 1;
  while (isNumber(argv[start + count] ?? "")) count++;
  return count;
}

/** `key=value`, `+key=value`, `++key=value`; Hydra's `~key` deletes and gives no value. */
function readAssignment(token: string, index: number): FoundParameter | undefined {
  const match = /^\+{0,2}([A-Za-z_][\w.@/-]*)=/.exec(token);
  if (!match) return undefined;
  const [prefix, key = ""] = match;
  return { key, value: token.slice(prefix.length), place: { kind: "joined", index, prefix } };
}

function isValue(token: string): boolean {
  return !token.startsWith("-") || token === "-" || isNumber(token);
}

function isNumber(token: string): boolean {
  return /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$|^[+-]?(?:inf|infinity|nan)$/i.test(token);
}

const scriptFile = /\.(?:py|pyw|ipynb|sh|bash|zsh|r|jl|m?js|cjs|m?ts|rb|pl|lua|ps1|bat|cmd|jar)$/i;
const pathOfProgram = /^.*[/\\]/;

/** Programs that run a script of other arguments: their own options come before it. */
const interpreters =
  /^(?:python[\d.]*w?|pypy[\d.]*|py|ipython|node|deno|bun|tsx|rscript|r|julia|bash|sh|zsh|fish|ruby|perl|lua|java|pwsh|powershell|torchrun|accelerate|deepspeed|horovodrun|mpirun|mpiexec|srun|uv|uvx|poetry|pipenv|pdm|hatch|rye|pixi|conda|mamba|micromamba|env|nice|nohup|time|taskset|numactl|xvfb-run|coverage|kernprof|ray|streamlit|papermill)(?:\.exe)?$/i;

/** Programs whose own arguments end at `--` and the script's begin there. */
const taskRunners = /^(?:npm|npx|pnpm|yarn|cargo|make|just|invoke)(?:\.cmd|\.exe)?$/i;

/** The index of the first argument that is the script's own. */
function firstArgument(argv: readonly string[]): number {
  const program = (argv[0] ?? "").replace(pathOfProgram, "");
  if (taskRunners.test(program)) {
    const separator = argv.indexOf("--");
    return separator === -1 ? 1 : separator + 1;
  }
  return interpreters.test(program) ? afterScript(argv) : 1;
}

/** After `script.py`, `-m module`, `-c code`; 1 when there is none of them. */
function afterScript(argv: readonly string[]): number {
  for (let index = 1; index < argv.length; index++) {
    const token = argv[index] ?? "";
    if (token === "-m" || token === "-c" || token === "-e") return index + 2;
    if (scriptFile.test(token) && !token.startsWith("-")) return index + 1;
  }
  return 1;
}
