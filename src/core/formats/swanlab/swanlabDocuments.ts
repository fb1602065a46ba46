import { readBoundedYaml } from "../../config/boundedYaml.ts";
import { setCommand, setGit } from "../environmentFacts.ts";
import { isJsonObject } from "../jsonLines.ts";
import { isLfsPointer, reportLfsPointer } from "../lfsPointer.ts";
import type { RunChannel } from "../runChannel.ts";
import type { ClaimedFile, DocumentReader, ReaderContext } from "../runFormat.ts";
import { parseTolerantJson } from "../tolerantJson.ts";
import { decodeUtf8 } from "../utf8.ts";

const maxDocumentBytes = 16 * 1024 * 1024;

/** `files/config.yaml`: each value in a mapping with its description, `{ desc, sort, value }`. */
export function createConfigReader(file: ClaimedFile, { channel }: ReaderContext): DocumentReader {
  return createDocument(channel, (text) => {
    const { value, problems } = readBoundedYaml(text, file.path);
    if (!isJsonObject(value)) {
      if (problems[0] === undefined) return false;
      channel.clear();
      channel.problems.push(problems[0]);
      return false;
    }
    channel.clear();
    for (const [key, item] of Object.entries(value)) {
      if (isJsonObject(item) && Object.hasOwn(item, "value")) channel.param(key, item["value"]);
    }
    return true;
  });
}

/** `files/swanlab-metadata.json`: the machine, the command and the repository. */
export function createMetadataReader({ channel }: ReaderContext): DocumentReader {
  return createDocument(channel, (text) => {
    const value = parseTolerantJson(text);
    if (!isJsonObject(value)) return false;
    channel.clear();
    // Before version 0.8 all of it stood in one object.
    const runtime = isJsonObject(value["runtime"]) ? value["runtime"] : value;
    const git = isJsonObject(value["git"]) ? value["git"] : {};
    const host = textOf(runtime["hostname"]);
    if (host !== undefined) channel.facts.host = host;
    // Written as one line: the first word is the interpreter.
    const [, program, ...args] = (textOf(runtime["command"]) ?? "").split(/\s+/);
    setCommand(channel, program, args);
    setGit(channel, textOf(git["remote_url"]), textOf(git["commit"]));
    const branch = textOf(git["branch"]);
    if (branch !== undefined) channel.facts.branch = branch;
    return true;
  });
}

function createDocument(channel: RunChannel, readText: (text: string) => boolean): DocumentReader {
  return {
    kind: "document",
    maxBytes: maxDocumentBytes,
    read: (bytes) => {
      if (!isLfsPointer(bytes)) return readText(decodeUtf8(bytes));
      channel.clear();
      reportLfsPointer(channel);
      return true;
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
