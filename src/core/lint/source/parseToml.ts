import type { ParsedSource } from "./parsedSource.ts";

export function parseToml(_text: string): ParsedSource {
  return { root: undefined, faults: [], comments: [], documentCount: 1 };
}
