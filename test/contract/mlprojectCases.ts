import type { LintCase, LintCases } from "./lintContract.ts";

type Files = Readonly<Record<string, string>>;

const project = (text: string, more: Files = {}): LintCase => ({
  files: { MLproject: text, ...more },
});
const main = (lines: string) => `name: shop\nentry_points:\n  main:\n${lines}`;
const train = main("    command: python train.py\n");
const command = (text: string, parameters = "") =>
  project(main(`${parameters}    command: ${text}\n`));
const lr = "    parameters:\n      lr: float\n";
const withEnvironment = (lines: string, files: Files = {}) => project(lines + train, files);

const shapes: LintCases = {
  "a project": project(train),
  "an empty file": project("# <-"),
  "a list at the top": project("- a # <-\n"),
  "a string at the top": project("train # <-\n"),
  "a name that is a number": project("name: 1\nentry_points: {main: {command: echo}}\n"),
  "an unknown key": project(`${train}entrypoint: {}\n`),
  "null entry points": project("entry_points: # <-\n"),
  "a list of entry points": project("entry_points: # <-\n  - main\n"),
  "an entry point that is null": project("entry_points:\n  main: # <-\n"),
  "an entry point that is a string": project("entry_points:\n  main: echo # <-\n"),
  "an entry point without command": project(
    main("    parameters: {}\n").replace("n:\n", "n: # <-\n"),
  ),
  "a null command": project(main("    command: # <-\n")),
  "a command that is a number": command("1 # <-"),
  "a command that is a list": command("[echo, a] # <-"),
  "an empty command": command("''"),
  "null parameters": project(main("    parameters: # <-\n    command: echo\n")),
  "a list of parameters": project(main("    parameters: [lr] # <-\n    command: echo\n")),
  "an unknown type": command("echo {lr}", "    parameters: {lr: flaot}\n"),
  "a parameter that is null": command("echo {lr}", "    parameters:\n      lr: # <-\n"),
  "a parameter that is a number": command("echo {lr}", "    parameters:\n      lr: 0.1 # <-\n"),
  "a parameter that is a list": command("echo {lr}", "    parameters:\n      lr: [1] # <-\n"),
  "a parameter without type": command("echo {lr}", "    parameters: {lr: {default: 1}}\n"),
  "an address without scheme as default": command(
    "echo {at}",
    "    parameters:\n      at: {type: uri, default: data.csv} # <-\n",
  ),
  "an address as default": command(
    "echo {at}",
    "    parameters:\n      at: {type: uri, default: 's3://b/data.csv'}\n",
  ),
};

const syntax: LintCases = {
  "an open bracket": project("entry_points: {main: [ # <-\n"),
  "a tab as indentation": project("entry_points:\n\tmain: {} # <-\n"),
  "an open quote": project(`name: "shop # <-\n`),
  "two documents": project(`${train}--- # <-\nname: x\n`),
  "a key twice": project(`name: other\n${train}`),
  "anchors and merge keys": project(
    "entry_points:\n  main: &main\n    command: echo {lr}\n    parameters: {lr: float}\n  other:\n    <<: *main\n",
  ),
};

const commands: LintCases = {
  "a parameter": command("echo {lr}", lr),
  "a parameter that is not used": command("echo", lr),
  "a parameter that is not declared": command("echo {lrr} # <-", lr),
  "a variable of the shell": command("echo ${HOME} # <-"),
  "an escaped variable of the shell": command("echo ${{HOME}} $HOME"),
  "empty braces": command("echo {} # <-"),
  "escaped braces": command("echo '{{}}' {lr}", lr),
  JSON: command(`'echo {"a": 1}' # <-`),
  "an open brace": command("echo { # <-"),
  "a closing brace": command("echo } # <-"),
  "a position": command("echo {0} # <-"),
  "a conversion": command("echo {lr!r}", lr),
  "an unknown conversion": command("echo {lr!x} # <-", lr),
  "a width": command("echo {lr:>8}", lr),
  "a format of numbers": command("echo {lr:.3f} # <-", lr),
  "an index": command("echo {lr[0]}", lr),
  "a method": command("echo {lr.upper}", lr),
  "an attribute that texts do not have": {
    ...command("echo {lr.real}", lr),
    differs: "the linter does not know the attributes of Python's texts, and nobody writes them",
  },
  "a name with a dash": command("echo {x-y}", "    parameters: {x-y: int}\n"),
  "a name that YAML 1.1 reads as a boolean": command(
    "echo {yes} # <-",
    "    parameters: {yes: int}\n",
  ),
  "several lines": project(main(`${lr}    command: |\n      echo {lr}\n      echo {{}}\n`)),
  "folded lines": project(main(`${lr}    command: >-\n      echo {lr}\n      {gone} # <-\n`)),
};

const environments: LintCases = {
  "an environment of Python": withEnvironment("python_env: e.yaml\n", {
    "e.yaml": "python: '3.12'\n",
  }),
  "a missing environment of Python": withEnvironment("python_env: e.yaml # <-\n"),
  "a missing environment of conda": withEnvironment("conda_env: c.yaml # <-\n"),
  "an environment of conda": withEnvironment("conda_env: c.yaml\n", {
    "c.yaml": "dependencies: [python=3.12]\n",
  }),
  "an environment that is a number": withEnvironment("python_env: 3 # <-\n"),
  "an environment that is a mapping": withEnvironment("conda_env: {name: x} # <-\n"),
  "an empty environment": withEnvironment("python_env: ''\n"),
  "two environments": withEnvironment("python_env: e.yaml\nconda_env: c.yaml # <-\n", {
    "e.yaml": "",
    "c.yaml": "",
  }),
  "a null environment beside another": withEnvironment("python_env:\nconda_env: c.yaml # <-\n", {
    "c.yaml": "dependencies: []\n",
  }),
  "an image": withEnvironment("docker_env:\n  image: shop\n"),
  "no image": withEnvironment("docker_env: # <-\n  volumes: []\n"),
  "an empty environment of Docker": withEnvironment("docker_env:\n"),
  "an environment of Docker that is a string": withEnvironment("docker_env: shop # <-\n"),
  "volumes as a string": withEnvironment("docker_env:\n  image: shop\n  volumes: /a:/a # <-\n"),
  "a volume that is a number": withEnvironment("docker_env:\n  image: a\n  volumes: [1] # <-\n"),
  "variables as a mapping": withEnvironment(
    "docker_env:\n  image: shop\n  environment: {A: b} # <-\n",
  ),
  "variables by name and value": withEnvironment(
    "docker_env:\n  image: shop\n  environment: [[A, b], C]\n",
  ),
  "a project of Docker without name": project(
    "docker_env: # <-\n  image: shop\nentry_points: {main: {command: echo}}\n",
  ),
  "a job of Databricks with an environment": withEnvironment(
    "databricks_spark_job: {}\npython_env: e.yaml # <-\n",
    { "e.yaml": "" },
  ),
  "a job of Databricks": withEnvironment("databricks_spark_job:\n  parameters: [a]\n"),
  "a job of Databricks with a file and entry points": withEnvironment(
    "databricks_spark_job:\n  python_file: a.py # <-\n",
  ),
  "a job of Databricks with a file": project(
    "name: shop\ndatabricks_spark_job:\n  python_file: a.py\n",
  ),
  "a job of Databricks with nothing to run": project("databricks_spark_job: {} # <-\n"),
  "a job of Databricks with a path": project(
    `databricks_spark_job: {}\n${main("    command: echo {at}\n    parameters:\n      at: path # <-\n")}`,
  ),
};

const python = (text: string) => withEnvironment("", { "python_env.yaml": text });

const pythonFiles: LintCases = {
  "a version of Python": python("python: '3.12'\nbuild_dependencies: [pip]\ndependencies: [a]\n"),
  "a version that is a number": python("python: 3.10 # <-\n"),
  "a version that is a whole number": python("python: 3 # <-\n"),
  "a version of three parts": python("python: 3.10.2\n"),
  "a null version": python("python:\n"),
  "dependencies as a string": python("dependencies: mlflow # <-\n"),
  "null dependencies": python("dependencies:\n"),
  "packages to build with as a string": python("build_dependencies: pip # <-\n"),
  "an unknown key of an environment": python("pythons: '3.12' # <-\n"),
  "a list in place of an environment": python("- mlflow # <-\n"),
  "an empty file of an environment": python("# <-"),
  "an environment that is broken": python("python: [ # <-\n"),
};

export const mlprojectCases: LintCases = {
  ...shapes,
  ...syntax,
  ...commands,
  ...environments,
  ...pythonFiles,
};
