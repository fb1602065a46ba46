import type { Related, Severity } from "../finding.ts";
import type { Span, TreeNode } from "../source/nodes.ts";

export type TemplateProblemKind =
  | "unresolved" // DVC101
  | "shell-variable" // DVC102
  | "malformed" // DVC103
  | "unclosed" // DVC104
  | "item-key" // DVC105
  | "non-scalar" // DVC106
  | "vars-conflict" // DVC107
  | "vars-file" // DVC108
  | "unsupported-value" // DVC109
  | "non-string-key" // DVC110
  | "null-value" // DVC111
  | "shadowed" // DVC112
  | "loop"; // DVC113

export interface TemplateProblem {
  readonly kind: TemplateProblemKind;
  /** In the `dvc.yaml` itself, or in a file of parameters or vars. */
  readonly path: string;
  readonly at: Span;
  /** As a finding's message. */
  readonly message: string;
  readonly related: readonly Related[];
  /** What may have been meant, best first. */
  readonly candidates: readonly string[];
  /** When other than that of the kind's rule. */
  readonly severity?: Severity | undefined;
  /** The scalar in the `dvc.yaml` that the place is in. */
  readonly node?: TreeNode | undefined;
  /** The part of its text that the candidates are for, where that is not all of the place. */
  readonly wanted?: string | undefined;
}

/** A problem as it is met, maybe in many stages of one loop. */
export interface MetProblem extends Pick<TemplateProblem, "kind" | "path" | "at" | "message"> {
  readonly related?: readonly Related[] | undefined;
  /** What has to be searched for is asked once. */
  readonly candidates?: readonly string[] | (() => readonly string[]);
  readonly severity?: Severity | undefined;
  readonly node?: TreeNode;
  readonly wanted?: string;
}

/** Where so many names are wrong, it is not for their spelling. */
const maxSearches = 200;

/** Problems, each place once, however many stages of a loop meet it. */
export class TemplateProblems {
  readonly #met = new Map<string, { problem: TemplateProblem; instances: string[] }>();
  #searches = 0;
  readonly #counts = new Map<string, number>();

  add(met: MetProblem, instance?: string): void {
    const key = `${met.kind}|${met.path}|${met.at.start}|${met.message}`;
    const known = this.#met.get(key);
    if (known !== undefined) {
      if (instance !== undefined) known.instances.push(instance);
      return;
    }
    const { candidates, related = [], ...rest } = met;
    const problem = { ...rest, related, candidates: this.#candidates(candidates) };
    this.#met.set(key, { problem, instances: instance === undefined ? [] : [instance] });
  }

  #candidates(given: MetProblem["candidates"]): readonly string[] {
    if (typeof given !== "function") return given ?? [];
    this.#searches += 1;
    return this.#searches > maxSearches ? [] : given();
  }

  /** How many stages an entry made. */
  count(entry: string, stages: number): void {
    this.#counts.set(entry, stages);
  }

  list(): readonly TemplateProblem[] {
    return [...this.#met.values()].map(({ problem, instances }) => {
      const suffix = this.#suffix(instances);
      return suffix === "" ? problem : { ...problem, message: problem.message + suffix };
    });
  }

  /** Which stages of a loop, where not all of them. */
  #suffix(instances: readonly string[]): string {
    const names = [...new Set(instances)];
    const first = names[0];
    if (first === undefined) return "";
    const total = this.#counts.get(first.slice(0, Math.max(0, first.indexOf("@"))));
    if (total === undefined || total === names.length) return "";
    const shown = names.slice(0, 3).map((name) => `\`${name}\``);
    const rest = names.length - shown.length;
    return `, in ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""} of ${total} stages`;
  }
}
