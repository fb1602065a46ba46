import type { Span } from "../../source/nodes.ts";

/** A section or option of `.dvc/config` that stands there twice, which DVC's reader refuses. */
export interface ConfigRepeat extends Span {
  readonly text: string;
  readonly first: Span;
}

const header =
  /^\s*(?<open>(?:\[\s*)+)(?<name>"\s*\S.*?\s*"|'\s*\S.*?\s*'|[^'"\s].*?)(?:\s*\])+\s*(?:#.*)?$/;
const option = /^\s*(?<name>".*?"|'.*?'|[^'"=\s#][^=]*?)\s*=/;
/** No section or option has a longer name. */
const maxLineLength = 500;
const maxLines = 2000;

/** Values over several lines end the search: what follows may be text. */
export function repeatsInConfig(text: string): readonly ConfigRepeat[] {
  const found: ConfigRepeat[] = [];
  const known = new Map<string, Span>();
  let sections: string[] = [];
  let start = 0;
  for (const line of text.split("\n", maxLines)) {
    if (line.includes("'''") || line.includes('"""')) break;
    const named = nameIn(line);
    if (named !== undefined) {
      const { depth, at, name, written } = named;
      if (depth > 0) sections = [...sections.slice(0, depth - 1), name];
      const path = depth > 0 ? sections : [...sections, name];
      const identity = JSON.stringify([depth > 0, ...path]);
      const span = { start: start + at, end: start + at + written.length };
      const first = known.get(identity);
      if (first === undefined) known.set(identity, span);
      else found.push({ ...span, text: name, first });
    }
    start += line.length + 1;
  }
  return found;
}

interface NamedLine {
  /** How deep the section is; 0 for an option. */
  readonly depth: number;
  readonly at: number;
  readonly name: string;
  readonly written: string;
}

function nameIn(line: string): NamedLine | undefined {
  const start = line.slice(0, maxLineLength);
  const { name: written, open = "" } = (header.exec(start) ?? option.exec(start))?.groups ?? {};
  if (written === undefined) return undefined;
  const depth = open.replace(/\s/g, "").length;
  const name = /^(['"]).*\1$/s.test(written) ? written.slice(1, -1).trim() : written;
  return { depth, at: line.indexOf(written, open.length), name, written };
}
