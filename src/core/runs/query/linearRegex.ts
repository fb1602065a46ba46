/**
 * Regular expressions that cannot blow up. JavaScript's own take exponential time on patterns such
 * as `(a+)+$`, and a query is typed into a panel that must not hang. Here all alternatives are
 * followed at once (K. Thompson, "Regular expression search algorithm", CACM 11(6), 1968): the
 * time is |text| × |pattern|.
 *
 * Known: literals, `.`, classes `[a-z]` `[^…]`, `\d \w \s \D \W \S`, `^`, `$`, `\b`, groups, `|`,
 * `* + ? {n} {n,} {n,m}`, and `(?i)` at the start. Not known, and refused: look-around and
 * back-references.
 */

const maxStates = 5000;
const maxTextLength = 100_000;
const maxDepth = 100;

type Node =
  | { readonly kind: "character"; readonly test: CharacterTest }
  | { readonly kind: "assert"; readonly test: PlaceTest }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Node[] }
  | { readonly kind: "repeat"; readonly part: Node; readonly min: number; readonly max: number };

type CharacterTest = (code: number) => boolean;
type PlaceTest = (text: string, at: number) => boolean;

export class RegexFault extends Error {
  /** Characters from the pattern's start. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** A test for text that contains a match. Throws RegexFault. */
export function createRegexTest(pattern: string): (text: string) => boolean {
  const isInsensitive = pattern.startsWith("(?i)");
  const offset = isInsensitive ? 4 : 0;
  const node = new PatternParser(pattern, offset, isInsensitive).parse();
  const states: StateList = { list: [], work: 0 };
  const start = compile(node, addState(states, { kind: "match" }), states);
  return (text) => search(states.list, start, text.slice(0, maxTextLength));
}

type State =
  | { readonly kind: "match" }
  | { readonly kind: "character"; readonly test: CharacterTest; readonly next: number }
  | { readonly kind: "assert"; readonly test: PlaceTest; readonly next: number }
  | { readonly kind: "split"; readonly next: number[] };

interface StateList {
  readonly list: State[];
  work: number;
}

function addState({ list }: StateList, state: State): number {
  if (list.length >= maxStates) throw new RegexFault("this expression is too large", 0);
  list.push(state);
  return list.length - 1;
}

/** The state to enter so that `node` is matched and `next` comes after. */
function compile(node: Node, next: number, states: StateList): number {
  // Repetitions of nothing make no states but take their time all the same.
  if (++states.work > 10 * maxStates) throw new RegexFault("this expression is too large", 0);
  switch (node.kind) {
    case "character":
      return addState(states, { kind: "character", test: node.test, next });
    case "assert":
      return addState(states, { kind: "assert", test: node.test, next });
    case "sequence":
      return node.parts.reduceRight((after, part) => compile(part, after, states), next);
    case "choice": {
      const starts = node.parts.map((part) => compile(part, next, states));
      return addState(states, { kind: "split", next: starts });
    }
    case "repeat":
      return compileRepeat(node, next, states);
  }
}

function compileRepeat(
  node: Extract<Node, { kind: "repeat" }>,
  next: number,
  states: StateList,
): number {
  let start = next;
  if (node.max === Infinity) {
    const branches = [next];
    start = addState(states, { kind: "split", next: branches });
    branches.push(compile(node.part, start, states));
  } else {
    for (let count = node.min; count < node.max; count++) {
      const inner = compile(node.part, start, states);
      start = addState(states, { kind: "split", next: [inner, next] });
    }
  }
  for (let count = 0; count < node.min; count++) start = compile(node.part, start, states);
  return start;
}

function search(states: readonly State[], start: number, text: string): boolean {
  let current: number[] = [];
  const visited = new Int32Array(states.length).fill(-1);
  for (let at = 0; at <= text.length; at++) {
    if (enter({ states, visited, into: current, text, at }, start)) return true;
    if (at === text.length) return false;
    const code = text.charCodeAt(at);
    const following: number[] = [];
    const step = { states, visited, into: following, text, at: at + 1 };
    for (const index of current) {
      const state = states[index];
      if (state?.kind !== "character" || !state.test(code)) continue;
      if (enter(step, state.next)) return true;
    }
    current = following;
  }
  return false;
}

interface Step {
  readonly states: readonly State[];
  /** The place in the text at which each state was entered last. */
  readonly visited: Int32Array;
  readonly into: number[];
  readonly text: string;
  readonly at: number;
}

/** Adds the state and all that are reached from it without a character; true at a match. */
function enter(step: Step, start: number): boolean {
  const pending = [start];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (step.visited[index] === step.at) continue;
    step.visited[index] = step.at;
    const state = step.states[index];
    if (state === undefined) continue;
    if (state.kind === "match") return true;
    if (state.kind === "character") step.into.push(index);
    else if (state.kind === "split") pending.push(...state.next);
    else if (state.test(step.text, step.at)) pending.push(state.next);
  }
  return false;
}

const classes: Readonly<Record<string, CharacterTest>> = {
  d: isDigit,
  w: isWord,
  s: isSpace,
  D: (code) => !isDigit(code),
  W: (code) => !isWord(code),
  S: (code) => !isSpace(code),
};
const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9 };

class PatternParser {
  readonly #pattern: string;
  readonly #isInsensitive: boolean;
  #offset: number;
  #depth = 0;

  constructor(pattern: string, offset: number, isInsensitive: boolean) {
    this.#pattern = pattern;
    this.#offset = offset;
    this.#isInsensitive = isInsensitive;
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#offset < this.#pattern.length) throw this.#fault('this ")" closes nothing');
    return node;
  }

  #choice(): Node {
    const parts = [this.#sequence()];
    while (this.#take("|")) parts.push(this.#sequence());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: "choice", parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#offset < this.#pattern.length && !/[|)]/.test(this.#peek())) {
      parts.push(this.#repeated());
    }
    return { kind: "sequence", parts };
  }

  #repeated(): Node {
    const part = this.#atom();
    const bounds = this.#bounds();
    if (bounds === undefined) return part;
    if (this.#bounds() !== undefined) throw this.#fault("nothing to repeat here");
    return { kind: "repeat", part, ...bounds };
  }

  #bounds(): { min: number; max: number } | undefined {
    const counted = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/.exec(this.#pattern.slice(this.#offset));
    let bounds: { min: number; max: number } | undefined;
    if (counted !== null) {
      this.#offset += counted[0].length;
      const min = Number(counted[1]);
      const open = counted[2] === undefined ? min : Infinity;
      bounds = { min, max: counted[3] === undefined ? open : Number(counted[3]) };
      if (bounds.max < min) throw this.#fault("the numbers of this repetition are out of order");
    } else if (this.#take("*")) bounds = { min: 0, max: Infinity };
    else if (this.#take("+")) bounds = { min: 1, max: Infinity };
    else if (this.#take("?")) return { min: 0, max: 1 };
    // A lazy repetition finds the same texts.
    if (bounds !== undefined) this.#take("?");
    return bounds;
  }

  #atom(): Node {
    const character = this.#next();
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return { kind: "character", test: this.#characterClass() };
      case ".":
        return { kind: "character", test: (code) => code !== 10 };
      case "^":
        return { kind: "assert", test: (_text, at) => at === 0 };
      case "$":
        return { kind: "assert", test: (text, at) => at === text.length };
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        throw this.#fault("nothing to repeat here", 1);
      default:
        return this.#literal(character.charCodeAt(0));
    }
  }

  #group(): Node {
    if (this.#take("?") && !this.#take(":")) {
      throw this.#fault("look-around and named groups are not supported", 2);
    }
    if (++this.#depth > maxDepth) throw this.#fault("groups are nested too deeply");
    const node = this.#choice();
    if (!this.#take(")")) throw this.#fault('a "(" is not closed');
    this.#depth--;
    return node;
  }

  #escape(): Node {
    const character = this.#next();
    if (character === "") throw this.#fault("an expression cannot end with a backslash", 1);
    if (/[1-9]/.test(character)) throw this.#fault("back-references are not supported", 2);
    if (character === "b") return { kind: "assert", test: isWordBoundary };
    const test = classes[character];
    if (test !== undefined) return { kind: "character", test };
    return this.#literal(escapes[character] ?? character.charCodeAt(0));
  }

  #characterClass(): CharacterTest {
    const start = this.#offset - 1;
    const isNegated = this.#take("^");
    const tests: CharacterTest[] = [];
    for (let isFirst = true; isFirst || this.#peek() !== "]"; isFirst = false) {
      if (this.#offset >= this.#pattern.length) {
        throw new RegexFault('this "[" is not closed', start);
      }
      tests.push(this.#classMember());
    }
    this.#offset++;
    const isIn: CharacterTest = (code) => tests.some((test) => test(code));
    return isNegated ? (code) => !isIn(code) : isIn;
  }

  #classMember(): CharacterTest {
    const first = this.#classCharacter();
    if (typeof first === "function") return first;
    const isRange = this.#peek() === "-" && this.#pattern.charAt(this.#offset + 1) !== "]";
    if (!isRange) return this.#inRange(first, first);
    this.#offset++;
    const last = this.#classCharacter();
    if (typeof last === "function" || last < first) throw this.#fault("this range is out of order");
    return this.#inRange(first, last);
  }

  #classCharacter(): number | CharacterTest {
    const character = this.#next();
    if (character !== "\\") return character.charCodeAt(0);
    const escaped = this.#next();
    return classes[escaped] ?? escapes[escaped] ?? escaped.charCodeAt(0);
  }

  #inRange(first: number, last: number): CharacterTest {
    const isIn: CharacterTest = (code) => code >= first && code <= last;
    if (!this.#isInsensitive) return isIn;
    return (code) => isIn(code) || otherCases(code).some(isIn);
  }

  #literal(code: number): Node {
    return { kind: "character", test: this.#inRange(code, code) };
  }

  #next(): string {
    return this.#pattern.charAt(this.#offset++);
  }

  #peek(): string {
    return this.#pattern.charAt(this.#offset);
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#offset++;
    return true;
  }

  #fault(message: string, back = 0): RegexFault {
    return new RegexFault(message, Math.max(0, this.#offset - back));
  }
}

function otherCases(code: number): readonly number[] {
  const character = String.fromCharCode(code);
  return [character.toLowerCase().charCodeAt(0), character.toUpperCase().charCodeAt(0)];
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isWord(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || code === 0x5f || (lower >= 0x61 && lower <= 0x7a && code < 0x80);
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0 || code === 0x2028;
}

const isWordBoundary: PlaceTest = (text, at) =>
  (at > 0 && isWord(text.charCodeAt(at - 1))) !== (at < text.length && isWord(text.charCodeAt(at)));
