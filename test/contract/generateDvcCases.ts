import type { LintCase } from "./lintContract.ts";
import { SeededChoice } from "./seededChoice.ts";

/** Pipelines put together at random from parts that are right and, now and then, wrong; seeded. */
export function generateCases(count: number): ReadonlyMap<string, LintCase> {
  const cases = new Map<string, LintCase>();
  for (let index = 0; index < count; index++) {
    cases.set(`generated ${index}`, new Generator(index + 1).make());
  }
  return cases;
}

class Generator {
  readonly #choice: SeededChoice;

  constructor(seed: number) {
    this.#choice = new SeededChoice(seed);
  }

  make(): LintCase {
    const stages = this.#times(1 + this.#choice.below(3), (index) => this.#stage(index));
    const vars = `vars:\n  - v.yaml\n${this.#choice.chance(0.3) ? this.#vars() : ""}`;
    const top = this.#choice.chance(0.2) ? this.#choose(tops, ["plot: []\n"]) : "";
    return {
      files: {
        "dvc.yaml": `${vars}${top}stages:\n${stages.join("")}`,
        "params.yaml": this.#choice.pick(paramFiles),
        "v.yaml": "extra: 1\nnested: {deep: [1, 2]}\n",
        in: "",
      },
    };
  }

  #vars(): string {
    return this.#times(
      1 + this.#choice.below(2),
      () => `  - ${this.#choose(varEntries, oddVarEntries)}\n`,
    ).join("");
  }

  #stage(index: number): string {
    const name = `s${index}`;
    const kind = this.#choice.below(4);
    if (kind === 0) {
      const [loop, words] = this.#choose(loops, oddLoops);
      const body = this.#body(name, this.#choose([words], [["${item.n}"], ["${key}"]]), "      ");
      return `  ${name}:\n    foreach: ${loop}\n    do:\n${body}`;
    }
    if (kind === 1) {
      const words = this.#choose([["${item.x}", "${item.y}", "${key}"]], [["${x}"], ["${item.z}"]]);
      const matrix = this.#choose(matrices, ["{x: [1]}", "[1]", "{x: 1, y: [2]}"]);
      return `  ${name}:\n    matrix: ${matrix}\n${this.#body(name, words, "    ")}`;
    }
    return `  ${name}:\n${this.#body(name, [], "    ")}`;
  }

  #body(name: string, words: readonly string[], indent: string): string {
    const expressions = [...words, ...words, ...words, ...references];
    const some = () =>
      this.#choice.chance(0.6) ? ` ${this.#choose(expressions, oddReferences)}` : "";
    const lines = this.#choice.chance(0.98) ? [`cmd: echo ${name}${some()}${some()}`] : [];
    const unique = words.length === 0 ? "" : `-${words[0] ?? ""}`;
    if (this.#choice.chance(0.5))
      lines.push(`deps: ${this.#choice.pick(["[in]", "[]", "['o0']", "['o1']"])}`);
    if (this.#choice.chance(0.6)) {
      const own = this.#choice.chance(0.97) ? name.slice(1) : this.#choice.pick(["0", "1"]);
      lines.push(`outs: ['o${own}${this.#choice.chance(0.97) ? unique : ""}']`);
    }
    if (this.#choice.chance(0.4)) lines.push(`params: ${this.#choose(paramLists, oddParamLists)}`);
    if (this.#choice.chance(0.25)) lines.push(this.#choose(extras, oddExtras));
    return lines.map((line) => `${indent}${line}\n`).join("");
  }

  /** Now and then one of the odd ones, which are wrong, or right where one would not think so. */
  #choose<T>(usual: readonly T[], odd: readonly T[]): T {
    return this.#choice.pick(this.#choice.chance(0.06) ? odd : usual);
  }

  #times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }
}

const paramFiles = [
  "lr: 0.1\nmodel: {depth: 3, names: [a, b]}\nflag: true\n",
  "lr: 1e-3\nmodel:\n  depth: 3\n  names: [a, b]\nflag: no\n",
  "lr: 0.1\nmodel: {depth: null, names: [c, d]}\nflag: yes\n1: x\n",
];
const varEntries = ["own: 3", "other: {a: 1}", "model: {width: 4}", "params.yaml"];
const oddVarEntries = ["'v.yaml:extra'", "lr: 2", "gone.yaml", "model: 3", "start: 2024-01-01"];
const tops = [
  "metrics: [m.json]\n",
  "plots: [{p: {x: a, y: b}}]\n",
  "artifacts: {m: {path: in}}\n",
  "params: [params.yaml]\n",
  "datasets: []\n",
];
const references = [
  "${lr}",
  "${model.names[0]}",
  "${model.names.1}",
  "${flag}",
  "${extra}",
  "${nested.deep[-1]}",
  "\\${HOME}",
  "$HOME",
  "${ lr }",
  "${lr",
];
const oddReferences = [
  "${gone}",
  "${}",
  "${model.}",
  "${own}",
  "${model.names}",
  "${model}",
  "${model.depth}",
  "${nested.deep[5]}",
];
const loops: readonly (readonly [string, readonly string[]])[] = [
  ["[a, b]", ["${item}"]],
  ["[1, 2, 2]", ["${item}"]],
  ["{p: 1, q: 2}", ["${item}", "${key}"]],
  ["[{n: 1}, {n: 2}]", ["${item.n}"]],
  ["${model.names}", ["${item}"]],
  ["{p: {n: 1}}", ["${item.n}", "${key}"]],
];
const oddLoops: typeof loops = [
  ["[]", ["${item}"]],
  ["x", ["${item}"]],
  ["${lr}", ["${item}"]],
];
const matrices = [
  "{x: [1, 2], y: [a]}",
  "{x: ['${lr}'], y: '${model.names}'}",
  "{x: [{a: 1}, 2], y: [b]}",
  "{x: [1], y: [2.5, true]}",
];
const paramLists = [
  "[lr]",
  "[flag]",
  "[model]",
  "[{params.yaml: [lr]}]",
  "[{v.yaml: }]",
  "[{v.yaml: [nested.deep]}]",
];
const oddParamLists = [
  "[gone]",
  "[{gone.yaml: [x]}]",
  "[{params.yaml: lr}]",
  "lr",
  "[model.depth]",
];
const extras = ["frozen: true", "desc: text", "meta: {a: 1}", "wdir: .", "always_changed: false"];
const oddExtras = ["always_changed: yes", "outputs: [x]", "plots: [p.csv]", "desc: 1", "wdir:"];
