import { describe, expect, it } from "vitest";
import { applyFixes } from "../../../../../src/core/lint/fixes/applyFixes.ts";
import { mlprojectRules } from "../../../../../src/core/lint/rules/mlproject/mlprojectRules.ts";
import { lintTexts, renderFindings } from "../../../../support/lint/lintTexts.ts";

const ids = mlprojectRules.map(({ id }) => id);
const others = { "train.py": "", "python_env.yaml": "python: '3.12'\n", "conf/conda.yaml": "" };

/** `3:5 MLF006 error` for each finding; scripts and environments of the tests exist. */
function check(text: string, path = "MLproject", rules = ids): readonly string[] {
  const found = renderFindings({ [path]: text, ...others }, { rules });
  return found.map((it) => it.slice(path.length + 1).replace(/^(\S+ \S+ \S+) .*$/s, "$1"));
}
/** The text after all safe fixes. */
function fix(text: string, path = "MLproject"): string | undefined {
  const found = lintTexts({ [path]: text, ...others }, { rules: ids });
  return applyFixes(found, new Set(["safe"]), () => text).texts.get(path);
}
/** A project with one entry point. */
const main = (parameters: string, command: string) =>
  `entry_points:\n  main:\n    parameters: ${parameters}\n    command: ${command}\n`;

describe("what MLflow takes is no finding", () => {
  it.each([
    ["no keys", "{}\n"],
    ["a command", "entry_points: {main: {command: python train.py}}\n"],
    ["parameters", main("{a: float, b: {type: int, default: 1}}", "python train.py {a} {b}")],
    ["conversions and formats", main("{a: float}", "'python train.py {a!r:>8} {a:s} {a:>3s}'")],
    ["an index", main("{a: float}", "'python train.py {a[0]} {a.upper}'")],
    ["doubled braces", main("{}", "'python train.py {{}} ${{HOME}} {{\"a\": 1}}'")],
    ["parameters in blocks", main("{a: float}", "|\n      python train.py \\\n        {a}")],
    ["no environment file", "python_env:\nentry_points: {}\n"],
    ["an environment file below", "conda_env: ./conf/conda.yaml\n"],
    ["an environment file elsewhere", "conda_env: ../conda.yaml\n"],
    ["one of the machine", "python_env: /etc/env.yaml\n"],
    ["Docker", "name: a\ndocker_env: {image: a, volumes: ['a:b'], environment: [[A, b], C]}\n"],
    ["empty lists of Docker", "name: a\ndocker_env: {image: a, volumes: , environment: []}\n"],
    ["a job on Databricks", "databricks_spark_job: {python_file: train.py}\n"],
    [
      "a job by an entry point",
      `databricks_spark_job: {}\n${main("{a: uri}", "python train.py {a}")}`,
    ],
    ["no job", "databricks_spark_job:\n"],
    ["addresses", main("{a: {type: uri, default: 's3://a'}, b: {type: uri}}", "echo {a} {b}")],
    ["a default of another type", main("{a: {type: path, default: b}}", "echo {a}")],
    ["types of Python", main("{a: str, b: bool, c: {type: list}}", "python train.py {a} {b} {c}")],
    ["merge keys", "x: &x {command: python train.py}\nentry_points: {main: {<<: *x}}\n"],
    ["a folder that is changed", main("{}", "cd src && python other.py")],
    ["modules", main("{}", "python -m package.module")],
    ["templates in paths", main("{a: str}", "python {a}.py")],
    ["numbers as keys", "entry_points: {1: {command: python train.py}}\n"],
  ])("%s", (_name, text) => {
    expect(check(text).filter((it) => !it.includes("MLF002"))).toEqual([]);
  });
});

describe("what MLflow refuses or ignores", () => {
  it.each<[string, string, readonly string[]]>([
    ["a mistyped key", "entrypoints: {}\n", ["1:1 MLF002 warning"]],
    ["an unknown key", "authors: me\n", ["1:1 MLF002 info"]],
    [
      "a mistyped key below",
      main("{a: {tpye: int}}", "python train.py {a}"),
      ["3:22 MLF002 warning"],
    ],
    ["`cmd`", "entry_points: {a: {cmd: x}}\n", ["1:16 MLF013 error", "1:20 MLF002 warning"]],
    [
      "two environments",
      "conda_env: a\ndocker_env: {image: x}\npython_env:\nname: a\n",
      ["2:1 MLF003 error", "3:1 MLF003 error"],
    ],
    [
      "a job with an environment",
      "databricks_spark_job: {python_file: a.py}\npython_env: python_env.yaml\n",
      ["2:1 MLF003 error"],
    ],
    ["no such environment", "conda_env: conda.yml\n", ["1:12 MLF004 error"]],
    ["no such environment below", "python_env: conf/a.yaml\n", ["1:13 MLF004 error"]],
    ["empty parameters", main("", "python train.py"), ["3:5 MLF005 error"]],
    ["null parameters", main("~", "python train.py"), ["3:5 MLF005 error"]],
    ["a list of parameters", main("[a]", "python train.py"), ["3:5 MLF005 error"]],
    ["numbers as parameters", main("{a: 0.1}", "python train.py {a}"), ["3:18 MLF005 error"]],
    ["a parameter without type", main("{a: }", "python train.py {a}"), ["3:18 MLF005 error"]],
    ["no entry points", "entry_points:\n", ["1:1 MLF005 error"]],
    [
      "an entry point that is a string",
      "entry_points: {main: python train.py}\n",
      ["1:16 MLF005 error"],
    ],
    ["nothing", "# later\n", ["1:1 MLF005 error"]],
    ["an environment that is no path", "python_env: [a]\n", ["1:1 MLF004 error"]],
    ["a sign's format", main("{a: float}", "'python train.py {a:+}'"), ["4:31 MLF008 error"]],
    ["a string", "just words\n", ["1:1 MLF005 error"]],
    ["an undeclared placeholder", main("{}", "python train.py {a}"), ["4:30 MLF006 error"]],
    [
      "one without parameters",
      "entry_points: {a: {command: 'python train.py {b!r}'}}\n",
      ["1:46 MLF006 error"],
    ],
    [
      "one in a block",
      main("{}", "|\n      python train.py \\\n        --a {a}"),
      ["6:13 MLF006 error"],
    ],
    ["one in a format", main("{a: str}", "'python train.py {a:{w}}'"), ["4:34 MLF006 error"]],
    [
      "an unused parameter",
      main("{a: str, b: str}", "python train.py {b}"),
      ["3:18 MLF007 warning"],
    ],
    ["the shell's variable", main("{}", "python train.py ${HOME}"), ["4:31 MLF008 error"]],
    ["empty braces", main("{}", "python train.py {}"), ["4:30 MLF008 error"]],
    ["a position", main("{}", "python train.py {0}"), ["4:30 MLF008 error"]],
    ["JSON", main("{}", "'python train.py {\"a\": 1}'"), ["4:31 MLF008 error"]],
    ["a single brace", main("{a: str}", "'python train.py {a} }'"), ["4:35 MLF008 error"]],
    ["an open brace", main("{a: str}", "'python train.py {a'"), ["4:31 MLF008 error"]],
    ["a number's format", main("{a: float}", "'python train.py {a:.2f}'"), ["4:31 MLF008 error"]],
    ["another conversion", main("{a: float}", "'python train.py {a!x}'"), ["4:31 MLF008 error"]],
    ["fields in fields", main("{a: str}", "'python train.py {a:{a:{a}}}'"), ["4:37 MLF008 error"]],
    ["Docker without image", "docker_env: {volumes: [a]}\nname: a\n", ["1:1 MLF009 error"]],
    ["Docker as a string", "docker_env: image\nname: a\n", ["1:1 MLF009 error"]],
    ["volumes as a string", "docker_env: {image: a, volumes: b}\nname: a\n", ["1:24 MLF009 error"]],
    [
      "volumes with a number",
      "name: a\ndocker_env: {image: a, volumes: [b, 1]}\n",
      ["2:37 MLF009 error"],
    ],
    [
      "variables as a mapping",
      "docker_env: {image: a, environment: {A: b}}\nname: a\n",
      ["1:24 MLF009 error"],
    ],
    [
      "an unknown type",
      main("{a: Path, b: {type: url}}", "python train.py {a} {b}"),
      ["3:21 MLF010 warning", "3:37 MLF010 warning"],
    ],
    ["a missing script", main("{}", "python -u trian.py"), ["4:24 MLF011 warning"]],
    ["no command", "entry_points: {main: {parameters: {}}}\n", ["1:16 MLF013 error"]],
    ["an empty command", "entry_points: {main: {command: }}\n", ["1:23 MLF013 error"]],
    ["an image without a name", "docker_env: {image: a}\n", ["1:1 MLF009 error"]],
    ["an empty name", "name: ''\ndocker_env: {image: a}\n", ["2:1 MLF009 error"]],
    [
      "a default without scheme",
      main("{a: {type: uri, default: data.csv}}", "python train.py {a}"),
      ["3:42 MLF005 error"],
    ],
    ["a job that is a string", "databricks_spark_job: train.py\n", ["1:1 MLF015 error"]],
    ["a job with nothing to run", "databricks_spark_job: {}\n", ["1:1 MLF015 error"]],
    [
      "a job with two things to run",
      `databricks_spark_job: {python_file: a.py}\n${main("{}", "python train.py")}`,
      ["1:24 MLF015 error"],
    ],
    [
      "a job with paths",
      `databricks_spark_job: {}\n${main("{a: path, b: {type: path}, c: uri}", "python train.py {a} {b} {c}")}`,
      ["4:18 MLF015 error", "4:27 MLF015 error"],
    ],
    ["a list as command", "entry_points: {main: {command: [a]}}\n", ["1:23 MLF013 error"]],
  ])("%s", (_name, text, expected) => {
    expect(check(text)).toEqual(expected);
  });
});

describe("other files of a project", () => {
  it.each<[string, string, readonly string[]]>([
    ["MLproject.yaml", "entry_points: {}\n", ["1:1 MLF001 error"]],
    ["MLproject.yml", "other: 1\n", []],
    ["mlProject", "entry_points:\n", ["1:1 MLF005 error"]],
    ["env/python_env.yaml", "python: 3.10\n", ["1:9 MLF012 error"]],
    ["env/python_env.yaml", "python: 3\n", ["1:9 MLF012 error"]],
    ["env/python_env.yaml", "python: '3.10'\n", []],
    ["env/python_env.yaml", "python: 3.10.2\n", []],
    ["env/python_env.yaml", "dependencies: []\nbuild_dependencies:\n", []],
    ["env/python_env.yaml", "- mlflow\n", ["1:1 MLF014 error"]],
    ["env/python_env.yaml", "", ["1:1 MLF014 error"]],
    ["env/python_env.yaml", "dependency: []\nname: a\n", ["1:1 MLF014 error", "2:1 MLF014 error"]],
    ["env/python_env.yaml", "dependencies: mlflow\n", ["1:1 MLF014 error"]],
    ["env/python_env.yaml", "build_dependencies: {pip: 1}\n", ["1:1 MLF014 error"]],
  ])("%s: %s", (path, text, expected) => {
    expect(check(text, path)).toEqual(expected);
  });

  it.each([
    ["docker_env: {image: a}", []],
    ["conda_env: conda.yaml", []],
    ["databricks_spark_job: {}", []],
    ["conda_env:", ["a/python_env.yaml:1:9 MLF012", "a/python_env.yaml:2:1 MLF014"]],
    ["name: a", ["a/python_env.yaml:1:9 MLF012", "a/python_env.yaml:2:1 MLF014"]],
  ])("looks at the environment that is read: %s", (project, expected) => {
    const environment = "python: 3.10\ndependencies: mlflow\n";
    const files = { "a/MLproject": `${project}\n`, "a/python_env.yaml": environment };
    const found = renderFindings(files, { rules: ["MLF012", "MLF014"] });
    expect(found.map((it) => it.split(" ").slice(0, 2).join(" "))).toEqual(expected);
  });

  it("lets MLproject.yaml be where an MLproject is", () => {
    const files = { "a/MLproject.yaml": "entry_points: {}\n", "a/MLproject": "name: a\n" };
    expect(renderFindings(files, { rules: ["MLF001"] })).toEqual([]);
  });
});

describe("fixes", () => {
  it.each([
    [
      "empty parameters",
      main("", "python train.py"),
      main(" {}", "python train.py").replace("  {}", " {} "),
    ],
    [
      "a number",
      main("{a: 0.1}", "python train.py {a}"),
      main("{a: {type: float, default: 0.1}}", "python train.py {a}"),
    ],
    ["a variable", main("{}", "python train.py ${HOME}"), main("{}", "python train.py ${{HOME}}")],
    [
      "JSON",
      main("{}", "'python train.py {\"a\": 1}'"),
      main("{}", "'python train.py {{\"a\": 1}}'"),
    ],
    [
      "a format",
      main("{a: float}", "'python train.py {a:.2f}'"),
      main("{a: float}", "'python train.py {a}'"),
    ],
  ])("%s", (_name, text, expected) => {
    expect(fix(text)).toBe(expected);
  });

  it("declares parameters in the layout of the others", () => {
    const text =
      "entry_points:\n  main:\n    parameters:\n      a: int\n    command: python train.py {a} {b}\n";
    const [found] = lintTexts({ MLproject: text, ...others }, { rules: ["MLF006"] });
    const [first] = found?.fixes ?? [];
    expect(found?.fixes?.map(({ title }) => title)).toEqual(["Declare the parameter `b`"]);
    expect(first?.edits[0]?.text).toBe("b: string\n      ");
  });

  it("wraps a single package in a list", () => {
    const path = "e/python_env.yaml";
    expect(fix("dependencies: mlflow\n", path)).toBe("dependencies: [mlflow]\n");
    expect(fix("dependencies: a, b\n", path)).toBeUndefined();
  });

  it("quotes the version of Python", () => {
    expect(fix("python: 3.10 # new\n", "e/python_env.yaml")).toBe('python: "3.10" # new\n');
  });
});
