import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { readBoundedYaml } from "../../../../src/core/config/boundedYaml.ts";
import { parseCacheFolder } from "../../../../src/core/formats/dvc/config.ts";
import {
  formatExperimentRef,
  parseExperimentRef,
  parseStashEntry,
} from "../../../../src/core/formats/dvc/expRefs.ts";
import { parseExecutor } from "../../../../src/core/formats/dvc/executor.ts";
import { parseLockFile } from "../../../../src/core/formats/dvc/lockFile.ts";
import { collectDeclared, parsePipeline } from "../../../../src/core/formats/dvc/pipeline.ts";
import { readPlainYaml } from "../../../../src/core/formats/dvc/plainYaml.ts";
import {
  extractMetrics,
  flattenParams,
  readValues,
  selectKeys,
} from "../../../../src/core/formats/dvc/values.ts";

const hash = "0123456789abcdef0123456789abcdef01234567";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("refs", () => {
  it("of experiments name the baseline; DVC's own are none", () => {
    const ref = `refs/exps/${hash.slice(0, 2)}/${hash.slice(2)}/my-exp`;
    expect(parseExperimentRef(ref)).toEqual({ baseline: hash, name: "my-exp" });
    expect(formatExperimentRef({ baseline: hash, name: "my-exp" })).toBe(ref);
    const others = ["stash", "celery/stash", "exec/EXEC_HEAD", "apply/stash", "temp/a/b"];
    for (const other of [
      ...others.map((name) => `refs/exps/${name}`),
      ref.replace("/my-exp", ""),
      `${ref}/x`,
    ]) {
      expect(parseExperimentRef(other), other).toBeNull();
    }
  });

  it("of the queue hold experiments as entries of their reflog", () => {
    const message = `commit: dvc-exp:${hash}:${hash}:later:branch`;
    const entry = parseStashEntry("abc", 5, message);
    expect(entry).toEqual({ revision: "abc", baseline: hash, name: "later", time: 5000 });
    expect(parseStashEntry("abc", 5, `dvc-exp:${hash}:${hash}:`)?.name).toBe("");
    expect(parseStashEntry("abc", 5, "commit: something else")).toBeNull();
  });
});

describe("dvc.lock", () => {
  const written = [
    "schema: '2.0'",
    "stages:",
    "  train@en:",
    "    cmd: python train.py",
    "    params:",
    "      params.yaml:",
    "        path: not an output",
    "    outs:",
    "    - path: out/en.json",
    "      hash: md5",
    "      md5: 7d8abf44142389ddd71539c53ffba55e",
    "      size: 13",
    "    - path: folder",
    "      md5: cab485b7fad83a8c03525f86dfbd49b2.dir",
    "",
  ].join("\n");
  const expected = [
    ["sub/out/en.json", "7d8abf44142389ddd71539c53ffba55e"],
    ["sub/folder", "cab485b7fad83a8c03525f86dfbd49b2.dir"],
  ];
  const read = (text: string, wdirs = new Map<string, string>()): string[][] =>
    [...parseLockFile(text, "sub", wdirs).values()].map(({ path, md5 }) => [path, md5]);

  it("gives the outputs, however it is written", () => {
    expect(read(written)).toEqual(expected);
    expect(read(written.replaceAll("\n", "\r\n"))).toEqual(expected);
    expect(read(`# by hand\n${written}`)).toEqual(expected);
    expect(read(written.replace("path: folder", 'path: "folder"'))).toEqual(expected);
    expect(read(written, new Map([["train", "other"]]))[0]).toEqual([
      "other/out/en.json",
      expected[0]?.[1],
    ]);
  });

  it("gives nothing for damage, and never leaves the project", () => {
    for (let length = 0; length < written.length; length++) read(written.slice(0, length));
    expect(read("stages: [1, 2")).toEqual([]);
    expect(read(written.replace("path: folder", "path: ../../etc"))).toEqual([expected[0]]);
  });
});

describe("dvc.yaml", () => {
  const text = `
vars: [conf.yaml, {seed: 3}]
stages:
  train:
    wdir: step
    cmd: train --depth \${model.depth}
    params: [lr, other.json: [a.b], whole.yaml: null]
    metrics: [m.json, {n.json: {cache: false}}]
    plots: [p.csv]
  many:
    foreach: [x, y]
    do:
      metrics: ["out/\${item}/m.json"]
params: [live/params.yaml]
metrics: [live/metrics.json, ../outside.json]
plots:
  - live/plots/metrics: {x: step}
`;

  it("declares parameters, metrics and folders of DVCLive", () => {
    const pipeline = parsePipeline(text, "sub");
    expect(pipeline).toMatchObject({
      metrics: [
        "sub/live/metrics.json",
        "outside.json",
        "sub/step/m.json",
        "sub/step/n.json",
        "sub/out/${item}/m.json",
      ],
      vars: ["sub/conf.yaml"],
      references: ["model.depth", "item"],
      liveFolders: ["sub/live"],
      problems: [],
    });
    const locked = new Map(
      ["sub/out/x/m.json", "sub/out/y/m.json", "sub/out/m.json"].map((path) => [
        path,
        { stage: "many@x", path, md5: "" },
      ]),
    );
    const declared = collectDeclared([pipeline], locked);
    expect(declared.metrics.slice(-2)).toEqual(["sub/out/x/m.json", "sub/out/y/m.json"]);
    expect([...declared.params]).toEqual([
      ["sub/live/params.yaml", null],
      ["sub/step/other.json", ["a.b"]],
      ["sub/step/whole.yaml", null],
      ["sub/step/params.yaml", ["lr"]],
      ["params.yaml", null],
    ]);
  });

  it("may be damaged", () => {
    for (let length = 0; length < text.length; length++) parsePipeline(text.slice(0, length), "");
    expect(parsePipeline("stages: 3\nmetrics: {a: 1}\nparams: [1, null]", "").metrics).toEqual([
      "a",
    ]);
    expect(parsePipeline("a: [", "").problems).toHaveLength(1);
  });
});

describe("values", () => {
  it("of metrics are numbers and texts; lists and nothing are left out", () => {
    const value = { a: { b: 1, c: [1], d: null }, ok: true, best: "epoch-2", nan: "NaN" };
    expect(extractMetrics(value)).toEqual({
      numbers: [
        [["a", "b"], 1],
        [["ok"], 1],
        [["nan"], NaN],
      ],
      texts: [[["best"], "epoch-2"]],
    });
  });

  it("are read by the ending of the file", () => {
    const valueOf = (path: string, text: string): unknown => {
      const read = readValues(path, bytes(text));
      return "value" in read ? read.value : read.fault;
    };
    expect(valueOf("a.json", '{"x": NaN, "y": 1}')).toEqual({ x: "NaN", y: 1 });
    expect(valueOf("a.yaml", "x: 1e-3\ny: {z: [1, 2]}")).toEqual({
      x: "1e-3",
      y: { z: ["1", "2"] },
    });
    expect(
      valueOf("a.toml", 'lr = 0.1\n[model]\nname = "big" # comment\nsizes = [1, 2]\n'),
    ).toEqual({
      lr: "0.1",
      model: { name: "big", sizes: ["1", "2"] },
    });
    expect(
      valueOf("a.py", "LR = 1e-3\nclass Model:\n    depth: int = 3\nNAME = 'x'\nF = f(2)\n"),
    ).toEqual({
      LR: "1e-3",
      Model: { depth: "3" },
      NAME: "x",
    });
    expect(valueOf("a.json", "{")).toBe("it is not valid JSON");
    expect(valueOf("a.json", "version https://git-lfs.github.com/spec/v1\n")).toMatch(/Git LFS/);
  });

  it("of parameters are flattened, or selected by their keys", () => {
    const value = { lr: "0.1", model: { sizes: ["1", "2"], empty: {} }, list: [{ a: "1" }] };
    expect(Object.fromEntries(flattenParams(value))).toEqual({
      ...{ lr: "0.1", "model.sizes": "[1,2]", "model.empty": "{}", list: '[{"a":1}]' },
    });
    expect(selectKeys(value, ["model.sizes", "gone", "list[0].a"])).toEqual({
      ...{ "model.sizes": ["1", "2"], "list[0].a": "1" },
    });
  });
});

describe("plain YAML", () => {
  const lines =
    "a|b: |lr: 0.1|  x: 1|  y: [1, 2]|    z: -|  q: a b|# c||n: 1|t: true|u: null|v: 1e-4|w: 0x1F|\tz: 1|k: a#b|k2: a #b|- 1|  x: -1|e:|  f: .inf|m: 2020-01-01|s: 1_000|o: 012|r: ~|j: a/b.c|l: [a, b,]|p: []|h: [1, [2]]|d: 1:2|---|...|aa: +1|bb: ---|__proto__: 1| ee: 1";

  it("is what the parser gives, or is left to it", () => {
    const parts = lines.split("|");
    const random = seededRandom(7);
    let plain = 0;
    for (let round = 0; round < 5000; round++) {
      const count = 1 + Math.floor(random() * 5);
      const chosen = Array.from(
        { length: count },
        () => parts[Math.floor(random() * parts.length)] ?? "",
      );
      const text = `${chosen.join("\n")}\n`;
      const value = readPlainYaml(text);
      if (value === undefined) continue;
      plain++;
      expect(value, text).toEqual(readBoundedYaml(text, "").value);
    }
    expect(plain).toBeGreaterThan(200);
  });
});

describe("other files", () => {
  it("tell where the cache is", () => {
    expect(parseCacheFolder("[core]\n    dir = no\n[cache]\n    dir = ../shared\n")).toBe(
      "../shared",
    );
    expect(parseCacheFolder("['remote \"x\"']\n    url = y\n")).toBeNull();
  });

  it("tell what runs", () => {
    const note = {
      baseline_rev: hash,
      location: "tempdir",
      root_dir: "/t",
      dvc_dir: ".dvc",
      name: null,
      status: 2,
    };
    expect(parseExecutor(JSON.stringify(note))).toMatchObject({ state: "running", name: "" });
    expect(parseExecutor(JSON.stringify({ ...note, status: 4 }))?.state).toBe("failed");
    expect(parseExecutor("{")).toBeNull();
    expect(parseExecutor("[]")).toBeNull();
  });
});
