import { describe, expect, it } from "vitest";
import type { FileText } from "../../../../../src/core/ports.ts";
import { applyFixes } from "../../../../../src/core/lint/fixes/applyFixes.ts";
import { defaultLintOptions } from "../../../../../src/core/lint/lintOptions.ts";
import { LintProject } from "../../../../../src/core/lint/project/lintProject.ts";
import { lintTexts, renderFindings } from "../../../../support/lint/lintTexts.ts";
import { createMemoryFiles } from "../../../../support/lint/memoryFiles.ts";

const rules = ["YML", "ENV", "SEC"];

/** `1:5 YML001 warning` for each finding in a file. */
function check(path: string, text: string, tracked?: readonly string[]): readonly string[] {
  const found = renderFindings({ [path]: text }, { rules, ...(tracked && { tracked }) });
  return found.map((it) => it.slice(path.length + 1).replace(/^(\S+ \S+ \S+) .*$/s, "$1"));
}
function fix(path: string, text: string): string | undefined {
  const found = lintTexts({ [path]: text }, { rules: ["YML", "ENV002", "ENV003"] });
  return applyFixes(found, new Set(["safe"]), () => text).texts.get(path);
}

describe("YML001 exponent-float", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "params.yaml",
      "a: 1e-3\nb: {c: 5E5}\nd: [1.0e5]\n",
      ["1:4 YML001 warning", "2:8 YML001 warning", "3:5 YML001 warning"],
    ],
    ["params.yaml", "a: 1.0e-3\nb: '1e-3'\nc: 1e\nd: e5\ne: 1.e+5\nf: 0x1e5\n", []],
    ["params.json", '{"a": 1e-3}', []],
    ["other.yaml", "a: 1e-3\n", []],
    ["dvc.yaml", "a: 1e-3\n", []],
    ["params.yaml", "defaults: [a]\nlr: 1e-3\n", []],
  ])("%s: %s", (path, text, expected) => {
    expect(check(path, text).filter((it) => it.includes("YML001"))).toEqual(expected);
  });

  it("lets values be that DVC fills into commands", () => {
    const files = {
      "params.yaml": "lr: 1e-3\nwd: 1e-4\n",
      "dvc.yaml": "stages: {a: {cmd: 'python a.py ${lr}'}}\n",
    };
    expect(renderFindings(files, { rules: ["YML001"] })).toEqual([
      "params.yaml:2:5 YML001 warning PyYAML reads `1e-4` as a string, DVC as a number; both read `1.0e-4` as a number",
    ]);
  });

  it("writes the point and the sign", () => {
    expect(fix("params.yaml", "[1e-3, 1E5, -.5e2, 2.e5, 3.5e1]\n")).toBe(
      "[1.0e-3, 1.0e+5, -0.5e+2, 2.e+5, 3.5e+1]\n",
    );
  });
});

describe("YML002 ambiguous-scalar", () => {
  it.each<[string, readonly string[]]>([
    ["a: yes\nb: Off\nc: 010\nd: 12:30\ne: 0o7\n", ["1:4", "2:4", "3:4", "4:4", "5:4"]],
    ["a: true\nb: 'yes'\nc: 10\nd: 1_000\ne: 1.5\nf: y\ng: 2020-01-01\nh:\n", []],
  ])("%s", (text, expected) => {
    expect(check("params.yaml", text)).toEqual(expected.map((it) => `${it} YML002 warning`));
  });

  it("says what each reads", () => {
    expect(renderFindings({ "params.yaml": "a: 010\n" }, { rules: ["YML002"] })[0]).toContain(
      '`010` is `8` for PyYAML and `10` for DVC; write `8` or `"010"`',
    );
  });
});

describe("YML003 bad-encoding", () => {
  const encoded = (path: string, encoding: FileText["encoding"]) => {
    const files = createMemoryFiles({ [path]: "{}" });
    const read = () => ({ text: encoding === "binary" ? "" : "{}", encoding });
    const options = { ...defaultLintOptions, select: ["YML003"] };
    const project = new LintProject({ ...files, read }, [path], options);
    return project.findings(path).map(({ severity }) => severity);
  };

  it.each<[string, FileText["encoding"], readonly string[]]>([
    [".gitignore", "utf-16le", ["error"]],
    ["params.yaml", "utf-16be", ["error"]],
    ["requirements.txt", "utf-16le", ["warning"]],
    ["dvc.yaml", "binary", ["error"]],
    ["dvc.yaml", "utf-8-bom", []],
    ["params.json", "utf-8-bom", ["error"]],
    ["params.toml", "utf-8-bom", ["error"]],
    ["params.yaml", "too-large", []],
    ["params.yaml", "utf-8", []],
  ])("%s of %s", (path, encoding, expected) => {
    expect(encoded(path, encoding)).toEqual(expected);
  });

  it("tells of lost letters", () => {
    expect(check("params.yaml", "a: caf\uFFFD\n")).toEqual(["1:7 YML003 warning"]);
  });
});

describe("YML004 syntax-fault", () => {
  it.each<[string, string, string, readonly string[]]>([
    ["an open bracket", "params.yaml", "a: [1\nb: 2\n", ["1:4 YML004 error"]],
    ["a tab as indentation", "dvc.yaml", "a:\n\tb: 1\n", ["2:1 YML004 error"]],
    ["a tab behind a value", "dvc.yaml", "a: b\t\nc: 1\n", ["1:5 YML004 error"]],
    ["a tab behind a colon", "params.yaml", "a:\tb\n", ["1:3 YML004 error"]],
    ["tabs in texts and comments", "params.yaml", "a: 'b\tc' # d\te\nf: |\n  g\th\n\t\nk: 1\n", []],
    ["other files", "deploy.yaml", "a: [1\n", []],
    ["templates", "params.yaml", "{% if a %}\na: 1\n{% endif %}\n", []],
    ["JSON", "params.json", '{"a": 1,, }', ["1:9 YML004 error"]],
    ["two documents", "params.yaml", "a: 1\n---\nb: 1\n", ["2:1 YML004 error"]],
    ["two documents of Kubernetes", "deploy.yaml", "a: 1\n---\nb: 1\n", []],
    ["brackets that close at the margin", "params.yaml", "a: [\n1,\n2]\n", []],
    ["conflicts, which DVC011 tells", "dvc.yaml", "<<<<<<< HEAD\na: 1\n=======\n", []],
  ])("%s", (_name, path, text, expected) => {
    expect(check(path, text).filter((it) => it.includes("YML004"))).toEqual(expected);
  });

  it("calls conflicts what they are", () => {
    const text = "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n";
    expect(renderFindings({ "params.yaml": text }, { rules: ["YML004"] })).toEqual([
      "params.yaml:2:1 YML004 error a merge conflict is left in the file",
    ]);
  });

  it("takes tabs between values away", () => {
    expect(fix("params.yaml", "a: b \t\nc: 1\n")).toBe("a: b\nc: 1\n");
    expect(fix("params.yaml", "a: \tb\n")).toBe("a: b\n");
  });
});

describe("ENV: environments", () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      "no versions",
      "requirements.txt",
      "torch\nnumpy==1\npandas>=2 # x\n-r a.txt\n./local\nx @ https://h/x.whl\ngit+https://h/x\n",
      ["1:1 ENV001 warning"],
    ],
    [
      "no versions in conda",
      "conda.yaml",
      "dependencies:\n  - numpy\n  - python=3.12\n  - pip\n  - pip: [torch, 'x==1']\n",
      ["2:5 ENV001 warning", "5:11 ENV001 warning"],
    ],
    [
      "no versions in python_env",
      "python_env.yaml",
      "dependencies: [-r a.txt, mlflow]\n",
      ["1:26 ENV001 warning"],
    ],
    ["two versions", "requirements.txt", "A_b==1\na-B==2\n", ["2:1 ENV002 warning"]],
    ["two bounds", "requirements.txt", "a>=1\na<2\n", ["2:1 ENV002 info"]],
    ["the same twice", "requirements.txt", "a==1\na == 1\n", ["2:1 ENV002 info"]],
    [
      "other markers",
      "requirements.txt",
      'a==1; python_version < "3"\na==2; python_version >= "3"\n',
      [],
    ],
    ["other extras", "requirements.txt", "a[x]==1\na[y]==1\n", []],
    [
      "hashes over lines",
      "requirements.txt",
      "a==1 \\\n  --hash=sha256:aa \\\n  --hash=sha256:bb\nb==2 --hash=sha256:cc\n",
      [],
    ],
    [
      "builds",
      "environment.yml",
      "dependencies:\n  - numpy=1.26.4=py312h_0\n  - x=1=h2_1\n",
      ["2:5 ENV003 warning"],
    ],
    [
      "a prefix",
      "environment.yml",
      "dependencies: []\nprefix: /home/ann\n",
      ["2:1 ENV003 warning"],
    ],
    ["other files of that name", "env.yaml", "prefix: api\n", []],
    [
      "versions",
      "environment.yml",
      "dependencies:\n  - numpy=1.26\n  - c::a=1.*\n  - b>=1,<2\n  - d==1.0\n  - e =1\n",
      [],
    ],
  ])("%s", (_name, path, text, expected) => {
    expect(check(path, text)).toEqual(expected);
  });

  it.each([
    ["requirements.txt", "a==1\nb\na==1\n", "a==1\nb\n"],
    ["environment.yml", "dependencies: []\nprefix: /home/ann\n", "dependencies: []\n"],
    ["environment.yml", "dependencies:\n  - x=1=h2_1\n", undefined],
  ])("%s is mended", (path, text, expected) => {
    expect(fix(path, text)).toBe(expected);
  });
});

describe("SEC001 secret-in-config", () => {
  const random = ["kJ82mVq0Zp5", "RtYw3XcNb"].join("");
  const aws = ["AKIA", "Q7ZLM2WXK5TRB3NV"].join("");
  const remote = (option: string) => `['remote "s"']\n    url = s3://a/b\n    ${option}\n`;

  it.each<[string, string, string, readonly string[]]>([
    [
      "an option of DVC",
      ".dvc/config",
      remote(`secret_access_key = ${random}`),
      ["3:25 SEC001 error"],
    ],
    [
      "one in quotes",
      ".dvc/config",
      remote(`password = "${random}" # mine`),
      ["3:16 SEC001 error"],
    ],
    [
      "a password in an address",
      ".dvc/config",
      `[core]\nurl = ssh://ann:${random}@host/x\n`,
      ["2:7 SEC001 error"],
    ],
    [
      "placeholders",
      ".dvc/config",
      remote("password = ${TOKEN}\ntoken = XXXX\nsas_token = <token>"),
      [],
    ],
    ["other options", ".dvc/config", remote("access_key_id = abcdefgh\n# password = hunter22"), []],
    ["a token in parameters", "params.yaml", `a: {b: [${aws}]}\n`, ["1:9 SEC001 error"]],
    [
      "a random value of a secret key",
      "params.yaml",
      `wandb: {apiKey: ${random}}\n`,
      ["1:17 SEC001 warning"],
    ],
    ["a random value of another key", "params.yaml", `revision: ${random}\n`, []],
    [
      "names as values",
      "params.yaml",
      "api_key: WANDB_API_KEY\nsecret_key: my-project/prod-key-1\npad_token: abc12345\n",
      [],
    ],
    [
      "requirements",
      "requirements.txt",
      `--index-url https://ann:${random}@host/simple\n`,
      ["1:13 SEC001 error"],
    ],
    [
      "variables in requirements",
      "requirements.txt",
      "--index-url https://${USER}:${PASSWORD}@host/simple\n",
      [],
    ],
  ])("%s", (_name, path, text, expected) => {
    expect(check(path, text).filter((it) => it.includes("SEC001"))).toEqual(expected);
  });

  it("looks at private files when git tracks them alone", () => {
    const text = `export API_KEY="${random}"\n`;
    expect(check(".env", text)).toEqual([]);
    expect(check(".env", text, ["params.yaml"])).toEqual([]);
    expect(check(".env", text, [".env"])).toEqual(["1:16 SEC001 warning"]);
    expect(check("params.yaml", `token: ${aws}\n`, ["x"])).toEqual([]);
  });

  it("does not repeat the secret", () => {
    const [found] = renderFindings({ "params.yaml": `a: ${aws}\n` }, { rules: ["SEC001"] });
    expect(found).toContain("AKIA…");
    expect(found).not.toContain(aws);
  });
});
