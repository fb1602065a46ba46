import { isLfsPointer } from "../lfsPointer.ts";
import { readPythonYaml } from "../text/pythonYaml.ts";
import type { RunChannel } from "../runChannel.ts";
import type { DocumentReader } from "../runFormat.ts";
import { decodeUtf8 } from "../text/utf8.ts";

const maxBytes = 1024 * 1024;
const maxItems = 200;

const heading = /^#{2,4}\s+Training hyper-?parameters\s*$/i;
const item = /^[-*]\s+([\w.-]+):\s*(.*)$/;

/**
 * The model card that the trainer writes (`README.md`): its list of hyper-parameters, the model that
 * was trained further, and the configuration that Axolotl puts into it. Any other README says
 * nothing here.
 */
export function createModelCardReader(channel: RunChannel): DocumentReader {
  const read = (bytes: Uint8Array): boolean => {
    channel.clear();
    if (isLfsPointer(bytes)) return true;
    const lines = decodeUtf8(bytes).split(/\r?\n/);
    readHyperparameters(channel, lines);
    const baseModel = baseModelOf(lines);
    if (baseModel !== undefined) channel.param("base_model", baseModel);
    const axolotl = axolotlConfigOf(lines);
    if (axolotl !== undefined) channel.paramsOf(readPythonYaml(axolotl, "").value, "axolotl.");
    return true;
  };
  return { kind: "document", maxBytes, read };
}

function readHyperparameters(channel: RunChannel, lines: readonly string[]): void {
  const start = lines.findIndex((line) => heading.test(line));
  if (start < 0) return;
  let count = 0;
  for (const line of lines.slice(start + 1)) {
    if (line.startsWith("#") || count >= maxItems) return;
    const [, name, value] = item.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    channel.param(name, value.trim());
    count++;
  }
}

/** `base_model` of the block between `---` at the top: a name, or a list of one. */
function baseModelOf(lines: readonly string[]): string | undefined {
  if (lines[0] !== "---") return undefined;
  const end = lines.indexOf("---", 1);
  if (end < 0) return undefined;
  const { value } = readPythonYaml(lines.slice(1, end).join("\n"), "");
  if (typeof value !== "object" || value === null || !("base_model" in value)) return undefined;
  const { base_model: found } = value;
  const first: unknown = Array.isArray(found) ? found[0] : found;
  return typeof first === "string" ? first : undefined;
}

function axolotlConfigOf(lines: readonly string[]): string | undefined {
  const summary = lines.findIndex((line) => /<summary>\s*See axolotl config/i.test(line));
  if (summary < 0) return undefined;
  const start = lines.findIndex((line, index) => index > summary && /^```ya?ml/.test(line));
  const end = start < 0 ? -1 : lines.indexOf("```", start + 1);
  return end < 0 ? undefined : lines.slice(start + 1, end).join("\n");
}
