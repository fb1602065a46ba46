import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseTolerantJson } from "../../../src/core/formats/text/tolerantJson.ts";

const fixtures = path.resolve(import.meta.dirname, "../../fixtures/formats");

/** What the real writers of a format left, by path inside the fixture's folder. */
export function fixtureFiles(format: string): Record<string, Uint8Array> {
  const root = path.join(fixtures, format);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [nameOf(root, file), new Uint8Array(readFileSync(file))]),
  );
}

function nameOf(root: string, file: string): string {
  return path.relative(root, file).replaceAll("\\", "/");
}

/** Lines of JSON as Python writes it; `NaN` comes as the text of that name. */
export function parseLines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => parseTolerantJson(line) as Record<string, unknown>);
}
