import type { LintCase, LintCases } from "./lintContract.ts";

const md5 = "d41d8cd98f00b204e9800998ecf8427e";
const pipeline = "stages:\n  a:\n    cmd: echo a\n    outs: [o]\n";

const lock = (text: string): LintCase => ({ files: { "dvc.yaml": pipeline, "dvc.lock": text } });
const locked = (lines: string) => lock(`schema: '2.0'\nstages:\n  a:\n    cmd: echo a\n${lines}`);

/** What `dvc.lock` may hold. */
const locks: LintCases = {
  "a lock": locked(`    outs:\n    - path: o\n      hash: md5\n      md5: ${md5}\n      size: 1\n`),
  "an empty lock": lock("# <-"),
  "a lock without stages": lock("schema: '2.0'\n"),
  "a lock without version": lock("stages: {} # <-\n"),
  "a version that is a number": lock("schema: 2.0 # <-\nstages: {}\n"),
  "an old version": lock("schema: '1.0' # <-\nstages: {}\n"),
  "a lock that is a list": lock("- a # <-\n"),
  "a lock of the first form": lock("a: # <-\n  cmd: echo a\n"),
  "an unknown key of a lock": lock("schema: '2.0'\nstage: {} # <-\n"),
  "null stages of a lock": lock("schema: '2.0'\nstages: # <-\n"),
  "data sets of a lock": lock("schema: '2.0'\ndatasets: []\n"),
  "a locked stage without command": lock("schema: '2.0'\nstages:\n  a: # <-\n    deps: []\n"),
  "a locked stage with an unknown key": locked("    wdir: . # <-\n"),
  "a locked list of commands": lock("schema: '2.0'\nstages:\n  a:\n    cmd: [echo a, echo b]\n"),
  "a locked command that is a number": lock("schema: '2.0'\nstages:\n  a:\n    cmd: 1 # <-\n"),
  "a locked stage of another time": lock("schema: '2.0'\nstages:\n  gone:\n    cmd: echo b\n"),
  "a locked output without path": locked(`    outs:\n    - md5: ${md5} # <-\n`),
  "a locked output as a string": locked("    outs:\n    - o # <-\n"),
  "a locked output with an unknown key": locked(
    "    outs:\n    - path: o\n      cache: true # <-\n",
  ),
  "a hash that is a number": locked("    outs:\n    - path: o\n      md5: 1 # <-\n"),
  "a size that is a string": locked("    outs:\n    - path: o\n      size: big # <-\n"),
  "a number of files": locked("    outs:\n    - path: o\n      nfiles: 2\n      isexec: true\n"),
  "locked parameters": locked("    params:\n      params.yaml:\n        lr: 0.1\n"),
  "locked parameters as a list": locked("    params:\n    - lr # <-\n"),
  "a locked file of parameters that is null": locked("    params:\n      params.yaml: # <-\n"),
  "a locked parameter that is a number": locked(
    "    params:\n      params.yaml:\n        1: 2 # <-\n",
  ),
  "null dependencies of a lock": locked("    deps: # <-\n"),
  "a merge conflict in a lock": lock(
    "schema: '2.0'\nstages:\n  a:\n<<<<<<< HEAD # <-\n    cmd: echo a\n=======\n    cmd: echo b\n>>>>>>> other\n",
  ),
  "a stage locked twice": locked("  a: # <-\n    cmd: echo b\n"),
  "a lock that is broken": lock("schema: '2.0'\nstages: [ # <-\n"),
  "a lock without pipeline": {
    files: { "dvc.lock": "schema: '1.0'\n" },
    differs:
      "DVC reads no lock without its pipeline, which is broken all the same once that is there",
  },
  "a lock that git ignores": {
    files: {
      ".gitignore": "dvc.lock\n",
      "dvc.yaml": "stages: {} # <-\n",
      "dvc.lock": "schema: '2.0'\n",
    },
    tracked: [],
  },
};

const tracking = (text: string): LintCase => ({ files: { "data.dvc": text } });
const data = (lines: string) => tracking(`outs:\n- path: data\n  md5: ${md5}\n${lines}`);

/** What a `.dvc` file may hold. */
const trackingFiles: LintCases = {
  "a tracked file": data("  size: 1\n  hash: md5\n"),
  "a tracked folder": tracking(`outs:\n- path: data\n  md5: ${md5}.dir\n  size: 1\n  nfiles: 2\n`),
  "an empty tracking file": tracking(""),
  "a tracking file that is a list": tracking("- data # <-\n"),
  "a tracking file with an unknown key": data("data: x # <-\n"),
  "a tracking file with a command": data("cmd: echo # <-\n"),
  "null outputs of a tracking file": tracking("outs:\n"),
  "null dependencies of a tracking file": data("deps:\n"),
  "a tracked path as a string": tracking("outs:\n- data # <-\n"),
  "tracked paths as a mapping": tracking("outs:\n  path: data # <-\n"),
  "tracked data without path": tracking(`outs:\n- md5: ${md5} # <-\n`),
  "an unknown key of tracked data": data("  cached: true # <-\n"),
  "annotations of tracked data": data("  desc: d\n  type: t\n  labels: [l]\n  meta: {a: 1}\n"),
  "flags of tracked data": data("  cache: true\n  persist: false\n  remote: r\n  push: false\n"),
  "a flag of tracked data as yes": data("  cache: yes # <-\n"),
  "frozen tracking": data("frozen: true\n"),
  "frozen tracking as a string": data("frozen: 'true' # <-\n"),
  "locked tracking": data("locked: true\n"),
  "a folder of tracked data": {
    files: { "x.dvc": "wdir: sub\nouts:\n- path: data\n", "sub/x": "" },
  },
  "a null folder of tracked data": data("wdir:\n"),
  "a folder of tracked data as a list": data("wdir: [a] # <-\n"),
  "an import of a file": data("deps:\n- path: other\n  size: 3\nfrozen: true\n"),
  "an import of an address": data(
    "deps:\n- path: https://example.org/data\n  etag: abc\n  size: 3\n",
  ),
  "an import of a repository": data(
    "deps:\n- path: data\n  repo:\n    url: https://example.org/r\n    rev: main\n    rev_lock: abc\nfrozen: true\n",
  ),
  "an import of a repository without address": data(
    "deps:\n- path: data\n  repo: # <-\n    rev: main\n",
  ),
  "an import of a repository with an unknown key": data(
    "deps:\n- path: data\n  repo:\n    url: https://example.org/r\n    branch: main # <-\n",
  ),
  "an import of a repository without path": data(
    "deps:\n- repo: # <-\n    url: https://example.org/r\n",
  ),
  "an import of a database": data("deps:\n- db:\n    query: select 1\n    file_format: csv\n"),
  "the hash of a tracking file": data(`md5: ${md5}\n`),
  "a tracking file with a merge conflict": tracking(
    `outs:\n- path: data\n<<<<<<< HEAD # <-\n  md5: ${md5}\n=======\n  md5: x\n>>>>>>> other\n`,
  ),
  "a key of tracked data twice": data("  md5: x # <-\n"),
  "a template in a tracking file": tracking("outs:\n- path: ${x}\n"),
  "a tracking file that git ignores": {
    files: { ".gitignore": "/data.dvc\n", "data.dvc": "outs:\n- path: data\n" },
    tracked: [],
  },
  "tracking files of one path": {
    files: { "a.dvc": "outs:\n- path: data\n", "b.dvc": "outs:\n- path: data # <-\n" },
  },
  "tracking files of one path, one inside": {
    files: { "a.dvc": "outs:\n- path: data\n", "b.dvc": "outs:\n- path: data/x # <-\n" },
  },
  "a tracked .dvc file": { files: { "a.dvc": "outs:\n- path: x.dvc # <-\n" } },
  "an import of a .dvc file": data("deps:\n- path: x.dvc # <-\n"),
  "an import of a dvc.yaml": data("deps:\n- path: sub/dvc.yaml # <-\n"),
  "tracked data that depends on itself": data("deps:\n- path: data # <-\n"),
  "two tracked paths": tracking("outs:\n- path: a\n- path: b\n"),
  "a tracked path beside the project": {
    files: { "a.dvc": "wdir: ..\nouts:\n- path: outside\n" },
  },
};

const ignore = (text: string, more: Readonly<Record<string, string>>): LintCase => ({
  files: { ".dvcignore": text, ...more },
});
const outs = (path: string, mark = "") =>
  `stages:\n  a:\n    cmd: echo a\n    outs:\n      - ${path}${mark}\n`;

/** What ignore files hide. */
const ignoreFiles: LintCases = {
  "an ignored folder of an output": ignore("logs/\n", { "dvc.yaml": outs("logs/x", " # <-") }),
  "an output that is let in again": ignore("*.log\n!keep.log\n", { "dvc.yaml": outs("keep.log") }),
  "an output in a folder that is let in in vain": ignore("logs/\n!logs/x\n", {
    "dvc.yaml": outs("logs/x", " # <-"),
  }),
  "an anchored pattern": ignore("/out\n", { "dvc.yaml": outs("sub/out") }),
  "a pattern in a folder": {
    files: { "sub/.dvcignore": "*.log\n", "dvc.yaml": outs("sub/a.log", " # <-") },
  },
  "a pattern of another folder": {
    files: { "sub/.dvcignore": "*.log\n", "dvc.yaml": outs("a.log") },
  },
  "an output that git ignores": {
    files: { ".gitignore": "/o\n", "dvc.yaml": outs("o") },
    tracked: [],
  },
  "a pipeline in an ignored folder": ignore("old/\n", { "old/dvc.yaml": "stages: 1\n" }),
  "a tracking file in an ignored folder": ignore("old\n", { "old/a.dvc": "- a\n" }),
  "a pipeline in a folder that git ignores": {
    files: { ".gitignore": "old/\n", "old/dvc.yaml": "stages: 1\n" },
    tracked: [],
  },
  "a pipeline that is ignored": {
    ...ignore("dvc.yaml\n", { "dvc.yaml": "stages: 1 # <-\n" }),
    failsWhenRun: true,
  },
};

const top = (text: string): LintCase => ({ files: { "dvc.yaml": text } });
const dataset = (lines: string) =>
  top(`datasets:\n  - ${lines}\nstages:\n  a:\n    cmd: echo a\n    deps: ['ds://d']\n`);

/** Data sets and artifacts. */
const specs: LintCases = {
  "a data set of an address": dataset("{name: d, type: url, url: 's3://b/d'}"),
  "a data set of DVC": dataset("{name: d, type: dvc, url: 'https://e.org/r', path: d, rev: main}"),
  "a data set of DataChain": dataset("{name: d, type: dc, url: 'dc://d'}"),
  "artifacts as a list": top("artifacts:\n  - path: a # <-\n"),
  "an artifact that is null": top("artifacts:\n  m: # <-\n"),
  "a path of an artifact that is a number": top("artifacts:\n  m:\n    path: 1 # <-\n"),
  "labels of an artifact as a string": top("artifacts:\n  m:\n    path: a\n    labels: l # <-\n"),
  "a template in an artifact": {
    files: { "dvc.yaml": "artifacts:\n  m:\n    path: ${p}\n", "params.yaml": "p: a\n" },
  },
  "a missing parameter in an artifact": top("artifacts:\n  m:\n    path: ${p} # <-\n"),
};

const config = (text: string): LintCase => ({ files: { ".dvc/config": text } });
const remote = (lines: string) => config(`['remote "r"']\n    url = s3://b/d\n${lines}`);

/** What `.dvc/config` may hold. */
const configs: LintCases = {
  "an empty configuration": config(""),
  "a remote": config("[core]\n    remote = r\n    autostage = true\n"),
  "options of a remote": remote("    region = x\n    PROFILE = p\n    version_aware = true\n"),
  "an unknown option": config("[core]\n    remotes = r # <-\n"),
  "an unknown option of a remote": remote("    endpoint_url = x # <-\n"),
  "an unknown section": config("[cores]\n    remote = r # <-\n"),
  "an unknown feature": config("[feature]\n    nothing = true\n"),
  "a file in the cache's section": config("[cache]\n    dir = ../cache\n    type = symlink\n"),
  "an option outside of sections": config("remote = r # <-\n"),
  "an option like no other": {
    ...config("[core]\n    zzzzzz = 1\n"),
    differs: "it may come with a newer DVC: a warning",
  },
};

export const dvcFileCases: LintCases = {
  ...locks,
  ...trackingFiles,
  ...ignoreFiles,
  ...configs,
  ...specs,
};
