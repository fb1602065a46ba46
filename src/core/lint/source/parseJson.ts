import type { ParsedSource } from "./parsedSource.ts";
import { parseYaml } from "./parseYaml.ts";

export function parseJsonSource(text: string): ParsedSource {
  return parseYaml(text);
}
