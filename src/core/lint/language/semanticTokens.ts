import { parseTemplate } from "../dvc/templateText.ts";
import type { LintFile } from "../project/lintFile.ts";
import type { LintProject } from "../project/lintProject.ts";
import type { Span } from "../source/nodes.ts";
import { expressionWords } from "./expressionAt.ts";
import type { SemanticToken } from "./language.ts";
import { visitTree } from "../source/nodes.ts";

const maxTokens = 50_000;

/** The parts of `${…}` in a `dvc.yaml` and in configs of Hydra. */
export function semanticTokens(project: LintProject, path: string): readonly SemanticToken[] {
  const file = project.file(path);
  if (file === undefined) return [];
  const isPipeline = file.kinds.has("dvc-pipeline");
  if (!isPipeline && !file.kinds.has("hydra")) return [];
  const tokens: SemanticToken[] = [];
  for (const at of expressionSpans(file)) {
    if (tokens.length >= maxTokens) break;
    tokens.push(...expressionTokens(file, at, isPipeline));
  }
  return tokens;
}

/** In the order of the text; those in comments and keys of aliases are not there. */
function expressionSpans(file: LintFile): readonly Span[] {
  const found = new Map<number, Span>();
  if (!file.text.includes("${")) return [];
  for (const { node, pair } of visitTree(file.root)) {
    for (const written of pair === undefined ? [node] : [pair.key, node]) {
      if (written.kind !== "scalar") continue;
      for (const { at } of parseTemplate(written, file)?.expressions ?? []) {
        found.set(at.start, at);
      }
    }
  }
  return [...found.values()].sort((one, other) => one.start - other.start);
}

function expressionTokens(file: LintFile, at: Span, isPipeline: boolean): SemanticToken[] {
  const { text } = file;
  if (!text.startsWith("${", at.start) || text[at.end - 1] !== "}") return [];
  const inner = text.slice(at.start + 2, at.end - 1);
  if (inner.includes("\n")) return [];
  const token = (span: Span, type: SemanticToken["type"]): SemanticToken => ({
    ...file.lines.position(span.start),
    length: span.end - span.start,
    type,
  });
  const opening = token({ start: at.start, end: at.start + 2 }, "delimiter");
  const closing = token({ start: at.end - 1, end: at.end }, "delimiter");
  return [opening, ...innerTokens(inner, at.start + 2, { isPipeline, token }), closing];
}

interface Tokens {
  readonly isPipeline: boolean;
  readonly token: (span: Span, type: SemanticToken["type"]) => SemanticToken;
}

function innerTokens(inner: string, start: number, { isPipeline, token }: Tokens): SemanticToken[] {
  const colon = inner.indexOf(":");
  if (!isPipeline && colon >= 0) {
    const name = inner.slice(0, colon).trim();
    const at = start + inner.indexOf(name);
    return name === "" ? [] : [token({ start: at, end: at + name.length }, "resolver")];
  }
  return expressionWords(inner, start).flatMap((word, index) => {
    if (word.text === "") return [];
    const isLoop = isPipeline && index === 0 && (word.text === "item" || word.text === "key");
    if (isLoop) return [token(word, "loopVariable")];
    return [token(word, index === 0 ? "variable" : "property")];
  });
}
