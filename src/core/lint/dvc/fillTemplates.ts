import type { LintFile } from "../project/lintFile.ts";
import type { ScalarNode, TreeNode } from "../source/nodes.ts";
import type { ReferenceValue, TemplateReference } from "./expandPipeline.ts";
import { describeType } from "../source/scalars.ts";
import type { StageEntry } from "./pipeline.ts";
import { nestedListKey, pythonRepr, templateText, type ParsingConfig } from "./pythonText.ts";
import type { TypedUse } from "./stageInstance.ts";
import type { PlacedTemplate } from "./stageTemplates.ts";
import { lookUp, type ContextMap, type ContextNode } from "./templateContext.ts";
import type { MetProblem, TemplateProblems } from "./templateProblems.ts";
import type { Expression, Template } from "./templateText.ts";
import { unresolvedProblem, type ToldProblem } from "./unresolvedProblem.ts";

/** What the templates of one stage, or of a top-level section, see. */
export interface Scope {
  readonly root: ContextMap;
  /** Where the values come from, for messages. */
  readonly whereFrom: string;
  /** `item` and `key` of a loop; `unknown` where the loop itself could not be resolved. */
  readonly loop: ReadonlyMap<string, ContextNode>;
  /** Some name that is missing may be there. */
  readonly isIncomplete: boolean;
  /** Undefined for top-level sections. */
  readonly entry: StageEntry | undefined;
  /** The stage's name. */
  readonly instance: string;
  /** The `params.yaml` of another folder that has a value, which DVC does not look into. */
  readonly findElsewhere: (steps: readonly string[]) => string | undefined;
}

/** A templated text, filled in. */
export interface Filled {
  readonly text: string;
  readonly isResolved: boolean;
  /** The value of a string that is one `${…}`. */
  readonly value: ContextNode | undefined;
}

/** A value that a string uses. */
export interface UsedValue {
  readonly value: ContextNode;
  readonly node: TreeNode;
}

const maxText = 20_000_000;
const maxValues = 1000;
const maxShown = 200;

/** Fills in the templates of one file and notes what it meets. */
export class TemplateFiller {
  readonly problems: TemplateProblems;
  readonly #file: LintFile;
  readonly #config: ParsingConfig;
  readonly #references = new Map<
    number,
    { reference: TemplateReference; values: ReferenceValue[] }
  >();
  #left = maxText;

  constructor(file: LintFile, config: ParsingConfig, problems: TemplateProblems) {
    this.#file = file;
    this.#config = config;
    this.problems = problems;
  }

  get references(): readonly TemplateReference[] {
    const all = [...this.#references.values()].map(({ reference }) => reference);
    return all.sort((one, other) => one.at.start - other.at.start);
  }

  /** Notes what is written, whether or not any stage comes of it. */
  declare(template: Template, stage: StageEntry | undefined): void {
    for (const expression of template.expressions) {
      const { at, text } = expression;
      if (this.#references.has(at.start)) continue;
      const values: ReferenceValue[] = [];
      const { node } = template;
      const reference = { at, expression: text, steps: expression.steps, node, stage, values };
      this.#references.set(at.start, { reference, values });
    }
    for (const at of template.unclosed) {
      this.problems.add({
        kind: "unclosed",
        path: this.#file.path,
        at,
        node: template.node,
        message: "`${` has no `}` on its line: DVC leaves it as it is",
      });
    }
  }

  /** Never throws; tells of each expression that DVC would not fill in. */
  fill({ template, section }: PlacedTemplate, scope: Scope, used: UsedValue[] = []): Filled {
    const { node } = template;
    let text = "";
    let isResolved = true;
    let value: ContextNode | undefined;
    for (const part of template.parts) {
      if (typeof part === "string") {
        text += part;
        continue;
      }
      const found = this.#value(part, { node, section, isExact: template.isExact }, scope);
      if (found === undefined || this.#left < 0) {
        isResolved = false;
        continue;
      }
      used.push({ value: found, node });
      if (template.isExact) value = found;
      const written = templateText(found, this.#config);
      this.#left -= written.length;
      text += written;
    }
    if (!isResolved) return { text: node.text, isResolved, value: undefined };
    // DVC undoes escapes at the end, those of values among them.
    return { text: template.isExact ? text : text.replaceAll("\\${", "${"), isResolved, value };
  }

  #value(expression: Expression, place: ExpressionPlace, scope: Scope): ContextNode | undefined {
    const looked = lookUpIn(scope, expression.steps);
    const { found } = looked;
    if (expression.fault !== undefined || found === undefined) {
      const { path } = this.#file;
      const { section } = place;
      this.#tell(unresolvedProblem({ expression, scope, section, looked, path }), {
        expression,
        place,
        scope,
      });
      return undefined;
    }
    if (found.kind === "unknown") return undefined;
    this.#note(expression, found, scope.instance);
    const problem = valueProblem(expression, found, place);
    this.#tell(problem, { expression, place, scope });
    return problem?.kind === "non-scalar" && problem.severity === undefined ? undefined : found;
  }

  #tell(
    problem: ToldProblem | undefined,
    { expression, place, scope }: { expression: Expression; place: ExpressionPlace; scope: Scope },
  ): void {
    if (problem === undefined) return;
    const { path } = this.#file;
    this.problems.add({ path, at: expression.at, node: place.node, ...problem }, scope.instance);
  }

  /** A path or a command that is one `${…}` and comes to no text. */
  tellType(
    { node, section, filled }: TypedUse,
    { template, instance }: { template: Template | undefined; instance: string },
  ): void {
    const at = template?.isExact === true ? template.expressions[0]?.at : node;
    const { path } = this.#file;
    const problem = typeProblem(template?.expressions[0]?.text ?? node.text, section, filled);
    if (problem !== undefined)
      this.problems.add({ path, at: at ?? node, node, ...problem }, instance);
  }

  #note({ at }: Expression, found: ContextNode, instance: string): void {
    const known = this.#references.get(at.start);
    if (known === undefined || known.values.length >= maxValues) return;
    const text =
      found.kind === "scalar" ? templateText(found, this.#config) : pythonRepr(found, maxShown);
    const short = text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
    const { origin: source, file, key } = found;
    known.values.push({ instance, text: short, source, file, key });
  }
}

interface ExpressionPlace {
  readonly node: ScalarNode;
  readonly section: string | undefined;
  readonly isExact: boolean;
}

function originRelated({ origin }: ContextNode): MetProblem["related"] {
  return origin === undefined ? [] : [{ path: origin.path, ...origin.at, message: "the value" }];
}

/** Whether a null shows; paths that are null are told of as paths. */
function nullMessage(
  text: string,
  section: string | undefined,
  isExact: boolean,
): string | undefined {
  if (!isExact) return `\`${text}\` is null, which becomes the text \`None\``;
  if (section === "cmd") return `\`${text}\` is null: the stage has no command to run`;
  if (section === "wdir")
    return `\`${text}\` is null: the stage runs in the folder of \`dvc.yaml\``;
  return undefined;
}

function typeProblem(text: string, section: string, filled: Filled): ToldProblem | undefined {
  const { value } = filled;
  const kind = "non-scalar";
  const related = value === undefined ? [] : originRelated(value);
  if (value?.kind !== "scalar" || value.value.type === "str") {
    const message = `\`${text}\` is empty, and a dependency needs a path`;
    return filled.text === "" ? { kind, related, message } : undefined;
  }
  const what = describeType(value.value);
  if (section === "cmd") {
    const message = `\`${text}\` is ${what}, which is no command`;
    return value.value.type === "null"
      ? undefined
      : { kind, related, message, severity: "warning" };
  }
  const needed = neededTexts[section] ?? "a path";
  const message = `\`${text}\` is ${what}, and ${needed} has to be a string: quote the value`;
  return { kind, related, message };
}

const neededTexts: Readonly<Record<string, string>> = {
  wdir: "a folder",
  params: "the name of a parameter",
};

function lookUpIn({ loop, root }: Scope, steps: readonly string[]): ReturnType<typeof lookUp> {
  const own = loop.get(steps[0] ?? "");
  if (own === undefined) return lookUp(root, steps);
  const looked = lookUp(own, steps.slice(1));
  return looked.found === undefined ? { ...looked, depth: looked.depth + 1 } : looked;
}

function valueProblem(
  expression: Expression,
  found: ContextNode,
  { section, isExact }: ExpressionPlace,
): ToldProblem | undefined {
  if (found.kind === "scalar") {
    const message =
      found.value.type === "null" ? nullMessage(expression.text, section, isExact) : undefined;
    if (message === undefined) return undefined;
    return { kind: "null-value", message, related: originRelated(found) };
  }
  return section === undefined
    ? undefined
    : nonScalarProblem(expression, found, { section, isExact });
}

function nonScalarProblem(
  { text }: Expression,
  found: ContextNode,
  { section, isExact }: { readonly section: string; readonly isExact: boolean },
): ToldProblem | undefined {
  const kind = "non-scalar";
  const related = originRelated(found) ?? [];
  const what = found.kind === "map" ? "a mapping" : "a list";
  if (found.kind !== "map" || section !== "cmd") {
    const where = section === "cmd" ? "a command" : `\`${section}\``;
    const hint =
      found.kind === "map" ? "only `cmd` takes mappings" : "take one of its items, as `[0]`";
    return {
      kind,
      related,
      message: `\`${text}\` is ${what}, which cannot stand in ${where}: ${hint}`,
    };
  }
  if (isExact) {
    const message = `\`${text}\` is a mapping and stands alone in \`cmd\`, where it becomes options without a program`;
    return { kind, related, message, severity: "warning" };
  }
  const nested = nestedListKey(found);
  if (nested === undefined) return undefined;
  return {
    kind,
    related,
    message: `\`${nested}\` of \`${text}\` is a list with lists or mappings in it, which cannot stand in a command`,
  };
}
