import ignore, { type Ignore } from "ignore";
import { isModestPattern } from "./ignorePatterns.ts";

/**
 * Which folders the `.gitignore` files on the way to them leave out, and what globs in the same
 * style leave out of the whole project.
 */
export class FolderRules {
  readonly #folder: string;
  readonly #own: Ignore | undefined;
  readonly #outer: FolderRules | undefined;

  /** `text`: the folder's `.gitignore`, or globs a line. */
  constructor(folder: string, text: string, outer?: FolderRules) {
    this.#folder = folder;
    this.#own = text.trim() === "" ? undefined : parse(text);
    this.#outer = outer;
  }

  /** Whether a path below is left out; folders end in `/`. What lies deeper decides. */
  isLeftOut(path: string): boolean {
    const own = this.#own;
    if (own !== undefined) {
      const relative = this.#folder === "" ? path : path.slice(this.#folder.length + 1);
      const answer = test(own, relative);
      if (answer !== undefined) return answer;
    }
    return this.#outer?.isLeftOut(path) ?? false;
  }
}

/** Lines that are no patterns are passed over, as git does. */
function parse(text: string): Ignore {
  const found = ignore({ allowRelativePaths: true, ignorecase: false });
  for (const line of text.slice(0, maxLength).split(/\r?\n/)) {
    if (!isModestPattern(line)) continue;
    try {
      found.add(line);
    } catch {
      continue;
    }
  }
  return found;
}

const maxLength = 256 * 1024;

/** Undefined when no pattern says anything of it. */
function test(rules: Ignore, path: string): boolean | undefined {
  try {
    const { ignored, unignored } = rules.test(path);
    return ignored ? true : unignored ? false : undefined;
  } catch {
    return undefined;
  }
}
