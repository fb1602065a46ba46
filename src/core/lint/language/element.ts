import type { TemplateReference } from "../dvc/expandPipeline.ts";
import type { ScalarNode, Span } from "../source/nodes.ts";
import { isSame, type Parameter } from "./parameters.ts";
import type { Word } from "./textPlaces.ts";

/** What stands at a place of a file, as far as something can be said of it. */
export type Element = { readonly span: Span } & (
  | {
      /** A word of `${…}`. */
      readonly kind: "expression";
      /** From `$` to behind `}`. */
      readonly at: Span;
      readonly words: readonly Word[];
      readonly index: number;
      /** Undefined where no stage comes of it. */
      readonly reference: TemplateReference | undefined;
      readonly parameters: readonly Parameter[];
    }
  | {
      /** A key of a file of parameters, one step of an entry of `params`, a key of `vars`. */
      readonly kind: "parameter";
      readonly parameters: readonly Parameter[];
      readonly isDeclaration: boolean;
    }
  | {
      /** A path of the project; several in a loop. */
      readonly kind: "path";
      readonly section: PathSection;
      readonly paths: readonly string[];
      /** The scalar it is written in; of a command's word that of the command. */
      readonly node: ScalarNode;
    }
  | { readonly kind: "stage"; readonly file: string; readonly name: string }
  | { readonly kind: "key"; readonly name: string; readonly summary: string }
  | { readonly kind: "remote"; readonly name: string }
  | {
      /** `{name}` in a command of an MLproject, or a name below its `parameters`. */
      readonly kind: "placeholder";
      readonly name: string;
      readonly entry: string;
    }
);

export type ElementOf<K extends Element["kind"]> = Extract<Element, { kind: K }>;

export type PathSection =
  | "deps"
  | "outs"
  | "metrics"
  | "plots"
  | "params"
  | "vars"
  | "artifacts"
  | "wdir"
  | "cmd"
  | "lock"
  | "file";

/** Without an element where no path is known. */
export function pathElement(
  section: PathSection,
  paths: readonly (string | undefined)[],
  { node, span }: { readonly node: ScalarNode; readonly span: Span },
): Element | undefined {
  const known = [...new Set(paths.filter((path) => path !== undefined))];
  return known.length === 0 ? undefined : { kind: "path", span, section, paths: known, node };
}

/** What of the project's names an element stands for, when it stands for one parameter. */
export function soleParameter(element: Element): Parameter | undefined {
  if (element.kind !== "parameter" && element.kind !== "expression") return undefined;
  const [first, ...others] = element.parameters;
  return first !== undefined && others.every((it) => isSame(it, first)) ? first : undefined;
}
