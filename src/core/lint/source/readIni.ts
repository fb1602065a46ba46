import type { Span } from "./nodes.ts";

/** One option of a file of sections, as `.dvc/config`, with its places. */
export interface IniOption extends Span {
  /** As it is written between the brackets, without quotes around it: `remote "storage"`. */
  readonly section: string;
  readonly key: string;
  /** Unquoted, without a comment behind it. */
  readonly value: string;
  readonly valueSpan: Span;
}

/** Lines that are neither sections nor options are passed over. */
export function readIni(text: string): readonly IniOption[] {
  const found: IniOption[] = [];
  let section = "";
  let start = 0;
  for (const line of text.split("\n")) {
    const header = /^\s*\[+\s*(['"]?)(?<name>[^\]]*?)\1\s*\]/.exec(line);
    if (header !== null) section = header.groups?.["name"] ?? "";
    else {
      const option = readOption(line, start, section);
      if (option !== undefined) found.push(option);
    }
    start += line.length + 1;
  }
  return found;
}

function readOption(line: string, start: number, section: string): IniOption | undefined {
  const equals = line.indexOf("=");
  const key = line.slice(0, equals).trim();
  if (equals < 0 || key === "" || /^[#;]/.test(key)) return undefined;
  const rest = line.slice(equals + 1).trimStart();
  const raw = /^"[^"]*"|^'[^']*'/.exec(rest)?.[0] ?? rest.replace(/\s#.*$|^#.*$/s, "").trimEnd();
  const value = /^["'].*["']$/s.test(raw) ? raw.slice(1, -1) : raw;
  const valueStart = start + line.length - rest.length;
  const keyStart = start + line.length - line.trimStart().length;
  const valueSpan = { start: valueStart, end: valueStart + raw.length };
  return { section, key, value, valueSpan, start: keyStart, end: valueSpan.end };
}
