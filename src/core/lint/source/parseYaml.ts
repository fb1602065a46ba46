import { blankConflictMarkers } from "./conflictMarkers.ts";
import type { ParsedSource } from "./parsedSource.ts";
import { parseFastYaml } from "./fastYaml.ts";
import { parsePackageYaml } from "./packageYaml.ts";

/**
 * YAML as a tree with places. Nothing is resolved here: what a plain scalar means depends on who
 * reads it. Goes on behind faults, so that one does not hide what stands before and after it.
 */
export function parseYaml(text: string): ParsedSource {
  const merged = blankConflictMarkers(text);
  if (merged === undefined) return parse(text);
  const parsed = parse(merged.text);
  const faults = [...merged.faults, ...parsed.faults].sort((a, b) => a.start - b.start);
  return { ...parsed, faults };
}

function parse(text: string): ParsedSource {
  return parseFastYaml(text) ?? parsePackageYaml(text);
}
