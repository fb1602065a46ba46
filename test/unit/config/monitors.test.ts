import { describe, expect, test } from "vitest";
import { locateMonitor, parseSextantConfig } from "../../../src/core/config/parseSextantConfig.ts";

const entryPoints = "entryPoints: {train: make train}\n";

function read(monitor: string) {
  const text = `${entryPoints}monitors:\n  m:\n${monitor.replace(/^/gm, "    ")}\n`;
  const { value, problems } = parseSextantConfig(text);
  return { monitor: value.monitors[0], problems };
}

function problemsOf(monitor: string): string[] {
  return read(monitor).problems.map(
    ({ location, message }) =>
      `${(location?.line ?? -1) + 1}:${(location?.column ?? -1) + 1} ${message}`,
  );
}

test("a monitor needs no more than current data; the rest has defaults", () => {
  expect(read("current: data/new.csv")).toEqual({
    problems: [],
    monitor: {
      name: "m",
      description: "",
      reference: null,
      current: { kind: "files", paths: ["data/new.csv"], format: null },
      behaviour: "robust",
      columns: { include: null, exclude: [], types: {}, importance: {} },
      target: null,
      prediction: null,
      probability: null,
      positive: null,
      task: null,
      time: null,
      id: null,
      tests: {},
      threshold: null,
      driftedShare: null,
      performance: null,
      health: null,
      llm: null,
      validate: [],
      alerts: [],
      retrain: null,
      everyMs: null,
      onChange: false,
      webhook: null,
      maskCategories: false,
    },
  });
});

test("every part is read, durations in milliseconds and numbers as numbers", () => {
  const { monitor, problems } = read(`description: Credit
reference: {profile: profiles/credit.json}
current: [data/a.csv, "data/*.parquet"]
behaviour: evidently
columns: {exclude: [row], types: {zip: category}, importance: {age: 0.25}}
target: default
prediction: answer
probability: {yes: p_yes, no: p_no}
positive: 1
time: at
id: row
tests: {age: ks, income: {test: psi, threshold: 0.2}}
threshold: 1e-1
performance:
  metrics: [accuracy]
  chunk: {period: day}
  detector: none
  slices: {columns: [site], automatic: false, minRows: 20}
health:
  source: {path: logs, format: jsonl}
  columns: {latency: ms, resources: [cpu]}
  prometheus: {url: "http://localhost:9090", queries: {load: up}, window: 30m}
  opentelemetry: spans.jsonl
llm: {source: {run: "latest:train", dataset: log}, prices: {small: {input: 0.1, output: 2}}}
validate:
  - {column: age, min: 0, max: 120, type: number}
  - {minRows: 10, maxAge: 2d, column: at, level: warning}
alerts:
  - {when: "drift.share > 0.3", severity: error}
retrain: {run: train, mode: auto, params: {lr: 1e-4}, cooldown: 1.5h, budget: {runs: 2, per: 1w}}
every: 6h
onChange: true`);
  expect(problems).toEqual([]);
  expect(monitor).toMatchObject({
    reference: { kind: "profile", path: "profiles/credit.json" },
    current: { kind: "files", paths: ["data/a.csv", "data/*.parquet"], format: null },
    columns: { exclude: ["row"], types: { zip: "category" }, importance: { age: 0.25 } },
    positive: "1",
    tests: { age: { test: "ks", threshold: null }, income: { test: "psi", threshold: 0.2 } },
    threshold: 0.1,
    performance: {
      metrics: ["accuracy"],
      chunking: { by: "period", period: "day" },
      detector: null,
      tolerance: 0.02,
      slices: { columns: ["site"], isAutomatic: false, minRows: 20 },
    },
    health: {
      source: { kind: "files", paths: ["logs"], format: "jsonl" },
      latency: "ms",
      latencyUnit: "ms",
      resources: ["cpu"],
      prometheus: { windowMs: 1_800_000, referenceWindowMs: 86_400_000, stepMs: 60_000 },
      opentelemetry: ["spans.jsonl"],
    },
    llm: {
      source: { kind: "run", run: "latest:train", dataset: "log" },
      format: "auto",
      prices: { small: { input: 0.1, output: 2 } },
      currency: "USD",
    },
    validate: [
      { column: "age", level: "error", min: 0, max: 120, type: "number", allowsInfinite: true },
      { column: "at", level: "warning", minRows: 10, maxAgeMs: 172_800_000, maxOutside: 0 },
    ],
    alerts: [{ name: null, when: "drift.share > 0.3", severity: "error", message: null }],
    retrain: {
      run: "train",
      mode: "auto",
      on: ["performance", "drift"],
      params: { lr: "1e-4" },
      cooldownMs: 5_400_000,
      minLabelledRows: 0,
      budget: { runs: 2, perMs: 604_800_000 },
      evaluate: null,
    },
    everyMs: 21_600_000,
    onChange: true,
  });
});

test("performance is measured where something says how", () => {
  const isMeasured = (text: string) =>
    read(`current: a.csv\n${text}`).monitor?.performance !== null;
  expect(isMeasured("target: y")).toBe(false);
  expect(isMeasured("prediction: p")).toBe(false);
  expect(isMeasured("target: y\nprediction: p")).toBe(true);
  expect(isMeasured("probability: p")).toBe(true);
});

describe("what is wrong is told where it stands", () => {
  test.each<[string, string, string[]]>([
    ["nothing to look at", "description: x", ["3:3 `monitors.m.current` is missing"]],
    ["unknown key", "current: a\ntarge: y", ["5:5 `monitors.m.targe` is not a known key"]],
    [
      "several faults",
      "current: a\ntarget: 3\nthreshold: 0",
      ["5:5 `monitors.m.target` is not a string", "6:5 `monitors.m.threshold` is not above 0"],
    ],
    [
      "inside of a source",
      "current: {path: a, formt: csv}",
      ["4:24 `monitors.m.current.formt` is not a known key"],
    ],
    [
      "a source that is nothing",
      "current: 3",
      [
        "4:5 `monitors.m.current` is neither a path, a list of paths, nor a mapping with `path`, `profile` or `run`",
      ],
    ],
    [
      "two sources in one",
      "current: {path: a, run: b}",
      ["4:5 `monitors.m.current` needs exactly one of `path`, `profile` and `run`"],
    ],
    [
      "a data set of a file",
      "current: a\nreference: {path: a, dataset: b}",
      ["5:5 `monitors.m.reference` has a `dataset`, which only a `run` has"],
    ],
    [
      "a format of a profile",
      "current: a\nreference: {profile: a, format: csv}",
      ["5:5 `monitors.m.reference` has a `format`, which only a `path` has"],
    ],
    [
      "a rule of a list",
      "current: a\nvalidate:\n- {column: b}\n- {column: c, type: float}",
      [
        "7:19 `monitors.m.validate.1.type` is not one of number, timestamp, boolean, category, text, nested, unsupported",
      ],
    ],
    [
      "a duration",
      "current: a\nevery: soon",
      ["5:5 `monitors.m.every` is not a duration such as `30m`, `6h`, `7d`"],
    ],
    [
      "whole numbers",
      "current: a\nvalidate: [{minRows: 1.5}]",
      ["5:17 `monitors.m.validate.0.minRows` is not a whole number"],
    ],
    [
      "no labels",
      "current: a\ntarget: y\nperformance: {}",
      ["6:5 `monitors.m.performance` needs a `probability`, or a `target` and a `prediction`"],
    ],
    [
      "an alert that says nothing",
      "current: a\nalerts:\n- when: drift.share > 0.3\n- when: drift is bad",
      [
        "7:7 `monitors.m.alerts.1.when` is not a figure, a comparison and a number, such as `drift.share > 0.3`",
      ],
    ],
    [
      "a pattern that cannot be run",
      "current: a\nvalidate: [{column: a, matches: 'a(?=b)'}]",
      ["5:28 `monitors.m.validate.0.matches` looks ahead or behind, which is not supported here"],
    ],
    [
      "days without times",
      "current: a\nprobability: p\nperformance: {chunk: {period: day}}",
      ["6:19 `monitors.m.performance.chunk` needs `time`, the column with the time of a row"],
    ],
  ])("%s", (_label, monitor, expected) => {
    expect(problemsOf(monitor)).toEqual(expected);
  });

  test("an entry point that does not exist is a warning, and another target may be one", () => {
    const { monitor, problems } = read("current: a\nretrain: {run: trian}");
    expect(monitor?.retrain?.run).toBe("trian");
    expect(problems).toMatchObject([
      { severity: "warning", message: "there is no entry point `trian` that could be launched" },
    ]);
    expect(problemsOf("current: a\nretrain: {run: 'dvc:dvc.yaml:train'}")).toEqual([]);
  });

  test("a name that cannot be one, and a list", () => {
    const messages = (text: string) =>
      parseSextantConfig(text).problems.map((item) => item.message);
    expect(messages("monitors: {a/b: {current: x}}")).toEqual([
      "the monitor's name `a/b` has characters other than letters, digits, space, `.`, `_`, `-`",
    ]);
    expect(messages("monitors: [x]")).toEqual(["`monitors` is not a mapping of names to monitors"]);
    expect(messages("monitors:")).toEqual([]);
  });

  test("one wrong monitor does not hide the others", () => {
    const { value, problems } = parseSextantConfig("monitors: {a: {}, b: {current: x}, c: 3}");
    expect(value.monitors.map(({ name }) => name)).toEqual(["b"]);
    expect(problems.map(({ message }) => message)).toEqual([
      "`monitors.a.current` is missing",
      "`monitors.c` is not a mapping",
    ]);
  });
});

test("a part of a monitor is found in the text", () => {
  const text =
    "monitors:\n  m:\n    current: a\n    alerts:\n    - when: x > 1\n    - when: y > 1\n";
  const placeOf = (...args: Parameters<typeof locateMonitor>) => {
    const { line, column } = locateMonitor(...args);
    return [line, column];
  };
  expect(placeOf(text, "m")).toEqual([1, 2]);
  expect(placeOf(text, "m", ["alerts", 1])).toEqual([5, 6]);
  expect(placeOf(text, "m", ["validate", 3])).toEqual([1, 2]);
  expect(placeOf(text, "other")).toEqual([0, 0]);
  expect(placeOf("a: [", "m")).toEqual([0, 0]);
});
