import { ownValue } from "../../../base/ownValue.ts";
import { readWord, skipBalanced, type ShellWord, type ShellFault } from "./shellWord.ts";

export type { ShellFault, ShellWord } from "./shellWord.ts";

/**
 * A text as a POSIX shell or bash reads it (XCU 2.3 and 2.10): which simple commands it holds, how
 * they are joined, and where it breaks off. Nothing is expanded. Never throws.
 */
export interface ShellText {
  readonly commands: readonly ShellCommand[];
  /** Operators, `[[` and the like, in the order of the text. */
  readonly operators: readonly ShellOperator[];
  /** The first thing that stops a shell; nothing behind it is read. */
  readonly fault: ShellFault | undefined;
}

export interface ShellOperator {
  readonly text: string;
  readonly start: number;
}

/** One program with its arguments. */
export interface ShellCommand {
  /** The name first; none for bare assignments. */
  readonly words: readonly ShellWord[];
  /** `A=1` before the name. */
  readonly assignments: readonly ShellWord[];
  readonly redirects: readonly ShellRedirect[];
  /** What joins it to the command before: `&&`, `|`, `;`, a newline; "" for the first. */
  readonly joinedBy: string;
  /** How many subshells it is in. */
  readonly depth: number;
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `&>` and so on, without the number before it. */
  readonly operator: string;
  readonly to: ShellWord | undefined;
}

export function parseShell(text: string): ShellText {
  const reader = new ShellReader(text.length > maxLength ? "" : text);
  reader.read();
  return reader;
}

/** Longer texts, and what is nested deeper, nobody wrote: nothing is said of them. */
const maxLength = 50_000;
const maxNesting = 100;
const maxCommands = 2000;
const controls = ["&&", "||", ";;", "|&", "&", "|", ";", "\n"];
const redirections = ["&>>", "<<<", "<<-", "&>", "<<", ">>", ">&", "<&", ">|", "<>", "<", ">"];

/** Words that open something, with the word that closes it. */
const openers: Readonly<Record<string, string>> = {
  if: "fi",
  for: "done",
  while: "done",
  until: "done",
  select: "done",
  case: "esac",
  "{": "}",
};
const closers = new Set(["fi", "done", "esac", "}"]);
const middles: Readonly<Record<string, string>> = {
  then: "fi",
  elif: "fi",
  else: "fi",
  do: "done",
};
/** What stands behind them is a command again. */
const leads = new Set(["if", "while", "until", "{", "!", "then", "elif", "else", "do"]);

interface Draft {
  readonly words: ShellWord[];
  readonly assignments: ShellWord[];
  readonly redirects: ShellRedirect[];
  readonly joinedBy: string;
  readonly depth: number;
}

class ShellReader implements ShellText {
  readonly commands: ShellCommand[] = [];
  readonly operators: ShellOperator[] = [];
  fault: ShellFault | undefined;
  readonly #text: string;
  #at = 0;
  /** Closing words and parentheses that are waited for. */
  readonly #open: string[] = [];
  #draft: Draft;
  readonly #heredocs: {
    readonly end: string;
    readonly start: number;
    readonly isIndented: boolean;
  }[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#draft = this.#startCommand("");
  }

  read(): void {
    while (this.#at < this.#text.length && this.fault === undefined) {
      if (this.commands.length >= maxCommands || this.#open.length > maxNesting) return;
      this.#readNext();
    }
    if (this.fault === undefined) this.#finish();
  }

  #finish(): void {
    const { joinedBy } = this.#draft;
    const isOpen = this.#isEmpty() && ["&&", "||", "|", "|&"].includes(joinedBy);
    this.#endCommand("");
    const end = this.#text.trimEnd().length;
    const heredoc = this.#heredocs[0];
    if (isOpen) this.#fail("open-operator", Math.max(0, end - joinedBy.length), joinedBy);
    else if (heredoc !== undefined) this.#fail("heredoc", heredoc.start, heredoc.end);
    else if (this.#open.length > 0) this.#fail("unclosed", end, this.#open.at(-1) ?? "");
  }

  #fail(kind: ShellFault["kind"], start: number, detail: string): void {
    this.fault ??= { kind, start: Math.min(start, this.#text.length), detail };
  }

  #isEmpty(): boolean {
    const { words, assignments, redirects } = this.#draft;
    return words.length + assignments.length + redirects.length === 0;
  }

  #startCommand(joinedBy: string): Draft {
    const depth = this.#open.filter((it) => it === ")").length;
    return { words: [], assignments: [], redirects: [], joinedBy, depth };
  }

  #endCommand(joinedBy: string): void {
    if (!this.#isEmpty()) this.commands.push(this.#draft);
    this.#draft = this.#startCommand(joinedBy);
  }

  #readNext(): void {
    const text = this.#text;
    const char = text.charAt(this.#at);
    if (char === " " || char === "\t" || char === "\r") this.#at += 1;
    else if (char === "\\" && /^\\\r?\n/.test(text.slice(this.#at, this.#at + 3))) {
      this.#at = text.indexOf("\n", this.#at) + 1;
    } else if (char === "#") this.#skipLine();
    else if (char === "(" || char === ")") this.#readParenthesis(char);
    else if (!this.#readRedirect() && !this.#readControl(char)) this.#readWord();
  }

  #skipLine(): void {
    const end = this.#text.indexOf("\n", this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  #readControl(char: string): boolean {
    if (!"&|;\n".includes(char)) return false;
    const operator = controls.find((it) => this.#text.startsWith(it, this.#at)) ?? char;
    const isFirst = this.#isEmpty() && operator !== "\n" && operator !== ";;";
    const isEarly = isFirst && !this.#isAfterClose();
    if (isEarly) {
      this.#fail("unexpected", this.#at, operator);
      return true;
    }
    if (operator !== "\n") this.operators.push({ text: operator, start: this.#at });
    const before = this.#draft.joinedBy;
    const goesOn = operator === "\n" && this.#isEmpty() && before !== "";
    this.#endCommand(goesOn ? before : operator);
    this.#at += operator.length;
    if (operator === "\n") this.#skipHeredocs();
    return true;
  }

  /** Behind `)`, `fi`, `done` an operator needs no command of its own before it. */
  #isAfterClose(): boolean {
    return this.#draft.joinedBy === "closed";
  }

  #readParenthesis(char: string): void {
    const { words } = this.#draft;
    const start = this.#at;
    if (char === ")") {
      if (this.#open.at(-1) === ")") this.#open.pop();
      else if (this.#open.at(-1) !== "esac") {
        this.#fail("unexpected", start, ")");
        return;
      }
      const isPattern = this.#open.at(-1) === "esac";
      if (isPattern) this.#draft = this.#startCommand(";");
      this.#endCommand(isPattern ? ";" : "closed");
    } else if (this.#text.startsWith("((", start) && words.length < 2) {
      this.#readArithmetic();
      return;
    } else if (words.length > 0 && /^\(\s*\)/.test(this.#text.slice(start, start + 10))) {
      this.#at = this.#text.indexOf(")", start) + 1;
      this.#draft = this.#startCommand(";");
      return;
    } else if (this.#open.at(-1) !== "esac" || words.length > 0) {
      this.#endCommand("(");
      this.#open.push(")");
      this.#draft = this.#startCommand("(");
    }
    this.#at += 1;
  }

  /** `((…))`: a command by itself, or the head of a `for`. */
  #readArithmetic(): void {
    this.operators.push({ text: "((", start: this.#at });
    this.#at = this.#skip("(", ")");
    if (this.#draft.words.length === 0) this.#endCommand("closed");
  }

  #skip(open: string, close: string): number {
    const end = skipBalanced(this.#text, this.#at, open, close);
    if (end === undefined) this.#fail("unclosed", this.#at, close);
    return end ?? this.#text.length;
  }

  #readRedirect(): boolean {
    const number = /^\d*(?=[<>])/.exec(this.#text.slice(this.#at, this.#at + 4))?.[0] ?? "";
    const start = this.#at + number.length;
    const operator = redirections.find((it) => this.#text.startsWith(it, start));
    if (operator === undefined) return false;
    if (/^[<>]$/.test(operator) && this.#text.charAt(start + 1) === "(") return false;
    this.operators.push({ text: operator, start });
    this.#at = start + operator.length;
    while (/[ \t]/.test(this.#text.charAt(this.#at))) this.#at += 1;
    const to = this.#takeWord();
    if (operator === "<<" || operator === "<<-") {
      const isIndented = operator === "<<-";
      if (to !== undefined) this.#heredocs.push({ end: to.text, start, isIndented });
    }
    this.#draft.redirects.push({ operator, to });
    return true;
  }

  #skipHeredocs(): void {
    for (let heredoc = this.#heredocs[0]; heredoc !== undefined; heredoc = this.#heredocs[0]) {
      let isFound = false;
      while (!isFound && this.#at < this.#text.length) {
        const next = this.#text.indexOf("\n", this.#at);
        const end = next < 0 ? this.#text.length : next;
        const line = this.#text.slice(this.#at, end).replace(/\r$/, "");
        isFound = (heredoc.isIndented ? line.replace(/^\t+/, "") : line) === heredoc.end;
        this.#at = next < 0 ? end : end + 1;
      }
      if (!isFound) return;
      this.#heredocs.shift();
    }
  }

  #takeWord(): ShellWord | undefined {
    const found = readWord(this.#text, this.#at);
    if ("kind" in found) {
      this.#fail(found.kind, found.start, found.detail);
      return undefined;
    }
    this.#at = Math.max(found.end, this.#at);
    return found.end > found.start ? found : undefined;
  }

  #readWord(): void {
    const word = this.#takeWord();
    if (word === undefined) {
      if (this.fault === undefined) this.#at += 1;
      return;
    }
    const { words, assignments } = this.#draft;
    const isFirst = words.length === 0;
    if (this.#isEmpty() && this.#readReserved(word)) return;
    const isAssignment = isFirst && /^[A-Za-z_]\w*\+?=/.test(word.raw);
    if (isAssignment) assignments.push(word);
    else words.push(word);
    if (/=$/.test(word.raw) && this.#text.charAt(this.#at) === "(") {
      this.operators.push({ text: "=(", start: word.start });
      this.#at = this.#skip("(", ")");
    }
  }

  /** `function name`: its body follows as a command. */
  #readFunction({ raw, start }: ShellWord): boolean {
    this.operators.push({ text: raw, start });
    while (/[ \t]/.test(this.#text.charAt(this.#at))) this.#at += 1;
    this.#takeWord();
    this.#draft = this.#startCommand("lead");
    return true;
  }

  #readTest({ raw, start }: ShellWord): boolean {
    this.operators.push({ text: raw, start });
    const end = this.#text.indexOf("]]", this.#at);
    if (end < 0) this.#fail("unclosed", start, "]]");
    this.#at = end < 0 ? this.#text.length : end + 2;
    return true;
  }

  /** Words of the grammar, where a command could begin. */
  #readReserved(word: ShellWord): boolean {
    const { raw, start } = word;
    if (raw === "[[") {
      this.#draft.words.push(word);
      return this.#readTest(word);
    }
    if (closers.has(raw)) {
      if (this.#open.at(-1) !== raw) this.#fail("unexpected", start, raw);
      this.#open.pop();
      this.#endCommand("closed");
      return true;
    }
    if (raw === "function") return this.#readFunction(word);
    const inner = ownValue(middles, raw);
    if (inner !== undefined && this.#open.at(-1) !== inner) this.#fail("unexpected", start, raw);
    const closer = ownValue(openers, raw);
    if (closer !== undefined) this.#open.push(closer);
    if (!leads.has(raw)) return false;
    this.#draft = this.#startCommand(raw === "!" ? ";" : "lead");
    return true;
  }
}
