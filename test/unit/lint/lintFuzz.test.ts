import { describe, expect, it } from "vitest";
import { LintProject } from "../../../src/core/lint/project/lintProject.ts";
import { defaultLintOptions } from "../../../src/core/lint/lintOptions.ts";
import { createMemoryFiles } from "../../support/lint/memoryFiles.ts";

/** A project of every kind, sound before it is mutated. */
const sound: Readonly<Record<string, string>> = {
  "dvc.yaml":
    "vars:\n  - params.yaml\n  - names: [a, b]\n" +
    "stages:\n" +
    "  prepare:\n    cmd: python src/prepare.py --split ${prepare.split}\n" +
    "    deps:\n      - src/prepare.py\n      - data/raw.csv\n    params:\n      - prepare.split\n" +
    "    outs:\n      - data/prepared:\n          cache: true\n" +
    "  train:\n    foreach: ${names}\n    do:\n      cmd: >-\n        python src/train.py ${item}\n" +
    "      deps: [data/prepared]\n      outs: ['model/${item}.pkl']\n" +
    "  grid:\n    matrix:\n      lr: [1e-3, 0.1]\n      net: [x, {deep: 2}]\n" +
    "    cmd: echo ${item.lr} ${item.net} ${key}\n    wdir: src\n" +
    "metrics:\n  - metrics.json\nplots:\n  - loss.csv:\n      x: step\n",
  "dvc.lock":
    "schema: '2.0'\nstages:\n  prepare:\n    cmd: python src/prepare.py --split 0.2\n" +
    "    deps:\n    - path: src/prepare.py\n      md5: 5d41402abc4b2a76b9719d911017c592\n      size: 5\n",
  "params.yaml": "prepare:\n  split: 0.2\n  day: 2020-01-01\nlr: 1e-3\nswitch: yes\ntime: 12:30\n",
  "data/raw.csv.dvc":
    "outs:\n- md5: 5d41402abc4b2a76b9719d911017c592\n  size: 5\n  path: raw.csv\n",
  ".dvc/config":
    "[core]\n    remote = store\n['remote \"store\"']\n    url = s3://bucket\n    password = x\n",
  ".dvcignore": "*.tmp\n!keep.tmp\n",
  ".gitignore": "/model\ndvc.lock\n",
  MLproject:
    "name: x\nconda_env: conda.yaml\nentry_points:\n  main:\n    parameters:\n" +
    "      alpha: {type: float, default: 0.5}\n      path: string\n" +
    "    command: 'python train.py {alpha} {path}'\n",
  "conda.yaml":
    "name: x\nchannels: [conda-forge]\ndependencies:\n  - python=3.10\n  - pip:\n    - numpy==1.0\n",
  "python_env.yaml": "python: 3.10\ndependencies:\n  - -r requirements.txt\n",
  "requirements.txt": "numpy==1.26\npandas>=2,<3 ; python_version > '3.8'\n-e .\n# end\n",
  "data.yaml": "path: ../sets\ntrain: images/train\nval: images/val\nnc: 2\nnames: [a, b]\n",
  "conf/config.yaml":
    "defaults:\n  - db: mysql\n  - override hydra/launcher: basic\n  - _self_\n" +
    "url: ${db.host}:${oc.env:PORT,80}\n",
  "conf/db/mysql.yaml": "host: localhost\nport: ${.other}\n",
  "conf/base/catalog.yml":
    "_csv: &csv\n  type: pandas.CSVDataset\n'{name}_set':\n  <<: *csv\n  filepath: data/{name}.csv\n",
  "ds_config.json":
    '{"train_batch_size": 16, "train_micro_batch_size_per_gpu": 2, "fp16": {"enabled": true}}\n',
  "sextant.yaml": "entryPoints:\n  a: python train.py\nlint:\n  ignore: [DVC001]\n",
  ".env": "TOKEN=abc\nexport A='b'\n",
  "params.py": "class Train:\n    lr = 1e-3\n    names: list = ['a']\n",
  "params.toml": "[a.b]\nc = 1979-05-27\nd = [1, 2]\n",
};

/** Parts that mean something to one of the formats. */
const pieces = (
  "${ } ${item} ${key} ${a.b[0]} \\${ : - , [ ] { } & * &a *a << !!python/object: | > >- ' \" # % @ " +
  "null ~ yes 1e-3 0x1F .inf 2020-01-01 stages foreach matrix do cmd deps outs params vars defaults " +
  "__proto__ <<<<<<< ======= >>>>>>> --- ... \\ \\u{0} 😀 é \uFEFF .. ../.. /abs s3://x "
)
  .split(" ")
  .concat(["\n", "\n  ", "\n    ", "\t", "\r\n", "\r", "\0", " ", "\u2028", "\ud800"]);

/** xorshift32. */
function createRandom(seed: number): (below: number) => number {
  let state = seed * 2654435761 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutate(text: string, random: (below: number) => number): string {
  let changed = text;
  for (let count = 1 + random(4); count > 0; count--) {
    const at = random(changed.length + 1);
    const end = Math.min(changed.length, at + random(30));
    const piece = pieces[random(pieces.length)] ?? "";
    switch (random(5)) {
      case 0:
        changed = changed.slice(0, at) + changed.slice(end);
        break;
      case 1:
        changed = changed.slice(0, at) + piece + changed.slice(at);
        break;
      case 2:
        changed = changed.slice(0, at) + piece + changed.slice(end);
        break;
      case 3:
        changed = changed.slice(0, at) + changed.slice(at, end).repeat(3) + changed.slice(end);
        break;
      default:
        changed = changed.slice(0, at);
    }
  }
  return changed;
}

const rounds = 400;
const maxMs = 2000;
const options = { ...defaultLintOptions, select: ["ALL"] };

describe("mutated files", () => {
  const paths = Object.keys(sound);
  it.each([1, 2, 3, 4])("never make the linter fail or think for long: seed %i", (seed) => {
    const random = createRandom(seed);
    const files = createMemoryFiles(sound, { tracked: ["dvc.yaml", "src/prepare.py"] });
    const project = new LintProject(files, paths, options);
    for (const path of paths) project.findings(path);
    for (let round = 0; round < rounds; round++) {
      const path = paths[random(paths.length)] ?? "";
      const text = mutate(project.file(path)?.text ?? "", random);
      const start = performance.now();
      const label = `seed ${seed}, round ${round}, ${path}: ${JSON.stringify(text)}`;
      const changed = project.setText(path, text);
      for (const one of [path, ...changed]) expectPlaces(project, one, label);
      expect(performance.now() - start, label).toBeLessThan(maxMs);
      // Now and then everything is mended, so that there is something to break again.
      if (random(12) === 0) for (const one of paths) project.setText(one, null);
    }
  });

  it.each([5, 6])("give the same as a project that begins with them: seed %i", (seed) => {
    const random = createRandom(seed);
    const project = new LintProject(createMemoryFiles(sound), paths, options);
    for (const path of paths) project.findings(path);
    const texts = { ...sound };
    for (let round = 0; round < 60; round++) {
      const path = paths[random(paths.length)] ?? "";
      texts[path] = random(4) === 0 ? (sound[path] ?? "") : mutate(sound[path] ?? "", random);
      project.setText(path, texts[path]);
      const fresh = new LintProject(createMemoryFiles(texts), paths, options);
      for (const one of paths) {
        const label = `seed ${seed}, round ${round}: ${path} changed, findings of ${one}`;
        expect(project.findings(one), label).toEqual(fresh.findings(one));
      }
    }
  });
});

/** All that is told of lies in a string. */
function expectPlaces(project: LintProject, path: string, label: string): void {
  for (const { rule, at, fixes = [], related = [] } of findingsOf(project, path, label)) {
    const places = [{ ...at, path }, ...related, ...fixes.flatMap(({ edits }) => edits)];
    for (const { path: file, start, end } of places) {
      const length = project.file(file)?.text.length ?? 0;
      const isInside = start >= 0 && start <= end && end <= length;
      expect(isInside, `${rule} in ${file} ${start}–${end}, ${label}`).toBe(true);
    }
  }
}

function findingsOf(project: LintProject, path: string, label: string) {
  try {
    return project.findings(path);
  } catch (error) {
    throw new Error(`${label} → ${path}`, { cause: error });
  }
}
