import { setCommand, setGit } from "../environmentFacts.ts";
import { createObjectReader } from "../text/jsonDocument.ts";
import { isJsonObject } from "../text/jsonLines.ts";
import { createPythonYamlReader } from "../text/pythonYaml.ts";
import type { ClaimedFile, DocumentReader, ReaderContext } from "../runFormat.ts";

/** `files/config.yaml`: each value in a mapping with its description, `{ desc, sort, value }`. */
export function createConfigReader(file: ClaimedFile, { channel }: ReaderContext): DocumentReader {
  return createPythonYamlReader(channel, file.path, (values) => {
    for (const [key, item] of Object.entries(values)) {
      if (isJsonObject(item) && Object.hasOwn(item, "value")) channel.param(key, item["value"]);
    }
  });
}

/** `files/swanlab-metadata.json`: the machine, the command and the repository. */
export function createMetadataReader({ channel }: ReaderContext): DocumentReader {
  return createObjectReader(channel, (value) => {
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
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
