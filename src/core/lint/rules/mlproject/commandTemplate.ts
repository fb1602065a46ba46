import type { Span } from "../../source/nodes.ts";

/** A field of a command: `{lr}`, `{lr!r:>8}`, `{lr[0]}`; or what Python's `str.format` refuses. */
export type TemplatePart = TemplateField | TemplateFault;

export interface TemplateField extends Span {
  readonly kind: "field";
  /** What is looked up among the parameters; digits or nothing for a position. */
  readonly name: string;
  /** Behind the colon. */
  readonly format: string;
}

export interface TemplateFault extends Span {
  readonly kind: "fault";
  readonly message: string;
}

/**
 * The fields of a string by the grammar of Python's format strings
 * (https://docs.python.org/3/library/string.html#format-string-syntax), places counted from
 * `offset`. Python gives up at the first fault; nothing is read behind it.
 */
export function parseTemplate(text: string, offset: number, depth = 0): readonly TemplatePart[] {
  const found: TemplatePart[] = [];
  const next = /[{}]/g;
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    const at = match.index;
    const sign = match[0];
    if (text[at + 1] === sign) {
      next.lastIndex = at + 2;
      continue;
    }
    if (sign === "}") {
      return [...found, fault(offset + at, 1, "`}` without a `{` before it")];
    }
    const end = endOfField(text, at);
    if (depth > 1)
      return [...found, fault(offset + at, 1, "fields nested deeper than Python reads")];
    if (end === undefined) return [...found, fault(offset + at, 1, "`{` that is not closed")];
    found.push(
      ...readField(text.slice(at + 1, end), { start: offset + at, end: offset + end + 1 }, depth),
    );
    next.lastIndex = end + 1;
  }
  return found;
}

function fault(start: number, length: number, message: string): TemplateFault {
  return { kind: "fault", message, start, end: start + length };
}

/** Where the `}` of a field stands; braces in it are counted. */
function endOfField(text: string, start: number): number | undefined {
  const braces = /[{}]/g;
  braces.lastIndex = start;
  let depth = 0;
  for (let match = braces.exec(text); match !== null; match = braces.exec(text)) {
    depth += match[0] === "{" ? 1 : -1;
    if (depth === 0) return match.index;
  }
  return undefined;
}

function readField(body: string, { start, end }: Span, depth: number): readonly TemplatePart[] {
  const head = /^(?<name>[^[.!:{}]*)(?:\.[^[.!:{}]*|\[[^\]]*\])*(?:!(?<conversion>[^:]*))?(?:$|:)/;
  const match = head.exec(body);
  if (match === null) return [fault(start, end - start, "a field that Python cannot read")];
  const { name = "", conversion } = match.groups ?? {};
  if (conversion !== undefined && !/^[rsa]$/.test(conversion)) {
    return [fault(start, end - start, "a conversion other than `!r`, `!s` and `!a`")];
  }
  const format = body.slice(match[0].length);
  const inner = format.includes("{")
    ? parseTemplate(format, end - 1 - format.length, depth + 1)
    : [];
  return [{ kind: "field", name, format, start, end }, ...inner];
}
