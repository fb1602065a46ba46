import type { PipelineNode } from "../../src/core/lint/pipeline/pipelineView.ts";

/** Whether every word of the search is in the stage's name, file, command or paths. */
export function isMatch(node: PipelineNode, search: string): boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return true;
  const { name, file, command, deps, outs, state } = node;
  const content = [name, file, command, state, ...deps, ...outs].join("\n").toLowerCase();
  return words.every((word) => content.includes(word));
}
