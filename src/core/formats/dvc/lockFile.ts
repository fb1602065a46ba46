import { readBoundedYaml } from "../../config/boundedYaml.ts";
import { resolvePath } from "./paths.ts";

/** An output as `dvc.lock` records it. */
export interface LockedOutput {
  /** As `train` or `train@item`. */
  readonly stage: string;
  /** Relative to DVC's root, with `/`. */
  readonly path: string;
  /** Names the content in the cache; ends in `.dir` for a folder. */
  readonly md5: string;
}

/**
 * The outputs that a `dvc.lock` in `folder` records, by path. `wdirs` are the stages' own working
 * folders, where they have one. What cannot be read gives none.
 */
export function parseLockFile(
  text: string,
  folder: string,
  wdirs: ReadonlyMap<string, string>,
): ReadonlyMap<string, LockedOutput> {
  const outputs = new Map<string, LockedOutput>();
  const lines = text.replaceAll("\r\n", "\n");
  for (const { stage, path, md5 } of scanOutputs(lines) ?? parseOutputs(lines)) {
    const wdir = wdirs.get(stage) ?? wdirs.get(stage.replace(/@.*$/s, "")) ?? folder;
    const resolved = resolvePath(wdir, path);
    if (resolved !== null) outputs.set(resolved, { stage, path: resolved, md5 });
  }
  return outputs;
}

/**
 * The file as DVC writes it, line by line: thousands of experiments have one each, and a YAML parser
 * takes a hundred times as long. Undefined for anything that DVC would not write.
 */
function scanOutputs(text: string): LockedOutput[] | undefined {
  if (!/^schema: ['"]?2\.0['"]?\n/.test(text)) return undefined;
  const outputs: LockedOutput[] = [];
  for (const [, name, block] of text.matchAll(/^ {2}([^ \r\n].*):\n((?: {4}.*\n?)*)/gm)) {
    const found = scanStage(plainText(name), block ?? "");
    if (found === undefined) return undefined;
    outputs.push(...found);
  }
  return outputs;
}

function scanStage(stage: string, block: string): LockedOutput[] | undefined {
  if (stage === "") return undefined;
  const outputs: LockedOutput[] = [];
  const list = /^ {4}outs:\n((?: {4}[- ] .*\n?)*)/m.exec(block)?.[1];
  for (const [, key, rest, facts] of (list ?? "").matchAll(listItem)) {
    const path = key === "path" ? plainText(rest) : "";
    if (path === "") return undefined;
    const md5 = /^ {6}md5: (\S+)/m.exec(facts ?? "")?.[1];
    if (md5 !== undefined) outputs.push({ stage, path, md5 });
  }
  return outputs;
}

const listItem = /^ {4}- (\w+): (.*?)\n((?: {6}.*\n?)*)/gm;

/** A scalar that means what it says; "" for one that is quoted or otherwise needs a parser. */
function plainText(text = ""): string {
  return /^[\w./@][\w./@ +=,-]*$/.test(text) ? text : "";
}

function parseOutputs(text: string): LockedOutput[] {
  const { value } = readBoundedYaml(text, "dvc.lock");
  const root = recordOf(value);
  // DVC 1 had the stages at the top.
  const stages = "stages" in root ? recordOf(root["stages"]) : root;
  return Object.entries(stages).flatMap(([stage, given]) => {
    const outs = recordOf(given)["outs"];
    if (!Array.isArray(outs)) return [];
    return outs.flatMap((out: unknown) => {
      const { path, md5 } = recordOf(out);
      return typeof path === "string" && typeof md5 === "string" ? [{ stage, path, md5 }] : [];
    });
  });
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : {};
}
