import type { ScalarNode } from "./nodes.ts";
import { declined, isFlowSign, isSpaceOrEnd, type YamlScanner } from "./yamlScanner.ts";

/** Moves to what ends a plain scalar on this line; the end of its text, without white space. */
export function scanPlain(scanner: YamlScanner): number {
  const { text } = scanner;
  let { at } = scanner;
  let end = at;
  for (; ; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x3a) end = at + 1;
    else if (unit === 0x20 || unit === 0x09) continue;
    else if (unit === 0x0a || unit === 0x0d || Number.isNaN(unit)) break;
    else if (unit === 0x3a && isSpaceOrEnd(text.charCodeAt(at + 1))) break;
    else if (unit === 0x23 && end < at) break;
    else end = at + 1;
  }
  scanner.at = at;
  return end;
}

/** The same inside of a flow collection. */
export function scanFlowPlain(scanner: YamlScanner): number {
  const { text } = scanner;
  let { at } = scanner;
  let end = at;
  for (; ; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x20 || unit === 0x09) continue;
    if (unit === 0x0a || unit === 0x0d || Number.isNaN(unit) || isFlowSign(unit)) break;
    if (unit === 0x3a && endsKey(text.charCodeAt(at + 1))) break;
    if (unit === 0x23 && end < at) break;
    end = at + 1;
  }
  scanner.at = at;
  return end;
}

/** Whether what follows a `:` inside of a flow collection makes it the end of a key. */
function endsKey(next: number): boolean {
  return isSpaceOrEnd(next) || isFlowSign(next);
}

/**
 * A plain scalar with the lines that continue it: those indented more than `indent`. A line that
 * is a key does not continue it; the scanner then has `endedAtKey`.
 */
export function readPlain(
  scanner: YamlScanner,
  indent: number,
  scan: (scanner: YamlScanner) => number,
): ScalarNode {
  const start = scanner.at;
  let end = scan(scanner);
  let text = scanner.text.slice(start, end);
  for (
    let unit = currentUnit(scanner);
    unit === 0x0a || unit === 0x0d;
    unit = currentUnit(scanner)
  ) {
    const { at, lineStart } = scanner;
    const breaks = toContinuation(scanner, indent);
    const from = scanner.at;
    const lineEnd = breaks === 0 ? from : scan(scanner);
    scanner.endedAtKey = breaks > 0 && currentUnit(scanner) === 0x3a;
    if (breaks === 0 || scanner.endedAtKey || lineEnd === from) {
      scanner.at = at;
      scanner.lineStart = lineStart;
      break;
    }
    text += (breaks === 1 ? " " : "\n".repeat(breaks - 1)) + scanner.text.slice(from, lineEnd);
    end = lineEnd;
  }
  return { kind: "scalar", text, style: "plain", start, end };
}

function currentUnit(scanner: YamlScanner): number {
  return scanner.text.charCodeAt(scanner.at);
}

/** Moves to the next line that is not blank; how many line breaks lie before it, 0 if it is none. */
function toContinuation(scanner: YamlScanner, indent: number): number {
  const { text } = scanner;
  let breaks = 0;
  let hasTab = false;
  for (; ; scanner.at++) {
    const unit = text.charCodeAt(scanner.at);
    if (unit === 0x0a) {
      breaks += 1;
      hasTab = false;
      scanner.lineStart = scanner.at + 1;
    } else if (unit === 0x09) hasTab = true;
    else if (unit !== 0x20 && unit !== 0x0d) break;
  }
  if (scanner.at >= text.length || scanner.column <= indent) return 0;
  if (hasTab) throw declined;
  return currentUnit(scanner) === 0x23 || scanner.isAtMarker() ? 0 : breaks;
}
