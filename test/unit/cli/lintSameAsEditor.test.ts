import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { silentLog } from "../../../src/base/logging.ts";
import type { PlacedFinding } from "../../../src/core/lint/placedFinding.ts";
import { startLintClient } from "../../../src/platform/lint/lintClient.ts";
import { LintFolder } from "../lint/lintFolder.ts";

/** The command's process and the editor's thread, both as they are shipped, say the same. */

const root = path.join(import.meta.dirname, "../../..");
const reportSchema = z.object({
  findings: z.array(
    z.object({
      rule: z.string(),
      severity: z.string(),
      path: z.string(),
      line: z.number(),
      column: z.number(),
      endLine: z.number(),
      endColumn: z.number(),
      message: z.string(),
    }),
  ),
});

/** Files of every kind, with something wrong in most of them. */
const projectFiles: Readonly<Record<string, string>> = {
  ".dvc/config":
    "[core]\n    remote = r\n['remote \"r\"']\n    url = s3://b\n    password = abcdefgh1234\n",
  ".dvcignore": "*.log\n",
  ".gitignore": "/model.pkl\n",
  ".env": "API_KEY=sk-abcdefghijklmnopqrstuvwx\n",
  "params.yaml": "lr: 1e-3\nstart: 2024-01-01\nmodel: {depth: 3}\n",
  "params.json": '{"a": [1, }\n',
  "params.toml": "a = \n",
  "params.py": "A = (\n",
  "dvc.lock":
    "schema: '2.0'\nstages:\n  train:\n    cmd: python old.py\n    outs:\n    - path: 1\n",
  "data.csv.dvc": "outs:\n- path: data.csv\n  cached: true\n",
  MLproject:
    "name: shop\nconda_env: gone.yaml\nentry_points:\n  main:\n    parameters:\n    command: echo {lr}\n",
  "other/MLproject.yaml": "entry_points: {}\n",
  "conda.yaml": "name: x\nprefix: /home/ada/x\ndependencies: [python=3.12=h1]\n",
  "python_env.yaml": "python: 3.10\ndependencies: mlflow\n",
  "requirements.txt": "numpy==1.0\nnumpy==2.0\npandas\n",
  "data/data.yaml": "train: images\nval: images\nnc: 3\nnames: [a, b]\n",
  "conf/config.yaml": "defaults:\n  - db: gone\n  - db: gone\nx: ${nothing.there}\n",
  "conf/base/catalog.yml": "a:\n  type: pandas.CSVDataSet\n  filepath: x.csv\nb: 1\n",
  "conf/base/parameters.yml": "lr: 1e-3\n",
  "ds_config.json":
    '{"train_batch_size": 7, "train_micro_batch_size_per_gpu": 2, "gradient_accumulation_steps": 2, "fp16": {"enabled": true}, "bf16": {"enabled": true}}\n',
  "accelerate.yaml":
    "compute_environment: LOCAL_MACHINE\ndistributed_type: MULTI_GPUS\nnum_process: 2\n",
  "sextant.yaml":
    "entryPoints:\n  train:\n    comand: x\nlint:\n  ignore: [NOPE]\n  perFileIgnores:\n    quiet/: [DVC002]\n",
  "conflict/dvc.yaml": "stages:\n<<<<<<< HEAD\n  a: {}\n=======\n  b: {}\n>>>>>>> x\n",
  "quiet/dvc.yaml": "stages:\n  a:\n    desc: x # sextant: ignore[DVC001]\n",
  "ünï/dvc.yaml": "stages:\n  '😀':\n    cmd: echo 😀 ${gone} ${also.gone}\r\n    frozen: yes\n",
};

/** A few pipelines of many stages, which depend on each other across files. */
function makePipelines(): Record<string, string> {
  const files: Record<string, string> = {};
  for (let index = 0; index < 8; index++) {
    const next = (index + 1) % 8;
    files[`step${index}/dvc.yaml`] = `vars:
  - own: ${index}
stages:
  train:
    foreach: [a, b]
    do:
      cmd: python train.py \${item} \${own} \${lr}
      deps: [../step${next}/out, train.csv, test.csv, gone.py]
      params: [missing.key]
      outs: [../shared-\${item}, out]
  other:
    cmd: |
      cd sub
      export X=1
    outs: [a.log, /home/ada/x]
    cache: false
`;
  }
  return files;
}

let built: string;
let disk: LintFolder;
beforeAll(() => {
  built = mkdtempSync(path.join(tmpdir(), "sextant-same-"));
  const build = ["scripts/build.mjs", "cli", "worker", `--out=${built}`];
  execFileSync(process.execPath, build, { cwd: root, stdio: "ignore" });
  disk = new LintFolder({
    ...projectFiles,
    ...makePipelines(),
    "utf16/dvc.yaml": Buffer.from("\ufeffstages: {}\n", "utf16le"),
    "bom/params.yaml": "\ufefflr: 1\n",
  });
  disk.git("init", "-q");
  disk.git("add", ".");
}, 120_000);

afterAll(() => {
  rmSync(built, { recursive: true });
  disk.dispose();
});

function askCommand(): readonly string[] {
  const argv = [path.join(built, "cli.cjs"), "lint", "--format", "json"];
  const { stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: disk.root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stderr).toBe("");
  return reportSchema
    .parse(JSON.parse(stdout))
    .findings.map(
      ({ rule, severity, path: file, line, column, endLine, endColumn, message }) =>
        `${file}:${line}:${column}-${endLine}:${endColumn} ${severity} ${rule} ${message}`,
    )
    .sort();
}

async function askThread(): Promise<readonly string[]> {
  const found = new Map<string, readonly PlacedFinding[]>();
  const workerPath = path.join(built, "lintWorker.cjs");
  const client = startLintClient({
    ...{ root: disk.root, isTrusted: true, workerPath, log: silentLog },
    readText: () => undefined,
  });
  client.onDidFind((told) => {
    for (const { path: file, findings } of told) found.set(file, findings);
  });
  try {
    await client.settled();
  } finally {
    client.dispose();
  }
  return [...found.values()].flat().map(show).sort();
}

/** Editors count from 0. */
function show({ rule, severity, path: file, range: { start, end }, message }: PlacedFinding) {
  const place = `${start.line + 1}:${start.column + 1}-${end.line + 1}:${end.column + 1}`;
  return `${file}:${place} ${severity} ${rule} ${message}`;
}

describe("the command and the editor", () => {
  it("find the same in the same places", async () => {
    const ofCommand = askCommand();
    expect(await askThread()).toEqual(ofCommand);
    const groups = new Set(ofCommand.map((line) => / ([A-Z]{3})\d{3} /.exec(line)?.[1]));
    expect([...groups].sort()).toEqual(
      ["DSP", "DVC", "ENV", "HYD", "KED", "MLF", "SEC", "SXT", "YML", "YOL"].sort(),
    );
  });
});
