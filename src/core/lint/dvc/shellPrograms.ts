import { ownValue } from "../../../base/ownValue.ts";
import type { ShellWord } from "./shellWord.ts";

/** What a simple command runs, when it is known to run a file or a module, or changes the folder. */
export type Program =
  | {
      readonly kind: "script" | "module" | "direct";
      readonly name: string;
      readonly word: ShellWord;
      readonly runner: string;
    }
  | { readonly kind: "cd"; readonly word: ShellWord | undefined };

export function findProgram(words: readonly ShellWord[]): Program | undefined {
  const rest = withoutWrappers(words);
  const [first, ...args] = rest;
  if (first === undefined || !first.isLiteral) return undefined;
  const name = baseName(first.text);
  if (name === "cd") return { kind: "cd", word: args[0] };
  if (name === "pushd" || name === "popd") return { kind: "cd", word: undefined };
  return runProgram(name, args, first);
}

function runProgram(
  name: string,
  args: readonly ShellWord[],
  first: ShellWord,
): Program | undefined {
  if (isPython(name)) return runPython(name, args);
  const interpreter = ownValue(interpreters, name);
  if (interpreter !== undefined) return runInterpreter(name, args, interpreter);
  const launcher = ownValue(launchers, name);
  if (launcher !== undefined) return runLauncher(name, args, launcher);
  const isPath = /^\.{1,2}\/|\/[^/]*\.\w{1,5}$/.test(first.text) && !first.text.startsWith("/");
  if (!isPath && !/^[\w.-]+\.(?:py|sh)$/.test(first.text)) return undefined;
  return first.text.includes("/")
    ? { kind: "direct", name: first.text, word: first, runner: name }
    : undefined;
}

function baseName(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1).replace(/\.exe$/i, "");
}

function isPython(name: string): boolean {
  return /^(?:python|pypy|ipython)(?:\d[\d.]*)?w?$/.test(name) || name === "py";
}

/** What may stand before a program, with how many of its options take a value. */
interface Wrapper {
  /** Words of its own behind its name: `run` of `uv run`. */
  readonly lead?: readonly string[];
  /** Options that take the next word as their value. */
  readonly valued?: readonly string[];
  /** Words before the program that are no options: `timeout 10`. */
  readonly fixed?: number;
  /** It runs a file that is no program too: `uv run train.py`. */
  readonly runsScripts?: boolean;
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  env: { valued: ["-u", "--unset", "-C", "--chdir", "-S"] },
  time: { valued: ["-f", "-o", "--format", "--output"] },
  nohup: {},
  nice: { valued: ["-n", "--adjustment"] },
  ionice: { valued: ["-c", "-n", "-p"] },
  exec: { valued: ["-a"] },
  command: {},
  stdbuf: { valued: ["-i", "-o", "-e"] },
  sudo: { valued: ["-u", "-g", "-H"] },
  timeout: { valued: ["-s", "-k", "--signal", "--kill-after"], fixed: 1 },
  "xvfb-run": { valued: ["-s", "-n", "-e", "--server-args"] },
  caffeinate: { valued: ["-t", "-w"] },
  uv: {
    lead: ["run"],
    valued: [
      ...["--with", "--extra", "--group", "--only-group", "--no-group", "--python", "-p"],
      ...["--env-file", "--package", "--index-url", "--index", "--with-requirements"],
      ...["--with-editable", "--no-extra", "--config-file", "--color"],
    ],
    runsScripts: true,
  },
  poetry: { lead: ["run"] },
  pipenv: { lead: ["run"] },
  pdm: { lead: ["run"], valued: ["-p", "--project", "-s", "--site-packages"], runsScripts: true },
  rye: { lead: ["run"] },
  pixi: { lead: ["run"], valued: ["-e", "--environment", "--manifest-path"] },
  conda: { lead: ["run"], valued: ["-n", "--name", "-p", "--prefix"] },
  mamba: { lead: ["run"], valued: ["-n", "--name", "-p", "--prefix"] },
  micromamba: { lead: ["run"], valued: ["-n", "--name", "-p", "--prefix"] },
  coverage: {
    lead: ["run"],
    valued: ["--source", "--rcfile", "--include", "--omit", "--data-file", "--context"],
    runsScripts: true,
  },
};

/** Options that move the program to another folder: what follows is not understood. */
const moving = new Set(["-C", "--chdir", "--directory", "--project", "--cwd", "-S"]);

function withoutWrappers(words: readonly ShellWord[]): readonly ShellWord[] {
  let rest = words;
  for (let count = 0; count < 10; count++) {
    const first = rest[0];
    if (first === undefined) return rest;
    const wrapper = first.text.includes("/") ? undefined : ownValue(wrappers, first.text);
    if (wrapper === undefined) return rest;
    const inner = unwrap(rest.slice(1), wrapper);
    if (inner === undefined) return [];
    rest = inner;
  }
  return [];
}

function unwrap(words: readonly ShellWord[], wrapper: Wrapper): readonly ShellWord[] | undefined {
  const args = withoutLead(words, wrapper.lead ?? []);
  const rest = args && withoutOptions(args, wrapper);
  const first = rest?.[0];
  if (rest === undefined || first === undefined || wrapper.runsScripts !== true) return rest;
  const isScript = first.text === "-m" || /\.pyw?$/.test(first.text);
  return isScript ? [pythonWord(first), ...rest] : rest;
}

function withoutLead(
  words: readonly ShellWord[],
  lead: readonly string[],
): readonly ShellWord[] | undefined {
  let at = 0;
  for (const word of lead) {
    while (words[at]?.text.startsWith("-") === true) at += 1;
    if (words[at]?.text !== word) return undefined;
    at += 1;
  }
  return words.slice(at);
}

function withoutOptions(
  words: readonly ShellWord[],
  { valued = [], fixed = 0, runsScripts }: Wrapper,
): readonly ShellWord[] | undefined {
  let left = fixed;
  for (const [index, { text }] of words.entries()) {
    if (valued.includes(words[index - 1]?.text ?? "")) continue;
    if (isMoving(text)) return undefined;
    const isModule = text === "-m" && runsScripts === true;
    if (isModule || (!isOptionOrVariable(text) && left-- <= 0)) return words.slice(index);
  }
  return [];
}

function isMoving(text: string): boolean {
  return moving.has(text) || /^--(?:directory|project|chdir|cwd)=/.test(text);
}

function isOptionOrVariable(text: string): boolean {
  return text.startsWith("-") || /^[A-Za-z_]\w*=/.test(text);
}

function pythonWord({ start }: ShellWord): ShellWord {
  return { text: "python", raw: "", start, end: start, isLiteral: true };
}

/** `python -m torch.distributed.run` is `torchrun`; undefined words run files of their own. */
const moduleRunners: Readonly<Record<string, string>> = {
  papermill: "papermill",
  streamlit: "streamlit",
  jupyter: "jupyter",
  nbconvert: "jupyter",
  "accelerate.commands.launch": "torchrun",
  "torch.distributed.run": "torchrun",
  "torch.distributed.launch": "torchrun",
  "deepspeed.launcher.runner": "deepspeed",
  coverage: "coverage",
};

/** Modules that run the script that is named behind them. */
const scriptModules = new Set([
  "pdb",
  "cProfile",
  "profile",
  "trace",
  "memory_profiler",
  "viztracer",
]);

function runPython(name: string, args: readonly ShellWord[]): Program | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word === undefined || !word.isLiteral) return undefined;
    const { text } = word;
    if (!text.startsWith("-")) return { kind: "script", name: text, word, runner: name };
    if (text === "-" || /^-[A-Za-z]*c/.test(text)) return undefined;
    if (/^-[A-Za-z]*m$/.test(text)) return runModule(name, args.slice(at + 1));
    if (/^-[A-Za-z]*[WX]$/.test(text) || text === "--check-hash-based-pycs") at += 1;
  }
  return undefined;
}

function runModule(python: string, [module, ...args]: readonly ShellWord[]): Program | undefined {
  if (module === undefined || !module.isLiteral) return undefined;
  const runner = ownValue(moduleRunners, module.text);
  if (runner === "coverage") return findProgram([{ ...module, text: "coverage" }, ...args]);
  if (runner !== undefined) return runProgram(runner, args, module);
  if (scriptModules.has(module.text)) return runLauncher(python, args, { endings: /\.py$/ });
  return { kind: "module", name: module.text, word: module, runner: python };
}

interface Interpreter {
  /** Options with which no file is run. */
  readonly inline: RegExp;
  readonly valued?: readonly string[];
  /** Only files with these endings; all when left out. */
  readonly endings?: RegExp;
}

const shell: Interpreter = {
  inline: /^-[A-Za-z]*[cs]$/,
  valued: ["-o", "+o", "-eo", "-euo", "-exo"],
};

const interpreters: Readonly<Record<string, Interpreter>> = {
  bash: shell,
  sh: shell,
  zsh: shell,
  dash: shell,
  ksh: shell,
  source: { inline: /^$/, endings: /\.sh$/ },
  ".": { inline: /^$/, endings: /\.sh$/ },
  Rscript: { inline: /^-e$/ },
  julia: { inline: /^-[eE]$|^--eval/, valued: ["-L", "-J", "-p", "-t", "-C"] },
  node: { inline: /^-[ep]$|^--eval|^--print|^--test/, valued: ["-r"], endings: /\.[cm]?[jt]s$/ },
  perl: { inline: /^-[A-Za-z]*[eE]/, endings: /\.pl$/ },
  ruby: { inline: /^-e/, endings: /\.rb$/ },
};

function runInterpreter(
  runner: string,
  args: readonly ShellWord[],
  { inline, valued = [], endings }: Interpreter,
): Program | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (word === undefined || !word.isLiteral || inline.test(word.text)) return undefined;
    if (valued.includes(word.text)) at += 1;
    else if (!/^[-+]/.test(word.text)) {
      if (endings !== undefined && !endings.test(word.text)) return undefined;
      return { kind: "script", name: word.text, word, runner };
    }
  }
  return undefined;
}

/** Programs with options of their own, where the script is known by its ending. */
interface Launcher {
  readonly lead?: RegExp;
  readonly endings: RegExp;
  /** Options whose value may end like a script. */
  readonly valued?: readonly string[];
}

const notebooks: Launcher = {
  endings: /\.ipynb$/,
  valued: ["--output", "--output-dir", "--template", "-f", "--parameters_file"],
};

const launchers: Readonly<Record<string, Launcher>> = {
  jupyter: { ...notebooks, lead: /^(?:nbconvert|execute|run)$/ },
  "jupyter-nbconvert": notebooks,
  "jupyter-execute": notebooks,
  papermill: notebooks,
  streamlit: { lead: /^run$/, endings: /\.py$/ },
  chainlit: { lead: /^run$/, endings: /\.py$/ },
  accelerate: { lead: /^launch$/, endings: /\.py$/ },
  torchrun: { endings: /\.py$/ },
  deepspeed: { endings: /\.py$/ },
  horovodrun: { endings: /\.py$/ },
  mpirun: { endings: /\.py$/ },
  mpiexec: { endings: /\.py$/ },
  srun: { endings: /\.py$/ },
  quarto: { lead: /^render$/, endings: /\.(?:qmd|Rmd|ipynb)$/ },
  "spark-submit": { endings: /\.py$/, valued: ["--py-files", "--files", "--archives", "--jars"] },
};

function runLauncher(
  runner: string,
  args: readonly ShellWord[],
  { lead, endings, valued = [] }: Launcher,
): Program | undefined {
  let at = 0;
  if (lead !== undefined) {
    at = args.findIndex((word) => lead.test(word.text)) + 1;
    if (at === 0) return undefined;
  }
  for (; at < args.length; at++) {
    const word = args[at];
    if (word === undefined || /^(?:-m|--module|-c)$/.test(word.text)) return undefined;
    if (valued.includes(word.text)) at += 1;
    else if (!word.text.startsWith("-") && endings.test(word.text)) {
      return word.isLiteral ? { kind: "script", name: word.text, word, runner } : undefined;
    }
  }
  return undefined;
}
