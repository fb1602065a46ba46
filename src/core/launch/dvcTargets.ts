import type { Parsed } from "../../base/errors.ts";
import type { TextFiles } from "../ports.ts";
import { readBoundedYaml } from "../config/boundedYaml.ts";
import { interpolate, resolveReference, type Scope } from "./dvcInterpolation.ts";
import { shellCommand, type LaunchTools } from "./interpreters.ts";
import { readParamsFile } from "./paramsFile.ts";
import { isRecord, recordOf, scalarText, stringOf } from "./records.ts";
import { splitCommand } from "./shellWords.ts";
import {
  folderOf,
  joinPath,
  type LaunchCommand,
  type LaunchParameter,
  type LaunchTarget,
} from "./target.ts";

export interface TargetSource {
  /** Absolute path of the folder that `path` is relative to. */
  readonly root: string;
  readonly path: string;
  readonly text: string;
  readonly files: TextFiles;
  readonly tools: LaunchTools;
}

const defaultParams = "params.yaml";
/** A loop with more items is offered as a whole. */
const maxItems = 200;

/**
 * The stages of a `dvc.yaml`, one target for each item of a `foreach` or `matrix` whose items are
 * plain to see.
 *
 * Where DVC is installed a stage runs as `dvc repro --single-item --force STAGE`, so that its
 * outputs and lock are recorded as usual, and it runs even when nothing changed: who launches asks
 * for a run. Without DVC its own command runs in its own folder.
 */
export async function parseDvcTargets(source: TargetSource): Promise<Parsed<LaunchTarget[]>> {
  const { value, problems } = readBoundedYaml(source.text, source.path);
  const stages = Object.entries(recordOf(recordOf(value)["stages"]));
  if (stages.length === 0) return { value: [], problems };
  const globals = await readScope(source, recordOf(value)["vars"]);
  const targets: LaunchTarget[] = [];
  for (const [name, stage] of stages) {
    if (!isRecord(stage)) continue;
    for (const item of expandStage(name, stage, globals)) {
      targets.push(await stageTarget(source, item));
    }
  }
  return { value: targets, problems };
}

interface StageItem {
  /** `train`, `train@item`. */
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly scope: Scope;
}

/** params.yaml, then the files and values of the top-level `vars`; later ones win. */
async function readScope({ path, files }: TargetSource, vars: unknown): Promise<Scope> {
  const folder = folderOf(path);
  const scope: Record<string, unknown> = {};
  for (const entry of [defaultParams, ...(Array.isArray(vars) ? (vars as unknown[]) : [])]) {
    if (typeof entry !== "string") {
      Object.assign(scope, recordOf(entry));
      continue;
    }
    const text = await files.read(joinPath(folder, entry.replace(/:.*$/, "")));
    if (text !== null) Object.assign(scope, recordOf(readBoundedYaml(text, entry).value));
  }
  return scope;
}

function expandStage(
  name: string,
  stage: Readonly<Record<string, unknown>>,
  globals: Scope,
): readonly StageItem[] {
  const items = loopItems(stage, globals);
  const isLoop = "foreach" in stage || "matrix" in stage;
  const definition = "do" in stage ? recordOf(stage["do"]) : stage;
  if (!isLoop) return [{ name, definition, scope: globals }];
  if (items === undefined || items.length === 0 || items.length > maxItems) {
    return [{ name, definition, scope: globals }];
  }
  return items.map((item) => ({
    name: `${name}@${item.key}`,
    definition,
    scope: { ...globals, ...item.scope },
  }));
}

interface LoopItem {
  readonly key: string;
  readonly scope: Scope;
}

function loopItems(
  stage: Readonly<Record<string, unknown>>,
  globals: Scope,
): readonly LoopItem[] | undefined {
  if ("matrix" in stage) return matrixItems(stage["matrix"], globals);
  const values = resolved(stage["foreach"], globals);
  if (isRecord(values)) {
    return Object.entries(values).map(([key, item]) => ({ key, scope: { key, item } }));
  }
  if (!Array.isArray(values)) return undefined;
  return values.map((item: unknown, index) => {
    const key = scalarText(item) ?? String(index);
    return { key, scope: { key, item } };
  });
}

/** Every combination, the last axis fastest; named by the values, as DVC does. */
function matrixItems(matrix: unknown, globals: Scope): readonly LoopItem[] | undefined {
  let combinations: { keys: string[]; item: Record<string, unknown> }[] = [{ keys: [], item: {} }];
  for (const [axis, given] of Object.entries(recordOf(matrix))) {
    const values = resolved(given, globals);
    if (!Array.isArray(values) || combinations.length * values.length > maxItems) return undefined;
    combinations = combinations.flatMap(({ keys, item }) =>
      values.map((raw: unknown, index) => {
        const value = resolved(raw, globals);
        const key = scalarText(value) ?? `${axis}${index}`;
        return { keys: [...keys, key], item: { ...item, [axis]: value } };
      }),
    );
  }
  return combinations.map(({ keys, item }) => {
    const key = keys.join("-");
    return { key, scope: { item, key } };
  });
}

function resolved(value: unknown, scope: Scope): unknown {
  return typeof value === "string" ? (resolveReference(value, scope) ?? value) : value;
}

async function stageTarget(source: TargetSource, stage: StageItem): Promise<LaunchTarget> {
  const { root, path, tools } = source;
  const folder = folderOf(path);
  const direct = directCommand(stage, tools);
  const repro = tools.dvc === null ? undefined : reproCommand(tools.dvc, stage.name);
  const wdir = interpolate(stringOf(stage.definition["wdir"]) ?? ".", stage.scope);
  const workingFolder = joinPath(folder, "text" in wdir ? wdir.text : ".");
  const cwd = repro === undefined ? workingFolder : folder;
  const fallback: LaunchCommand = { kind: "argv", argv: reproCommand("dvc", stage.name) };
  const command = "reason" in direct ? fallback : direct.command;
  return {
    id: `dvc:${path}:${stage.name}`,
    kind: "dvc",
    label: stage.name,
    source: path,
    description: stringOf(stage.definition["desc"]) ?? "",
    root,
    cwd,
    command: repro === undefined ? command : { kind: "argv", argv: repro },
    parameters: await stageParameters(source, stage, { cwd, workingFolder }),
    paramStyle: "--key value",
    env: {},
    experiment: null,
    entryPoint: stage.name,
    unavailable: repro === undefined && "reason" in direct ? direct.reason : null,
  };
}

function reproCommand(dvc: string, stage: string): readonly string[] {
  return [dvc, "repro", "--single-item", "--force", stage];
}

type Direct = { readonly command: LaunchCommand } | { readonly reason: string };

function directCommand({ name, definition, scope }: StageItem, tools: LaunchTools): Direct {
  const { cmd } = definition;
  const given: unknown[] = Array.isArray(cmd) ? cmd : [cmd];
  const texts: string[] = [];
  for (const line of given) {
    if (typeof line !== "string" || line.trim() === "") {
      return { reason: `The stage ${name} has no command.` };
    }
    const result = interpolate(line, scope);
    if ("missing" in result) {
      return {
        reason: `The stage ${name} needs DVC, which was not found: its command uses ${result.missing}.`,
      };
    }
    texts.push(result.text.trim());
  }
  const [only = ""] = texts;
  const split = texts.length === 1 ? splitCommand(only, tools) : undefined;
  if (split?.kind === "words") return { command: { kind: "argv", argv: split.words } };
  const text = texts.length === 1 ? only : texts.map((line) => `(${line}\n)`).join(" && ");
  return { command: { kind: "argv", argv: shellCommand(text, [], tools.isWindows) } };
}

/** What the stage's `params` names, with the values of the files as they are now. */
async function stageParameters(
  { files }: TargetSource,
  { definition, scope }: StageItem,
  { cwd, workingFolder }: { readonly cwd: string; readonly workingFolder: string },
): Promise<readonly LaunchParameter[]> {
  const parameters: LaunchParameter[] = [];
  for (const [file, keys] of wantedParams(definition["params"], scope)) {
    const path = joinPath(workingFolder, file);
    const text = /\.(ya?ml|json)$/i.test(file) ? await files.read(path) : null;
    const fromCwd = relativeTo(cwd, path);
    if (text !== null) parameters.push(...readParamsFile(text, fromCwd, keys ?? undefined));
  }
  return parameters;
}

/** File → keys; null for the whole file. */
function wantedParams(params: unknown, scope: Scope): ReadonlyMap<string, string[] | null> {
  const wanted = new Map<string, string[] | null>();
  const add = (file: string, key: string) => {
    const result = interpolate(key, scope);
    const keys = wanted.has(file) ? wanted.get(file) : [];
    if ("text" in result && keys !== null) wanted.set(file, [...(keys ?? []), result.text]);
  };
  for (const entry of Array.isArray(params) ? (params as unknown[]) : []) {
    if (typeof entry === "string") add(defaultParams, entry);
    for (const [file, keys] of Object.entries(recordOf(entry))) {
      if (!Array.isArray(keys)) wanted.set(file, null);
      else for (const key of keys) add(file, String(key));
    }
  }
  return wanted;
}

/** A path below or beside a folder, as seen from it; both relative to one root. */
function relativeTo(folder: string, path: string): string {
  const from = folder === "." ? [] : folder.split("/");
  const to = path.split("/");
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}
