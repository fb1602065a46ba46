import {
  commitEncoding,
  parseCommit,
  type CommitFacts,
} from "../../core/snapshots/commitObject.ts";
import type { Git } from "./git.ts";

export interface GitObject {
  readonly hash: string;
  readonly type: string;
  readonly content: Buffer;
}

/**
 * Reads many objects with one process. Names are what `git rev-parse` takes, without newlines; the
 * answer has one place for each, null where there is no such object.
 */
export async function readObjects(
  git: Git,
  names: readonly string[],
  signal?: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<(GitObject | null)[]> {
  const asked = names.map((name) => (name === "" || name.includes("\n") ? "?" : name));
  if (asked.length === 0) return [];
  const input = `${asked.join("\n")}\n`;
  const output = await git.run(["cat-file", "--batch"], { input, signal, env });
  return parseBatch(output, asked.length);
}

/** Which of the objects exist here. */
export async function existingObjects(
  git: Git,
  hashes: readonly string[],
  signal?: AbortSignal,
): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const input = `${hashes.join("\n")}\n`;
  const output = await git.run(["cat-file", "--batch-check=%(objectname)"], { input, signal });
  const answers = output.toString("latin1").split("\n");
  return new Set(hashes.filter((hash, index) => answers[index] === hash));
}

/** Facts of many commits; those that are unknown here, or are no commits, are left out. */
export async function readCommits(
  git: Git,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, CommitFacts>> {
  const objects = await readObjects(git, names, signal);
  const commits = new Map<string, CommitFacts>();
  for (const [index, name] of names.entries()) {
    const object = objects[index] ?? null;
    if (object?.type !== "commit") continue;
    const commit = parseCommit(object.hash, decodeCommit(object.content));
    if (commit !== null) commits.set(name, commit);
  }
  return commits;
}

/** `<hash> <type> <size>\n<content>\n`, or `<name> missing\n`, and the like for odd names. */
function parseBatch(output: Buffer, count: number): (GitObject | null)[] {
  const objects: (GitObject | null)[] = [];
  let offset = 0;
  while (objects.length < count) {
    const newline = output.indexOf(0x0a, offset);
    if (newline < 0) break;
    const line = output.toString("latin1", offset, newline);
    offset = newline + 1;
    const [, hash = "", type = "", size = ""] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(line) ?? [];
    if (hash === "") {
      objects.push(null);
      continue;
    }
    const content = output.subarray(offset, offset + Number(size));
    offset += Number(size) + 1;
    objects.push({ hash, type, content });
  }
  return objects;
}

function decodeCommit(content: Buffer): string {
  const encoding = commitEncoding(content.toString("latin1"));
  try {
    return new TextDecoder(encoding).decode(content);
  } catch (error) {
    // A character set that nobody knows: the letters of the ASCII part are right in any case.
    if (error instanceof RangeError) return content.toString("latin1");
    throw error;
  }
}
