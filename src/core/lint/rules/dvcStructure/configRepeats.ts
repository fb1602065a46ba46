import type { Span } from "../../source/nodes.ts";

/** A section or option of `.dvc/config` that stands there twice, which DVC's reader refuses. */
export interface ConfigRepeat extends Span {
  readonly text: string;
  readonly first: Span;
}

const header =
  /^\s*(?<open>(?:\[\s*)+)(?<name>"\s*\S.*?\s*"|'\s*\S.*?\s*'|[^'"\s].*?)(?:\s*\])+\s*(?:#.*)?$/;
const option = /^\s*(?<name>".*?"|'.*?'|[^'"=\s#][^=]*?)\s*=/;

/** Values over several lines end the search: what follows may be text. */
export function repeatsInConfig(text: string): readonly ConfigRepeat[] {
  const found: ConfigRepeat[] = [];
  const known = new Map<string, Span>();
  let sections: string[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    if (line.includes("'''") || line.includes('"""')) break;
    const section = line.length > maxLineLength ? undefined : header.exec(line)?.groups;
    if (section !== undefined) {
      const depth = (section["open"] ?? "").replace(/\s/g, "").length;
      sections = [...sections.slice(0, depth - 1), unquote(section["name"] ?? "")];
    }
    const name = section?.["name"] ?? option.exec(line)?.groups?.["name"];
    if (name !== undefined) {
      const at = start + line.indexOf(name);
      const span = { start: at, end: at + name.length };
      const path = section !== undefined ? sections : [...sections, unquote(name)];
      const identity = JSON.stringify([section === undefined, ...path]);
      const first = known.get(identity);
      if (first === undefined) known.set(identity, span);
      else found.push({ ...span, text: unquote(name), first });
    }
    start += line.length + 1;
  }
  return found;
}

/** No section has a longer name. */
const maxLineLength = 500;

function unquote(name: string): string {
  return /^(['"]).*\1$/s.test(name) ? name.slice(1, -1).trim() : name;
}
