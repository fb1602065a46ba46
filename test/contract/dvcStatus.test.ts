import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { silentLog } from "../../src/base/logging.ts";
import { LintService } from "../../src/platform/lint/lintService.ts";
import { PipelineStates } from "../../src/platform/lint/pipelineStates.ts";

/**
 * A project that the real DVC ran, then changed in many ways: a stage is fresh in the graph of
 * stages exactly where `dvc status` has nothing to say of it.
 */

const files: Readonly<Record<string, string>> = {
  "a.txt": "a\n",
  "b.txt": "b\r\nc\r\n",
  ".dvcignore": "*.tmp\n/indir/skipped/\nlocal.txt\n",
  "indir/one.txt": "1\n",
  'indir/deep/Ünïcode 😀 "x".txt': "2\n",
  "indir/deep/empty": "",
  "indir/noise.tmp": "noise",
  "indir/skipped/file": "skipped",
  "ignored/local.txt": "1",
  "ignored/other.txt": "1",
  "params.yaml":
    'lr: 0.1\ntrain:\n  epochs: 10\n  name: ada\nmodel:\n  layers: [1, 2, {a: b}]\n  drop: null\nflag: true\nmodels: [linear, forest]\nsets:\n  x: {n: 1}\n  y: {n: 2}\ntext: "10"\nbig: 1e3\nonly: {n: 1}\nhex: 0x1F\n',
  "cfg/other.yaml": "a:\n  b: 1\n  c: 2\nlist:\n  - {k: 1}\n  - {k: 2}\n",
  "whole.yaml": "p: 1\nq:\n  r: 2\n",
  "gone.yaml": "p: 1\n",
  "shrunk.yaml": "p: 1\nq: 2\n",
  "conf.toml": '[x]\ny = 1\nf = 1.0\ns = "1"\nl = [1, 2]\n[x.z]\nw = true\n',
  "conf.json": '{"k": {"l": [1, 2.5, null]}, "m": "n"}',
  "consts.py": "ALPHA = 0.5\nTUPLE = (1, 2)\nclass Cfg:\n    beta = {'x': 1}\n",
  "dvc.yaml": String.raw`stages:
  plain: {cmd: cp a.txt plain.out, deps: [a.txt], outs: [plain.out]}
  crlf: {cmd: cp b.txt crlf.out, deps: [b.txt], outs: [crlf.out]}
  dep_edited: {cmd: cp edited.txt dep_edited.out, deps: [edited.txt], outs: [dep_edited.out]}
  dep_same_size: {cmd: cp same.txt same.out, deps: [same.txt], outs: [same.out]}
  dep_touched: {cmd: cp touched.txt touched.out, deps: [touched.txt], outs: [touched.out]}
  dep_missing: {cmd: cp missing.txt missing.out, deps: [missing.txt], outs: [missing.out]}
  dep_new: {cmd: cp a.txt dep_new.out, deps: [a.txt], outs: [dep_new.out]}
  dep_gone: {cmd: cp a.txt dep_gone.out, deps: [a.txt, b.txt], outs: [dep_gone.out]}
  out_edited: {cmd: echo 1 > out_edited.out, deps: [a.txt], outs: [out_edited.out: {cache: false}]}
  out_missing: {cmd: echo 1 > out_missing.out, deps: [a.txt], outs: [out_missing.out: {cache: false}]}
  out_new: {cmd: touch out_new.out out_new.more, deps: [a.txt], outs: [out_new.out]}
  out_gone: {cmd: touch out_gone.out out_gone.more, deps: [a.txt], outs: [out_gone.out, out_gone.more]}
  folders: {cmd: cp -r indir outdir, deps: [indir], outs: [outdir]}
  folder_kept: {cmd: cp -r ignored kept, deps: [ignored], outs: [kept]}
  folder_grown: {cmd: mkdir -p grown/x && echo 1 > grown/x/f, deps: [a.txt], outs: [grown: {cache: false}]}
  folder_to_file: {cmd: mkdir swapped && touch swapped/f, deps: [a.txt], outs: [swapped: {cache: false}]}
  metric: {cmd: "echo '{\"acc\": 1}' > m.json", deps: [a.txt], metrics: [m.json: {cache: false}]}
  metric_edited: {cmd: "echo '{\"acc\": 1}' > me.json", deps: [a.txt], metrics: [me.json: {cache: false}]}
  persisted: {cmd: echo 1 > persisted.out, deps: [a.txt], outs: [persisted.out: {persist: true}]}
  always: {cmd: echo 1 > always.out, deps: [a.txt], outs: [always.out], always_changed: true}
  callback: {cmd: echo 1}
  frozen: {cmd: cp frozen.txt frozen.out, deps: [frozen.txt], outs: [frozen.out], frozen: true}
  frozen_out: {cmd: echo 1 > fo.out, deps: [a.txt], outs: [fo.out: {cache: false}], frozen: true}
  frozen_param: {cmd: echo 1 > fp.out, params: [lr], outs: [fp.out], frozen: true}
  wdir: {cmd: cp ../a.txt wdir.out, wdir: sub, deps: [../a.txt], outs: [wdir.out]}
  wdir_param: {cmd: echo 1 > wp.out, wdir: sub, params: [../params.yaml: [lr]], outs: [wp.out]}
  cmd_edited: {cmd: echo 1 > ce.out, deps: [a.txt], outs: [ce.out]}
  cmd_list: {cmd: [echo 1, echo 2 > cl.out], deps: [a.txt], outs: [cl.out]}
  cmd_to_list: {cmd: echo 1 > ctl.out, deps: [a.txt], outs: [ctl.out]}
  cmd_from_list: {cmd: [echo 1 > cfl.out], deps: [a.txt], outs: [cfl.out]}
  cmd_lines:
    cmd: |
      echo 1
      echo 2 > lines.out
    deps: [a.txt]
    outs: [lines.out]
  cmd_folded:
    cmd: >-
      echo 1
      > folded.out
    deps: [a.txt]
    outs: [folded.out]
  cmd_param: {cmd: "echo \${train.epochs} > cp.out", deps: [a.txt], outs: [cp.out]}
  cmd_same: {cmd: "echo \${train.name} > cs.out", deps: [a.txt], outs: [cs.out]}
  p_lr: {cmd: echo 1, params: [lr]}
  p_epochs: {cmd: echo 1, params: [train.epochs]}
  p_name: {cmd: echo 1, params: [train.name]}
  p_train: {cmd: echo 1, params: [train]}
  p_model: {cmd: echo 1, params: [model]}
  p_drop: {cmd: echo 1, params: [model.drop]}
  p_flag: {cmd: echo 1, params: [flag]}
  p_text: {cmd: echo 1, params: [text]}
  p_big: {cmd: echo 1, params: [big]}
  p_hex: {cmd: echo 1, params: [hex]}
  p_missing: {cmd: echo 1, params: [only.n]}
  p_new: {cmd: echo 1, params: [lr]}
  p_gone: {cmd: echo 1, params: [lr, flag]}
  f_other: {cmd: echo 1, params: [cfg/other.yaml: [a.b]]}
  f_list: {cmd: echo 1, params: [cfg/other.yaml: [list.1.k]]}
  f_whole: {cmd: echo 1, params: [whole.yaml: ]}
  f_gone: {cmd: echo 1, params: [gone.yaml: ]}
  f_gone_key: {cmd: echo 1, params: [gone.yaml: [p]]}
  f_shrunk: {cmd: echo 1, params: [shrunk.yaml: ]}
  f_toml: {cmd: echo 1, params: [conf.toml: [x.y]]}
  f_toml_float: {cmd: echo 1, params: [conf.toml: [x.f]]}
  f_toml_text: {cmd: echo 1, params: [conf.toml: [x.s]]}
  f_toml_list: {cmd: echo 1, params: [conf.toml: [x.l]]}
  f_toml_whole: {cmd: echo 1, params: [conf.toml: ]}
  f_json: {cmd: echo 1, params: [conf.json: [k.l]]}
  f_json_other: {cmd: echo 1, params: [conf.json: [m]]}
  f_py: {cmd: echo 1, params: [consts.py: [ALPHA]]}
  f_py_class: {cmd: echo 1, params: [consts.py: [Cfg.beta]]}
  f_py_tuple: {cmd: echo 1, params: [consts.py: [TUPLE]]}
  each:
    foreach: \${models}
    do: {cmd: "echo \${item} > each.\${item}", deps: ["each-\${item}.txt"], outs: ["each.\${item}"]}
  each_key:
    foreach: \${sets}
    do: {cmd: "echo \${key} \${item.n} > key.\${key}", deps: [a.txt], outs: ["key.\${key}"]}
  grid:
    matrix: {m: "\${models}", n: [1, 2]}
    cmd: echo \${item.m} \${item.n} > grid.\${item.m}.\${item.n}
    deps: ["each-\${item.m}.txt"]
    outs: ["grid.\${item.m}.\${item.n}"]
  late: {cmd: cp plain.out late.out, deps: [plain.out], outs: [late.out]}
`.replaceAll("\\${", "${"),
  "sub/dvc.yaml":
    "stages:\n  inner: {cmd: cp ../a.txt inner.out, deps: [../a.txt], outs: [inner.out]}\n  moved: {cmd: echo 1 > moved.out, deps: [dep.txt], outs: [moved.out]}\n",
  "sub/dep.txt": "1",
  "edited.txt": "1",
  "same.txt": "1",
  "touched.txt": "1",
  "missing.txt": "1",
  "frozen.txt": "1",
  "each-linear.txt": "1",
  "each-forest.txt": "1",
};

let python = "";
let root = "";
let service: LintService;

beforeAll(async () => {
  python = ensurePythonEnv("dvc");
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "sextant-dvc-status-")));
  for (const [name, text] of Object.entries(files)) write(name, text);
  dvc("init", "--no-scm", "--quiet");
  dvc("config", "core.analytics", "false");
  // Frozen stages are not run: they were frozen afterwards.
  write("dvc.yaml", (files["dvc.yaml"] ?? "").replaceAll(", frozen: true", ""));
  dvc("repro", "--all-pipelines", "--quiet");
  write("dvc.yaml", files["dvc.yaml"] ?? "");
  service = await LintService.open({ root, isTrusted: false, log: silentLog });
}, 240_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}

function edit(name: string, ...changes: readonly (readonly [from: string, to: string])[]): void {
  let text = files[name] ?? "";
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  write(name, text);
}

function dvc(...args: readonly string[]): string {
  const env = {
    ...process.env,
    DVC_NO_ANALYTICS: "1",
    DVC_SITE_CACHE_DIR: path.join(root, ".dvc", "tmp", "site"),
  };
  return execFileSync(python, ["-m", "dvc", ...args], {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Names of the stages that DVC would run, as `folder/dvc.yaml:name` below the root. */
function changedForDvc(): readonly string[] {
  return Object.keys(JSON.parse(dvc("status", "--json")) as object).sort();
}

/** The same of the graph of stages; those that wait for another one are left out, as DVC does. */
async function changedForUs(): Promise<{
  changed: readonly string[];
  states: ReadonlySet<string>;
}> {
  await service.refresh(null);
  const view = await readSettledView();
  const changed: string[] = [];
  const states = new Set<string>();
  for (const { kind, file, name, state, reasons, instances } of view.nodes) {
    const waits = reasons.every((reason) => reason.endsWith(" is to be run first"));
    const all = kind === "stage" ? [{ name, state: waits ? "fresh" : state }] : instances;
    for (const one of all) {
      states.add(one.state);
      const address = file === "dvc.yaml" ? one.name : `${file}:${one.name}`;
      if (one.state !== "fresh") changed.push(address);
    }
  }
  return { changed: changed.sort(), states };
}

async function readSettledView(): Promise<ReturnType<PipelineStates["view"]>> {
  let hashed: () => void = () => undefined;
  const states = new PipelineStates({ root, log: silentLog, onDidHash: () => hashed() });
  const done = new Promise<void>((resolve) => (hashed = resolve));
  states.view(service.project, null);
  await done;
  return states.view(service.project, null);
}

const always = ["always", "callback"];

describe("a stage is fresh where DVC says so", () => {
  it("when everything was just run", async () => {
    const { changed, states } = await changedForUs();
    expect(changed).toEqual(changedForDvc());
    expect(changed).toEqual(always);
    expect([...states].sort()).toEqual(["changed", "fresh"]);
  }, 60_000);

  it("when files and folders have changed", async () => {
    for (const name of ["edited.txt", "same.txt", "frozen.txt", "each-forest.txt"])
      write(name, "2");
    write("edited.txt", "longer");
    write("touched.txt", "1");
    rmSync(path.join(root, "missing.txt"));
    write("out_edited.out", "2\n");
    rmSync(path.join(root, "out_missing.out"));
    write("indir/noise.tmp", "other noise");
    write("indir/skipped/more", "more");
    write("ignored/local.txt", "2");
    write("grown/x/g", "2");
    rmSync(path.join(root, "swapped"), { recursive: true });
    write("swapped", "");
    write("me.json", '{"acc": 2}');
    write("fo.out", "2\n");
    write("sub/dep.txt", "2");
    await compare(
      ["edited.txt's", "dep_edited"],
      ["a file of the same size", "dep_same_size"],
      ["a missing file's", "dep_missing"],
      ["an output", "out_edited"],
      ["a folder", "folder_grown"],
      ["an instance", "each@forest"],
      ["a cell", "grid@forest-2"],
    );
  }, 60_000);

  it("when a folder's files were renamed, added and removed", async () => {
    renameSync(path.join(root, "indir/one.txt"), path.join(root, "indir/two.txt"));
    write("ignored/third.txt", "3");
    await compare(["a folder with other names", "folders"], ["one with more", "folder_kept"]);
    renameSync(path.join(root, "indir/two.txt"), path.join(root, "indir/one.txt"));
  }, 60_000);

  it("when parameters have changed", async () => {
    edit(
      "params.yaml",
      ["lr: 0.1", "lr: 1.0e-1"],
      ["epochs: 10", "epochs: 11"],
      ["{a: b}", "{a: c}"],
      ["drop: null", "drop: ~"],
      ["flag: true", "flag: 1"],
      ['"10"', "10"],
      ["1e3", "1000"],
      ["0x1F", "31"],
      ["only: {n: 1}", "only: {}"],
    );
    edit("cfg/other.yaml", ["b: 1", "b: 3"], ["{k: 2}", "{k: 4}"]);
    edit("whole.yaml", ["r: 2", "r: 3"]);
    rmSync(path.join(root, "gone.yaml"));
    edit("shrunk.yaml", ["q: 2\n", ""]);
    edit("conf.toml", ["y = 1", "y = 2"], ["f = 1.0", "f = 1"], ['"1"', "1"]);
    edit("conf.json", ["2.5", "2.6"]);
    edit("consts.py", ["0.5", "0.25"], ["{'x': 1}", "{'x': 2}"]);
    await compare(
      ["a nested parameter", "p_epochs"],
      ["a mapping", "p_model"],
      ["TOML", "f_toml"],
      ["JSON", "f_json"],
      ["Python", "f_py"],
      ["a whole file", "f_whole"],
      ["a key that is gone", "f_shrunk"],
    );
  }, 60_000);

  it("when stages were rewritten", async () => {
    for (const name of Object.keys(files))
      if (!name.endsWith(".txt")) write(name, files[name] ?? "");
    edit(
      "dvc.yaml",
      ["cp a.txt dep_new.out, deps: [a.txt]", "cp a.txt dep_new.out, deps: [a.txt, b.txt]"],
      ["deps: [a.txt, b.txt], outs: [dep_gone.out]", "deps: [a.txt], outs: [dep_gone.out]"],
      ["outs: [out_new.out]", "outs: [out_new.out, out_new.more]"],
      ["outs: [out_gone.out, out_gone.more]", "outs: [out_gone.out]"],
      ["echo 1 > ce.out", "echo 2 > ce.out"],
      ["cmd: echo 1 > ctl.out", "cmd: [echo 1 > ctl.out]"],
      ["cmd: [echo 1 > cfl.out]", "cmd: echo 1 > cfl.out"],
      ["echo 2 > lines.out", "echo 3 > lines.out"],
      ["cmd: >-\n      echo 1\n      > folded.out", 'cmd: "echo 1 > folded.out"'],
      ["p_new: {cmd: echo 1, params: [lr]}", "p_new: {cmd: echo 1, params: [lr, flag]}"],
      ["params: [lr, flag]}\n  f_", "params: [lr]}\n  f_"],
      ["n: [1, 2]", "n: [1, 2, 3]"],
      ["echo ${key} ${item.n}", "echo ${item.n} ${key}"],
    );
    await compare(
      ["a new dependency", "dep_new"],
      ["a command", "cmd_edited"],
      ["a new instance", "grid@linear-3"],
      ["a new parameter", "p_new"],
    );
  }, 60_000);
});

/** Both see the same, and what is named among it: else the change was none. */
async function compare(
  ...named: readonly (readonly [what: string, stage: string])[]
): Promise<void> {
  const { changed } = await changedForUs();
  expect(changed).toEqual(changedForDvc());
  expect(changed).toEqual(expect.arrayContaining(named.map(([, stage]) => stage)));
}
