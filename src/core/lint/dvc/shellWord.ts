/** One word of a shell's text. */
export interface ShellWord {
  /** Without quotes. */
  readonly text: string;
  /** As it is written. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
  /** Nothing in it is expanded: `text` is what the program gets. */
  readonly isLiteral: boolean;
}

/** What stops a shell. */
export interface ShellFault {
  readonly kind:
    | "quote" // a quote that is not closed
    | "unclosed" // `if`, `for`, `(` and so on without their end
    | "unexpected" // `fi`, `)`, `&&` with nothing before it
    | "open-operator" // `&&` or `|` with nothing behind it
    | "heredoc"; // `<<EOF` without its end
  readonly start: number;
  /** The quote, word or operator. */
  readonly detail: string;
}

interface Draft {
  text: string;
  at: number;
  isLiteral: boolean;
}

const ends = " \t\r\n;&|<>()";

/** The word that begins at a place; one of no length where none does. */
export function readWord(text: string, start: number): ShellWord | ShellFault {
  const draft: Draft = { text: "", at: start, isLiteral: true };
  while (draft.at < text.length) {
    const char = text.charAt(draft.at);
    const isSubstitution = "<>".includes(char) && text.charAt(draft.at + 1) === "(";
    if (ends.includes(char) && !isSubstitution) break;
    const fault = isSubstitution
      ? skipInto(text, draft, draft.at + 1)
      : readPart(text, draft, char);
    if (fault !== undefined) return fault;
  }
  const raw = text.slice(start, draft.at);
  return { text: draft.text, raw, start, end: draft.at, isLiteral: draft.isLiteral };
}

function readPart(text: string, draft: Draft, char: string): ShellFault | undefined {
  switch (char) {
    case "'":
      return readSingle(text, draft);
    case '"':
      return readDouble(text, draft);
    case "\\":
      readEscape(text, draft);
      return undefined;
    case "$":
    case "`":
      return readExpansion(text, draft);
    default:
      if ("*?[{".includes(char) || (char === "~" && draft.text === "")) draft.isLiteral = false;
      draft.text += char;
      draft.at += 1;
      return undefined;
  }
}

function readSingle(text: string, draft: Draft): ShellFault | undefined {
  const end = text.indexOf("'", draft.at + 1);
  if (end < 0) return { kind: "quote", start: draft.at, detail: "'" };
  draft.text += text.slice(draft.at + 1, end);
  draft.at = end + 1;
  return undefined;
}

function readDouble(text: string, draft: Draft): ShellFault | undefined {
  const start = draft.at;
  draft.at += 1;
  while (draft.at < text.length) {
    const char = text.charAt(draft.at);
    if (char === '"') {
      draft.at += 1;
      return undefined;
    }
    if (char === "$" || char === "`") {
      const fault = readExpansion(text, draft);
      if (fault !== undefined) return fault;
    } else if (char === "\\" && '"\\$`\n'.includes(text.charAt(draft.at + 1))) {
      draft.text += text.charAt(draft.at + 1).replace("\n", "");
      draft.at += 2;
    } else {
      draft.text += char;
      draft.at += 1;
    }
  }
  return { kind: "quote", start, detail: '"' };
}

function readEscape(text: string, draft: Draft): void {
  const next = text.charAt(draft.at + 1);
  draft.text += next === "\n" ? "" : next === "" ? "\\" : next;
  draft.at += next === "" ? 1 : 2;
}

function readExpansion(text: string, draft: Draft): ShellFault | undefined {
  const { at } = draft;
  const next = text.charAt(at + 1);
  if (text.charAt(at) === "`") {
    const end = text.indexOf("`", at + 1);
    if (end < 0) return { kind: "quote", start: at, detail: "`" };
    return take(text, draft, end + 1);
  }
  if (next === "(" || next === "{") return skipInto(text, draft, at + 1);
  if (next === "'") return readEscapedQuote(text, draft);
  const name = /^\$(?:\w+|[@*#?$!-])/.exec(text.slice(at, at + 200))?.[0];
  if (name !== undefined) return take(text, draft, at + name.length);
  draft.text += "$";
  draft.at += 1;
  return undefined;
}

/** `$'…'` of bash, where a backslash escapes. */
function readEscapedQuote(text: string, draft: Draft): ShellFault | undefined {
  for (let at = draft.at + 2; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "'") return take(text, draft, at + 1);
    if (char === "\\") at += 1;
  }
  return { kind: "quote", start: draft.at, detail: "'" };
}

function skipInto(text: string, draft: Draft, at: number): ShellFault | undefined {
  const open = text.charAt(at);
  const close = open === "(" ? ")" : "}";
  const end = skipBalanced(text, at, open, close);
  if (end === undefined) return { kind: "unclosed", start: draft.at, detail: close };
  return take(text, draft, end);
}

/** Something that a shell expands, as it is written. */
function take(text: string, draft: Draft, end: number): ShellFault | undefined {
  draft.text += text.slice(draft.at, end);
  draft.isLiteral = false;
  draft.at = end;
  return undefined;
}

/** Behind the parenthesis or brace that closes the one at `start`; quotes are jumped over. */
export function skipBalanced(
  text: string,
  start: number,
  open: string,
  close: string,
): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === "\\") at += 1;
    else if (char === "'" || (char === '"' && text.charAt(at - 1) !== "\\")) {
      const end = text.indexOf(char, at + 1);
      if (end < 0) return undefined;
      at = end;
    } else if (char === open) depth += 1;
    else if (char === close && --depth === 0) return at + 1;
  }
  return undefined;
}
