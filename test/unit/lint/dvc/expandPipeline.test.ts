import { describe, expect, it } from "vitest";
import type {
  ExpandedPipeline,
  StageInstance,
} from "../../../../src/core/lint/dvc/expandPipeline.ts";
import { openTexts } from "../../../support/lint/lintTexts.ts";

function expand(files: Readonly<Record<string, string>>, path = "dvc.yaml"): ExpandedPipeline {
  const expanded = openTexts(files).expanded(path);
  if (expanded === undefined) throw new Error(`no ${path}`);
  return expanded;
}

/** Names and commands: `train@a: python a.py`; `?` where something is not known. */
const render = ({ name, cmds, isPartial }: StageInstance) =>
  `${name}: ${cmds.map(({ text }) => text).join(" && ")}${isPartial ? " ?" : ""}`;

const check = (pipeline: string, params = "") =>
  expand({ "dvc.yaml": pipeline, "params.yaml": params }).stages.map(render);

/** The command of one stage with one template. */
const fill = (cmd: string, params: string) =>
  check(`stages:\n  s:\n    cmd: ${JSON.stringify(cmd)}\n`, params)[0]?.slice(3);

describe("templates in texts", () => {
  it.each([
    ["a value", "x ${a}", "a: 1", "x 1"],
    ["in a mapping", "x ${a.b}", "a: {b: z}", "x z"],
    ["of a list", "x ${a[0]} ${a.1} ${a[-1]}", "a: [p, q, r]", "x p q r"],
    ["with spaces", "x ${ a . b } ${a[ b ]}", "a: {b: z}", "x z z"],
    ["of a list in a mapping", "x ${a[0].b}", "a: [{b: z}]", "x z"],
    ["a key with a space", "x ${a b}", "a b: 1", "x 1"],
    ["letters of all languages", "x ${größe}", "größe: 1", "x 1"],
    ["escaped", "x \\${a} ${a}", "a: 1", "x ${a} 1"],
    ["an escape in a value", "x ${a}", "a: '\\${b}'", "x ${b}"],
    ["an escape in a value alone", "${a}", "a: '\\${b}'", "\\${b}"],
    ["a dollar before it", "x $${a}", "a: 1", "x $1"],
    ["a brace behind it", "x ${a}}", "a: 1", "x 1}"],
    ["not closed", "x ${a", "a: 1", "x ${a"],
    ["not closed on its line", "x ${a\n}", "a: 1", "x ${a\n}"],
  ])("%s", (_name, cmd, params, expected) => {
    expect(fill(cmd, params)).toBe(expected);
  });

  it.each([
    ["booleans", "true", "true"],
    ["null", "null", "None"],
    ["a small number", "1e-5", "1e-05"],
    ["a number with an exponent", "1e-3", "0.001"],
    ["a whole number with a point", "3.10", "3.1"],
    ["a large number", "1e16", "1e+16"],
    ["a number below that", "1e15", "1000000000000000.0"],
    ["more digits than a double has", "123456789012345678901", "123456789012345678901"],
    ["hexadecimal", "0x1F", "31"],
    ["infinity", "-.inf", "-inf"],
    ["minus zero", "-0.0", "-0.0"],
    ["a string that looks like a number", "'1e5'", "1e5"],
  ])("write %s as DVC does", (_name, value, expected) => {
    expect(fill("x ${a}", `a: ${value}`)).toBe(`x ${expected}`);
  });

  it.each([
    ["plain values", "{lr: 0.1, name: a b}", "--lr 0.1 --name 'a b'"],
    ["quotes", `{q: "it's", e: ''}`, `--q 'it'"'"'s' --e ''`],
    ["booleans", "{on: true, off: false}", "--on"],
    ["lists", "{n: [1, true, a b], none: []}", "--n 1 True 'a b'"],
    ["mappings in depth", "{a: {b: {c: 1}}, e: {}}", "--a.b.c 1"],
    ["null", "{a: null}", "--a None"],
  ])("unpack mappings in commands: %s", (_name, value, expected) => {
    expect(fill("x ${a}", `a: ${value}`)).toBe(`x ${expected}`);
  });

  it("unpack mappings as the repository's configuration says", () => {
    const files = {
      "dvc.yaml": "stages: {s: {cmd: 'x ${a}'}}",
      "params.yaml": "a: {off: false, n: [1, 2]}",
      ".dvc/config": "[core]\n    bool = x\n[parsing]\n    bool = boolean_optional\n",
      ".dvc/config.local": "[parsing]\n    list = append\n",
    };
    expect(expand(files).stages.map(render)).toEqual(["s: x --no-off --n 1 --n 2"]);
  });
});

describe("loops", () => {
  it.each([
    [
      "a list",
      "[a, 1, true, null, 1.0]",
      ["s@a: x a", "s@1: x 1", "s@true: x true", "s@None: x None", "s@1.0: x 1.0"],
    ],
    ["a list of parameters", "${l}", ["s@a: x a", "s@True: x true"]],
    ["a mapping", "{a: 1, 2: b}", ["s@a: x 1", "s@2: x b"]],
    ["a mapping of parameters", "${m}", ["s@k: x v"]],
    ["templates in a list", "['${v}', 'w${v}']", ["s@3: x 3", "s@w3: x w3"]],
    ["equal items", "[a, b, a]", ["s@a: x a", "s@b: x b"]],
    ["no items", "[]", []],
    ["what does not exist", "${nope}", ["s: x ${item} ?"]],
    ["a plain value", "${v}", ["s: x ${item} ?"]],
  ])("of foreach over %s", (_name, loop, expected) => {
    const text = `stages:\n  s:\n    foreach: ${loop}\n    do:\n      cmd: x \${item}\n`;
    expect(check(text, "l: [a, true]\nm: {k: v}\nv: 3\n")).toEqual(expected);
  });

  it("count the items of a list that holds mappings", () => {
    const text = "stages:\n  s:\n    foreach: [{p: 1}, {p: 2}]\n    do:\n      cmd: x ${item.p}\n";
    expect(check(text)).toEqual(["s@0: x 1", "s@1: x 2"]);
  });

  it("have the key of a mapping", () => {
    const text = "stages:\n  s:\n    foreach: {a: {p: 1}}\n    do:\n      cmd: ${key} ${item.p}\n";
    expect(check(text.replace("cmd: ${key}", "cmd: x ${key}"))).toEqual(["s@a: x a 1"]);
  });

  it.each([
    [
      "the product of its axes",
      "os: [win, linux]\n      v: [1, 2]",
      ["s@win-1: win 1", "s@win-2: win 2", "s@linux-1: linux 1", "s@linux-2: linux 2"],
    ],
    [
      "lists and mappings by their place",
      "os: [[1], {a: 2}]\n      v: [x]",
      ["s@os0-x: ${item.os} ${item.v} ?", "s@os1-x: --a 2 x"],
    ],
    ["parameters", "os: ${l}\n      v: ${m}", ["s@a-k: a k", "s@True-k: true k"]],
    ["a string, by its letters", "os: ab\n      v: [1]", ["s@a-1: a 1", "s@b-1: b 1"]],
  ])("of matrix: %s", (_name, axes, expected) => {
    const cmd = "cmd: '${item.os} ${item.v}'";
    const text = `stages:\n  s:\n    matrix:\n      ${axes}\n    ${cmd}\n`;
    expect(check(text, "l: [a, true]\nm: {k: v}\n")).toEqual(expected);
  });

  it("stop at 10,000 stages", () => {
    const axis = `[${Array.from({ length: 30 }, (_, index) => index).join(", ")}]`;
    const text = `stages:\n  s:\n    matrix: {a: ${axis}, b: ${axis}, c: ${axis}, d: ${axis}}\n    cmd: x\n  t:\n    cmd: y\n`;
    expect(check(text).length).toBe(10_000);
  });
});

describe("values", () => {
  const files = {
    "a/dvc.yaml":
      "vars:\n  - more.json:x,y\n  - m: {q: 2}\nstages:\n  s:\n    cmd: x ${m.p} ${m.q} ${x}\n",
    "a/params.yaml": "m: {p: 1}\n",
    "a/more.json": '{"x": 1.0, "y": 2, "z": 3}',
  };

  it("are those of params.yaml and vars, merged", () => {
    expect(expand(files, "a/dvc.yaml").stages.map(render)).toEqual(["s: x 1 2 1.0"]);
  });

  it("are known with where they stand", () => {
    const { references } = expand(files, "a/dvc.yaml");
    const places = references.map(({ expression, values }) => {
      const { source, file, key } = values[0] ?? {};
      return [expression, source?.path, source?.at.start, file, key];
    });
    expect(places).toEqual([
      ["m.p", "a/params.yaml", 7, "a/params.yaml", "m.p"],
      ["m.q", "a/dvc.yaml", 35, undefined, "m.q"],
      ["x", "a/more.json", 6, "a/more.json", "x"],
    ]);
  });

  it("of files are parameters of the stages that use them", () => {
    const { stages } = expand(files, "a/dvc.yaml");
    const params = stages[0]?.params.map(({ file, key, isListed }) => [file, key, isListed]);
    expect(params).toEqual([
      ["a/params.yaml", "m.p", false],
      ["a/more.json", "x", false],
    ]);
  });

  it("of one place are listed for each stage of its loop", () => {
    const text = "stages:\n  s:\n    foreach: [a, b]\n    do:\n      cmd: x ${item}\n";
    const [reference] = expand({ "dvc.yaml": text }).references;
    expect(reference?.values.map((it) => [it.instance, it.text])).toEqual([
      ["s@a", "a"],
      ["s@b", "b"],
    ]);
    expect(reference?.stage?.name).toBe("s");
  });

  it("of a stage come from the folder it runs in", () => {
    const text =
      "stages:\n  s:\n    wdir: sub\n    vars: [v.yaml, {w: 2}]\n    cmd: x ${v} ${w}\n  t: {cmd: 'y ${w}'}\n";
    const { stages } = expand({ "dvc.yaml": text, "sub/v.yaml": "v: 1\n" });
    expect(stages.map(render)).toEqual(["s: x 1 2", "t: y ${w} ?"]);
  });

  it("are found where their text is folded and quoted", () => {
    const text =
      'stages:\n  s:\n    cmd: >\n      x\n      ${a} \\${b}\n      ${c}\n  t:\n    cmd: "${a}\\t${c}"\n';
    const { references } = expand({ "dvc.yaml": text, "params.yaml": "a: 1\nc: 2\n" });
    expect(references.map(({ at }) => text.slice(at.start, at.end))).toEqual([
      "${a}",
      "${c}",
      "${a}",
      "${c}",
    ]);
  });
});

describe("stages", () => {
  it("have paths from the project's root", () => {
    const text = `stages:
  s:
    wdir: ../w
    cmd: [a, b]
    deps: [./x.py, ../data//raw/, ../../out, s3://b/k, /abs, 'C:\\x']
    params: [lr, {../p.yaml: [a.b], q.json: }]
    outs:
      - o.csv:
          cache: false
      - model:
          persist: true
    metrics: [m.json]
    plots: [p.csv: [{x: a, cache: false}]]
    frozen: true
`;
    const [stage] = expand({ "a/dvc.yaml": text }, "a/dvc.yaml").stages;
    expect(stage?.wdir).toBe("w");
    expect(stage?.cmds.map((it) => it.text)).toEqual(["a", "b"]);
    expect(stage?.deps.map((it) => it.path)).toEqual([
      "w/x.py",
      "data/raw",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(stage?.params.map((it) => [it.file, it.key])).toEqual([
      ["w/params.yaml", "lr"],
      ["p.yaml", "a.b"],
      ["w/q.json", null],
    ]);
    expect(stage?.outs.map((it) => [it.section, it.path, it.isCached, it.isPersistent])).toEqual([
      ["outs", "w/o.csv", false, false],
      ["outs", "w/model", true, true],
      ["metrics", "w/m.json", true, false],
      ["plots", "w/p.csv", false, false],
    ]);
    expect([stage?.isFrozen, stage?.isAlwaysChanged, stage?.isPartial]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("whose references have no value leave the others alone", () => {
    const text = "stages:\n  a:\n    cmd: x ${no}\n    deps: ['${no}/f', g]\n  b:\n    cmd: y\n";
    const { stages } = expand({ "dvc.yaml": text });
    expect(stages.map(render)).toEqual(["a: x ${no} ?", "b: y"]);
    expect(stages[0]?.deps.map((it) => [it.text, it.path, it.isResolved])).toEqual([
      ["${no}/f", undefined, false],
      ["g", "g", true],
    ]);
  });

  it("of top-level sections are filled in too", () => {
    const text = "metrics:\n  - ${d}/m.json\n";
    const { sectionTexts } = expand({ "dvc.yaml": text, "params.yaml": "d: out\n" });
    expect([...sectionTexts.values()].map((it) => it.text)).toEqual(["out/m.json"]);
  });

  it("are computed anew when a file changes that their values come from", () => {
    const project = openTexts({
      "dvc.yaml": "stages: {s: {cmd: 'x ${a}'}}",
      "params.yaml": "a: 1",
    });
    expect(project.expanded("dvc.yaml")?.stages.map(render)).toEqual(["s: x 1"]);
    project.findings("dvc.yaml");
    expect([...project.setText("params.yaml", "b: 1")]).toContain("dvc.yaml");
    expect(project.expanded("dvc.yaml")?.stages.map(render)).toEqual(["s: x ${a} ?"]);
  });
});

describe("hostile files", () => {
  it.each([
    ["loops", "stages: {s: {foreach: *x8, do: {cmd: x}}}"],
    [
      "the values of stages",
      "stages: {s: {cmd: x, meta: *x8}, t: {matrix: {a: [1, 2]}, cmd: x, meta: *x8}}",
    ],
    ["vars", "vars: [a: *x8, b: *x8]\nstages: {s: {cmd: 'x ${a[0][9]}'}}"],
    ["vars of stages", "stages: {s: {matrix: {a: [1, 2]}, vars: [b: *x8], cmd: x}}"],
  ])("end where aliases multiply in %s", (_name, text) => {
    let bomb = "x0: &x0 [x, x, x, x, x, x, x, x, x]\n";
    for (let level = 1; level < 9; level++) {
      const items = Array.from({ length: 9 }, () => `*x${level - 1}`).join(", ");
      bomb += `x${level}: &x${level} [${items}]\n`;
    }
    expect(expand({ "dvc.yaml": `${bomb}${text}\n` }).problems).toEqual([]);
  });

  it("search for near names only so many times", () => {
    const names = Array.from({ length: 300 }, (_, index) => index);
    const text = `stages:\n${names.map((it) => `  s${it}: {cmd: 'x \${p${it}}'}\n`).join("")}`;
    const params = names.map((it) => `q${it}: 1\n`).join("");
    const { problems } = expand({ "dvc.yaml": text, "params.yaml": params });
    expect(problems.filter(({ candidates }) => candidates.length > 0).length).toBe(200);
  });

  it("of aliases that multiply end, without findings for what is not read", () => {
    let params = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (let level = 1; level < 9; level++) {
      const items = Array.from({ length: 9 }, () => `*a${level - 1}`).join(", ");
      params += `a${level}: &a${level} [${items}]\n`;
    }
    const expanded = expand({
      "dvc.yaml": "stages: {s: {cmd: 'x ${a8[8]}'}}",
      "params.yaml": params,
    });
    expect(expanded.problems).toEqual([]);
    expect(expanded.stages.map(render)).toEqual(["s: x ${a8[8]} ?"]);
  });

  it.each([
    "",
    "[]",
    "stages",
    "stages: []",
    "stages: {a: , b: [], c: {do: 1, foreach: }}",
    "vars: {a: 1}\nstages: {a: {cmd: {x: '${a}'}, deps: x, outs: {y: 1}}}",
    "vars: [[1], ]\nstages: {m: {matrix: [1], cmd: x}}",
  ])("%j is no reason to throw", (text) => {
    expect(expand({ "dvc.yaml": text, "params.yaml": "[" }).problems).toEqual([]);
  });
});
