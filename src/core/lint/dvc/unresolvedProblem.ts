import { findSimilar } from "../similarNames.ts";
import type { Scope } from "./fillTemplates.ts";
import type { ContextNode, Lookup } from "./templateContext.ts";
import type { MetProblem } from "./templateProblems.ts";
import type { Expression } from "./templateText.ts";

export interface Unresolved {
  readonly expression: Expression;
  readonly scope: Scope;
  readonly section: string | undefined;
  readonly looked: Lookup;
  /** The `dvc.yaml`. */
  readonly path: string;
}

/** What is said of a `${…}`. */
export type ToldProblem = Pick<MetProblem, "kind" | "message"> & Partial<MetProblem>;

/** What is wrong with a `${…}` that has no value; undefined where that cannot be known. */
export function unresolvedProblem(place: Unresolved): ToldProblem | undefined {
  const { expression, scope, looked, section } = place;
  const isShell = isForShell(expression.text);
  if (expression.fault !== undefined) {
    if (isShell && section === "cmd") return shellProblem(expression.text, section);
    return {
      kind: "malformed",
      message: `\`\${${expression.text}}\` is no reference: ${expression.fault}`,
    };
  }
  if (looked.found !== undefined) return undefined;
  const loopProblem = loopNameProblem(place);
  if (loopProblem !== undefined) return loopProblem;
  const isOfLoop = scope.loop.has(expression.steps[0] ?? "");
  if (scope.isIncomplete && !isOfLoop) return undefined;
  if (isShell && !isOtherCase(expression.text, scope))
    return shellProblem(expression.text, section);
  return unresolvedName(place, looked, () => candidatesFor(expression, scope));
}

/** Whether a value has the name but for its case. */
function isOtherCase(text: string, { root }: Scope): boolean {
  const lower = text.toLowerCase();
  for (const name of root.entries.keys()) if (name.toLowerCase() === lower) return true;
  return false;
}

function unresolvedName(
  { expression, scope, path }: Unresolved,
  looked: Lookup & { found: undefined },
  candidates: () => readonly string[],
): ToldProblem {
  const { text, steps } = expression;
  const { last, depth } = looked;
  const step = steps[depth] ?? "";
  const parent = steps.slice(0, depth).join(".");
  const related = placeOf(last, parent, path);
  if (last.kind === "map" && last.dropped.has(step)) {
    const message = `\`${text}\` cannot be reached: its key \`${step}\` is no text, and DVC drops such keys; quote it where it is written`;
    const at = last.dropped.get(step) ?? { start: 0, end: 0 };
    const key = { path: last.origin?.path ?? path, start: at.start, end: at.end };
    return { kind: "non-string-key", message, related: [{ ...key, message: "the key" }] };
  }
  if (last.kind === "list") {
    const count = last.items.length;
    const what = `\`${parent}\` is a list of ${count} item${count === 1 ? "" : "s"}`;
    return { kind: "unresolved", message: `\`${text}\` does not exist: ${what}`, related };
  }
  if (last.kind === "scalar") {
    const message = `\`${text}\` does not exist: \`${parent}\` is a plain value`;
    return { kind: "unresolved", message, related };
  }
  const where = parent === "" ? wherePlaced(scope, steps) : `\`${parent}\` has no \`${step}\``;
  return {
    kind: "unresolved",
    message: `\`${text}\` does not exist: ${where}`,
    related,
    candidates,
  };
}

function wherePlaced({ whereFrom, findElsewhere }: Scope, steps: readonly string[]): string {
  const elsewhere = findElsewhere(steps);
  if (elsewhere !== undefined) {
    return `it is in \`${elsewhere}\`, but DVC loads only the \`params.yaml\` beside \`dvc.yaml\` and what \`vars\` names`;
  }
  if (whereFrom !== "") return `it is not in ${whereFrom}`;
  return "neither a `params.yaml` beside `dvc.yaml` nor `vars` defines anything";
}

function placeOf(node: ContextNode, name: string, path: string): MetProblem["related"] {
  if (node.origin === undefined) return [];
  const { path: file, at } = node.origin;
  if (name === "") {
    return file === path ? [] : [{ path: file, start: 0, end: 0, message: "the parameters" }];
  }
  return [{ path: file, ...at, message: `\`${name}\` is set here` }];
}

/** `item` and `key` where they mean nothing, and axes without `item.` before them. */
function loopNameProblem({ expression, scope }: Unresolved): ToldProblem | undefined {
  const first = expression.steps[0] ?? "";
  const { loop, entry } = scope;
  const kind = "item-key";
  if (loop.has(first)) return undefined;
  if ((first === "item" || first === "key") && entry?.kind === "stage") {
    return { kind, message: `\`${first}\` exists only in stages with \`foreach\` or \`matrix\`` };
  }
  if (first === "key" && loop.has("item")) {
    const message =
      "`key` exists only where `foreach` goes over a mapping; here it goes over a list";
    return { kind, message, candidates: ["item"] };
  }
  const item = loop.get("item");
  if (item?.kind === "map" && item.entries.has(first)) {
    const text = `item.${expression.text}`;
    const message = `\`${expression.text}\` belongs to the loop's item: write \`\${${text}}\``;
    return { kind, message, candidates: [text] };
  }
  return undefined;
}

function shellProblem(text: string, section: string | undefined): ToldProblem {
  const kind = "shell-variable";
  if (section === "cmd") {
    const message = `\`\${${text}}\` is read by DVC, which has no such value; write \`\\\${${text}}\` for a variable of the shell`;
    return { kind, message, candidates: [`\\\${${text}}`] };
  }
  return {
    kind,
    message: `\`\${${text}}\` is no parameter, and DVC fills in no variables of the environment`,
  };
}

const shellOperators =
  /^!?[A-Za-z_]\w*(?:\[[^\]]*\])?(?::?[-=?+]|[#%/^,@]|:\d)|^#\w|^!\w|^\w+\[[@*]\]$/;

/** Whether a string between braces is written as for a shell. */
function isForShell(text: string): boolean {
  return /^[A-Z_][A-Z0-9_]*$|^[@*#?$!\d]$/.test(text) || shellOperators.test(text);
}

const maxCandidates = 3000;

function candidatesFor({ text }: Expression, { root, loop }: Scope): readonly string[] {
  let known: string[] = [];
  for (const [name, node] of loop) addNames(known, node, name);
  addNames(known, root, "");
  // A mapping is not what a key that it lacks was meant for.
  known = known.filter((name) => !text.startsWith(`${name}.`) && !text.startsWith(`${name}[`));
  const others = known.filter((name) => name.endsWith(`.${text}`)).slice(0, 3);
  const similar = findSimilar(text, known);
  return [...new Set([...similar.slice(0, 1), ...others, ...similar])].slice(0, 3);
}

function addNames(known: string[], node: ContextNode, name: string): void {
  if (known.length >= maxCandidates) return;
  if (name !== "") known.push(name);
  if (node.kind !== "map") return;
  for (const [key, value] of node.entries)
    addNames(known, value, name === "" ? key : `${name}.${key}`);
}
