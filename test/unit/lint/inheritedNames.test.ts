import { describe, expect, it } from "vitest";
import { LintProject } from "../../../src/core/lint/project/lintProject.ts";
import { defaultLintOptions } from "../../../src/core/lint/lintOptions.ts";
import { createMemoryFiles } from "../../support/lint/memoryFiles.ts";

const options = { ...defaultLintOptions, select: ["ALL"] };

/** The name wherever a file of any kind may have one. */
function filesWith(name: string): Record<string, string> {
  return {
    [`a.${name}`]: "x: 1\n",
    "dvc.yaml":
      `vars: [{${name}: 1}]\n` +
      `stages:\n  ${name}:\n    cmd: ${name} x | \${${name}}\n    deps: [${name}]\n` +
      `    outs: [{${name}: {${name}: 1}}]\n    params: [${name}, {a.${name}: [${name}]}]\n    ${name}: 1\n` +
      `  b: {foreach: {${name}: 1}, do: {cmd: 'python -m ${name} \${item.${name}}'}}\n` +
      `  c: {matrix: {${name}: [1]}, cmd: 'env ${name} \${item.${name}}'}\n` +
      `artifacts: {${name}: {path: x, ${name}: 2}}\nplots: [{${name}: {${name}: 1}}]\n${name}: 1\n` +
      `datasets: [{name: a, type: ${name}, url: x}]\n`,
    "dvc.lock": `schema: '2.0'\nstages: {${name}: {cmd: x, ${name}: 1, params: {${name}: {${name}: 1}}}}\n`,
    "x.dvc": `${name}: 1\nouts: [{path: ${name}, ${name}: 1}]\n`,
    "params.yaml": `${name}: {a: 1, ${name}: 010}\n`,
    "params.json": `{"${name}": {"${name}": 1}}\n`,
    "params.toml": `${name} = 1\n[a.${name}]\n${name} = 2\n`,
    "params.py": `${name} = 1\nclass ${name}:\n    ${name} = ${name}\n`,
    MLproject:
      `${name}: 1\ndocker_env: {${name}: 1}\nentry_points:\n  ${name}:\n` +
      `    parameters: {${name}: {type: ${name}, ${name}: 1}, b: ${name}}\n    command: ${name} {${name}}\n`,
    "conda.yaml": `${name}: 1\ndependencies: [${name}=1, pip: [${name}]]\n`,
    "python_env.yaml": `${name}: 1\npython: ${name}\n`,
    "requirements.txt": `${name}\n${name}==1\n--${name} x\n`,
    "data.yaml": `train: ${name}\nval: ${name}\nnames: {${name}: 1}\nnc: ${name}\n${name}: 1\n`,
    "conf/config.yaml": `defaults:\n  - ${name}: ${name}\n  - override ${name}: x\nx: \${${name}.a}\n${name}: 1\n`,
    "conf/base/catalog.yml": `${name}:\n  type: ${name}\n  credentials: ${name}\n"{${name}}": {type: a.B}\n`,
    "ds_config.json": `{"train_batch_size": 1, "${name}": 1, "fp16": {"${name}": "auto"}}\n`,
    "accelerate.yaml": `compute_environment: LOCAL_MACHINE\ndistributed_type: ${name}\n${name}: 1\n`,
    ".env": `${name}=1\n`,
    ".dvc/config": `[${name}]\n${name} = 1\n['remote "${name}"']\n${name} = 2\n`,
    "sextant.yaml": `lint:\n  ${name}: 1\n  severity: {${name}: error, DVC001: ${name}}\n`,
  };
}

describe("names that every object of JavaScript has", () => {
  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("are names: %s", (name) => {
    const files = filesWith(name);
    const project = new LintProject(createMemoryFiles(files), Object.keys(files), options);
    for (const path of Object.keys(files)) {
      const texts = project.findings(path).map(({ rule, message }) => `${rule} ${message}`);
      expect(texts.join("\n"), path).not.toMatch(/\[object|native code|undefined/);
    }
    const told = project.findings("dvc.yaml").map(({ message }) => message);
    expect(told).toContainEqual(
      expect.stringContaining(`\`${name}\` is not a key that DVC knows at the top of the file`),
    );
  });

  it.each(["constructor", "toString"])("open nothing in a shell: %s", (name) => {
    const files = { "dvc.yaml": `stages:\n  a:\n    cmd: |\n      ${name} x\n      echo 1\n` };
    const project = new LintProject(createMemoryFiles(files), ["dvc.yaml"]);
    expect(project.findings("dvc.yaml")).toEqual([]);
  });
});
