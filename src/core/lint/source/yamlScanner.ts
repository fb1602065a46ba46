import type { SourceComment, SourceFault } from "./parsedSource.ts";
import type { ScalarNode, TreeNode } from "./nodes.ts";

/** More are not told: whoever mends these sees the next. */
const maxFaults = 100;

/** Thrown where the quick parser leaves a file to the complete one. */
export const declined = new Error("left to the complete parser");

/** Where reading a YAML text has come to, with what was noticed on the way. */
export class YamlScanner {
  readonly text: string;
  at: number;
  /** Where the line of `at` begins. */
  lineStart: number;
  /** The first tab in the white space before the last content, -1 for none. */
  tabAt = -1;
  /** How many collections are open. */
  depth = 0;
  /** A flow collection could not be read on: all that are open end here. */
  isFlowBroken = false;
  /** The last plain scalar ended because the next line is a key. */
  endedAtKey = false;
  readonly faults: SourceFault[] = [];
  readonly comments: SourceComment[] = [];
  readonly anchors = new Map<string, TreeNode | undefined>();

  constructor(text: string) {
    this.text = text;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.lineStart = this.at;
  }

  get column(): number {
    return this.at - this.lineStart;
  }

  fault(code: string, message: string, start = this.at, end = start + 1): void {
    if (this.faults.length >= maxFaults || this.faults.at(-1)?.start === start) return;
    this.faults.push({ code, message, start, end: Math.max(end, start + 1) });
  }

  skipBlanks(): void {
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit !== 0x20 && unit !== 0x09) return;
      this.at += 1;
    }
  }

  /** Moves over white space and comments to what is next; false at the end of the text. */
  toContent(): boolean {
    const { text } = this;
    let { at } = this;
    this.tabAt = -1;
    for (;;) {
      const unit = text.charCodeAt(at);
      if (unit === 0x20 || unit === 0x0d) at += 1;
      else if (unit === 0x0a) {
        at += 1;
        this.lineStart = at;
        this.tabAt = -1;
      } else if (unit === 0x09) {
        if (this.tabAt < 0) this.tabAt = at;
        at += 1;
      } else if (unit === 0x23) {
        at = this.takeComment(at);
      } else {
        this.at = at;
        return at < text.length;
      }
    }
  }

  /** Like `toContent`; false at the end of the document too. */
  toNext(): boolean {
    return this.toContent() && !this.isAtMarker();
  }

  /** Notes the comment that begins at an offset; where it ends. */
  takeComment(at: number): number {
    const end = this.lineEnd(at);
    let before = at - 1;
    while (isBlank(this.text.charCodeAt(before))) before -= 1;
    const isOwnLine = before < this.lineStart;
    this.comments.push({ text: this.text.slice(at + 1, end), isOwnLine, start: at, end });
    return end;
  }

  /** Whether `---` or `...` stands here, at the start of its line. */
  isAtMarker(): boolean {
    const { text, at } = this;
    if (at !== this.lineStart) return false;
    const unit = text.charCodeAt(at);
    if (unit !== 0x2d && unit !== 0x2e) return false;
    const isSame = text.charCodeAt(at + 1) === unit && text.charCodeAt(at + 2) === unit;
    return isSame && isSpaceOrEnd(text.charCodeAt(at + 3));
  }

  /** Whether `-` with white space behind it begins an entry of a list here. */
  isAtEntry(): boolean {
    return (
      this.text.charCodeAt(this.at) === 0x2d && isSpaceOrEnd(this.text.charCodeAt(this.at + 1))
    );
  }

  /** Whether a `:` that makes what is before it a key stands here. */
  isAtColon(): boolean {
    return (
      this.text.charCodeAt(this.at) === 0x3a && isSpaceOrEnd(this.text.charCodeAt(this.at + 1))
    );
  }

  /** Whether the line ends here, or only a comment follows. Readers take one that touches `]`. */
  isAtLineEnd(): boolean {
    const unit = this.text.charCodeAt(this.at);
    return unit === 0x0a || unit === 0x0d || unit === 0x23 || Number.isNaN(unit);
  }

  lineEnd(from: number): number {
    const next = this.text.indexOf("\n", from);
    if (next < 0) return this.text.length;
    return next > from && this.text.charCodeAt(next - 1) === 0x0d ? next - 1 : next;
  }

  /** What stands behind a value on its line is a fault, and passed over. */
  endLine(): void {
    this.skipBlanks();
    if (this.isAtLineEnd()) return;
    const end = this.lineEnd(this.at);
    this.fault("EXTRA_CONTENT", "this cannot stand behind the value before it", this.at, end);
    this.at = end;
  }

  /** Moves back to the end of the line above, but not before an offset: that line is done. */
  toLineBefore(offset: number): void {
    if (this.at >= this.text.length || this.lineStart <= offset) return;
    this.at = this.lineStart - 1;
    this.lineStart = this.text.lastIndexOf("\n", this.at - 1) + 1;
  }

  /** Moves behind the line, and behind those below that are indented more than `indent`. */
  skipBelow(indent: number): void {
    do {
      this.at = this.lineEnd(this.at);
    } while (this.toNext() && this.column > indent);
  }
}

export function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

/** White space, a line break, or the end of the text. */
export function isSpaceOrEnd(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09 || Number.isNaN(unit);
}

/** One of `,[]{}`, which end plain scalars inside of flow collections. */
export function isFlowSign(unit: number): boolean {
  return unit === 0x2c || unit === 0x5b || unit === 0x5d || unit === 0x7b || unit === 0x7d;
}

export function emptyScalar(at: number): ScalarNode {
  return { kind: "scalar", text: "", style: "plain", start: at, end: at };
}
