import type { LintCase, LintCases } from "./lintContract.ts";
import { SeededChoice } from "./seededChoice.ts";

/** Projects put together at random from parts that are right and, now and then, wrong; seeded. */
export function generateProjects(count: number): LintCases {
  const projects = Array.from({ length: count }, (_, index): [string, LintCase] => {
    return [`generated ${index}`, { files: makeProject(new SeededChoice(index + 1)) }];
  });
  return Object.fromEntries(projects);
}

type Files = Readonly<Record<string, string>>;

function makeProject(choice: SeededChoice): Files {
  const choose = <T>(usual: readonly T[], odd: readonly T[]): T =>
    choice.pick(choice.chance(0.07) ? odd : usual);
  const [environment, files] = choose(environments, oddEnvironments);
  const [names, parameters] = choose(parameterLists, oddParameterLists);
  const fields = names.length > 0 && choice.chance(0.8) ? names.map((name) => `{${name}}`) : [];
  const words = [...fields, choose(wordsOfCommands, oddWords)];
  const command = choose(commandsOf(words.join(" ")), oddCommands);
  const name = choose(["name: shop\n"], ["", "name:\n", "name: 1\n"]);
  const head = choose(["", "", "title: x\n"], ["databricks_spark_job: {}\n", "docker_env: {}\n"]);
  const more = choose(["", "  test:\n    command: pytest\n"], ["  test:\n", "  test: pytest\n"]);
  const points = `entry_points:\n  main:\n${parameters}${command}${more}`;
  return { MLproject: name + head + environment + points, ...files };
}

const pythonEnv = "python: '3.12'\ndependencies: [mlflow]\n";
const environments: readonly (readonly [string, Files])[] = [
  ["", {}],
  ["", { "python_env.yaml": pythonEnv }],
  ["python_env: python_env.yaml\n", { "python_env.yaml": pythonEnv }],
  ["python_env: env/python_env.yaml\n", { "env/python_env.yaml": pythonEnv }],
  ["conda_env: conda.yaml\n", { "conda.yaml": "dependencies: [python=3.12, {pip: [mlflow]}]\n" }],
  ["docker_env:\n  image: shop\n", {}],
  ["docker_env:\n  image: shop\n  volumes: ['/a:/a']\n  environment: [[A, b], C]\n", {}],
];
const oddEnvironments: typeof environments = [
  ["python_env: gone.yaml\n", {}],
  ["conda_env: gone.yaml\n", {}],
  ["python_env: ''\n", {}],
  ["conda_env:\n", {}],
  ["conda_env:\npython_env: python_env.yaml\n", { "python_env.yaml": pythonEnv }],
  ["docker_env:\n  volumes: ['/a:/a']\n", {}],
  ["docker_env:\n  image: shop\n  volumes: /a:/a\n", {}],
  ["docker_env: shop\n", {}],
  ["", { "python_env.yaml": "python: 3.10\n" }],
  ["", { "python_env.yaml": "python: '3.10'\ndependencies: mlflow\n" }],
  ["", { "python_env.yaml": "pythons: '3.10'\n" }],
];

const parameterLists: readonly (readonly [readonly string[], string])[] = [
  [[], ""],
  [[], "    parameters: {}\n"],
  [["lr"], "    parameters:\n      lr: float\n"],
  [["lr", "n"], "    parameters:\n      lr: {type: float, default: 0.1}\n      n: int\n"],
  [["at", "to"], "    parameters:\n      at: uri\n      to: {type: path, default: data}\n"],
  [["x-y"], "    parameters: {x-y: {default: [1]}}\n"],
];
const oddParameterLists: typeof parameterLists = [
  [[], "    parameters:\n"],
  [["lr"], "    parameters: [lr]\n"],
  [["lr"], "    parameters:\n      lr:\n"],
  [["lr"], "    parameters:\n      lr: 0.1\n"],
  [["at"], "    parameters:\n      at: {type: uri, default: data}\n"],
  [["lr"], ""],
  [["yes"], "    parameters: {yes: int}\n"],
];

const commandsOf = (words: string): readonly string[] => [
  `    command: python train.py ${words}\n`,
  `    command: "python train.py ${words}"\n`,
  `    command: |\n      python train.py\n      --out ${words}\n`,
  `    command: >-\n      python train.py\n      ${words}\n`,
];
const oddCommands = ["", "    command:\n", "    command: [python]\n", "    command: 1\n"];
const wordsOfCommands = ["", "$HOME", "${{HOME}}", "'{{}}'", "--x 1"];
const oddWords = ["${HOME}", "{}", "{gone}", "{", "a}", "{lr.upper}", "{lr:.3f}", "{0}", "{lr!x}"];
