/**
 * Command lines as people write them, split into arguments by the rules of the POSIX shell
 * (XCU 2.2 Quoting) as far as no shell is needed to understand them.
 */

export type SplitCommand =
  | { readonly kind: "words"; readonly words: readonly string[] }
  /** Pipes, redirects, variables, globs, several commands: only a shell can say what it means. */
  | { readonly kind: "shell"; readonly reason: string }
  | { readonly kind: "invalid"; readonly reason: string };

export interface SplitOptions {
  /** In Windows paths a backslash is part of the path: there it quotes nothing but `"`. */
  readonly isWindows?: boolean;
}

const operators = "|&;<>()`$*?[\n";

interface Reader {
  readonly text: string;
  readonly isWindows: boolean;
  position: number;
  word: string | undefined;
  readonly words: string[];
}

type Stop = Exclude<SplitCommand, { kind: "words" }>;

export function splitCommand(text: string, options: SplitOptions = {}): SplitCommand {
  const isWindows = options.isWindows ?? false;
  const reader: Reader = { text: unfold(text), isWindows, position: 0, word: undefined, words: [] };
  while (reader.position < reader.text.length) {
    const stop = readNext(reader);
    if (stop !== undefined) return stop;
  }
  endWord(reader);
  if (/^\w+=/.test(reader.words[0] ?? "")) return needsShell("it sets a variable");
  if (reader.words.length === 0) return { kind: "invalid", reason: "the command is empty" };
  return { kind: "words", words: reader.words };
}

/** A backslash before a line's end continues the line; the newline that ends the text is none. */
function unfold(text: string): string {
  return text.replace(/\\\r?\n/g, " ").trim();
}

function readNext(reader: Reader): Stop | undefined {
  const char = reader.text.charAt(reader.position);
  if (char === "'") return readSingleQuoted(reader);
  if (char === '"') return readDoubleQuoted(reader);
  if (char === "\\") return readEscape(reader);
  reader.position += 1;
  if (" \t\r".includes(char)) {
    endWord(reader);
    return undefined;
  }
  const isSpecial = operators.includes(char) || (reader.word === undefined && "~#".includes(char));
  if (isSpecial) return needsShell(describeOperator(char));
  reader.word = (reader.word ?? "") + char;
  return undefined;
}

function describeOperator(char: string): string {
  return char === "\n" ? "it has several lines" : `it uses \`${char}\``;
}

function readSingleQuoted(reader: Reader): Stop | undefined {
  const end = reader.text.indexOf("'", reader.position + 1);
  if (end < 0) return { kind: "invalid", reason: "a single quote is not closed" };
  reader.word = (reader.word ?? "") + reader.text.slice(reader.position + 1, end);
  reader.position = end + 1;
  return undefined;
}

function readDoubleQuoted(reader: Reader): Stop | undefined {
  const escapable = reader.isWindows ? '"' : '"\\$`';
  let content = "";
  for (let at = reader.position + 1; at < reader.text.length; at += 1) {
    const char = reader.text.charAt(at);
    if (char === '"') {
      reader.word = (reader.word ?? "") + content;
      reader.position = at + 1;
      return undefined;
    }
    if (char === "$" || char === "`") return needsShell(describeOperator(char));
    const next = reader.text.charAt(at + 1);
    if (char === "\\" && next !== "" && escapable.includes(next)) {
      content += next;
      at += 1;
    } else content += char;
  }
  return { kind: "invalid", reason: "a double quote is not closed" };
}

function readEscape(reader: Reader): Stop | undefined {
  const next = reader.text.charAt(reader.position + 1);
  if (reader.isWindows && next !== '"') {
    reader.word = `${reader.word ?? ""}\\`;
    reader.position += 1;
    return undefined;
  }
  if (next === "") return { kind: "invalid", reason: "it ends with a backslash" };
  reader.word = (reader.word ?? "") + next;
  reader.position += 2;
  return undefined;
}

function endWord(reader: Reader): void {
  if (reader.word !== undefined) reader.words.push(reader.word);
  reader.word = undefined;
}

function needsShell(reason: string): Stop {
  return { kind: "shell", reason };
}

/** Arguments as one line that a POSIX shell reads back as the same; for people to read and copy. */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}

export function quoteWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
