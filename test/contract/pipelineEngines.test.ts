import { beforeAll, describe, expect, it } from "vitest";
import {
  askEngines,
  compareWithEngine,
  createRandom,
  checkMarked,
  engineErrors,
  pick,
  type Disagreements,
  type EngineCase,
  type Files,
} from "./engineContract.ts";

/**
 * Configurations of other engines, valid and broken, against the engines themselves: what an engine
 * refuses is an error for the linter too, and what it takes is none.
 */

const tree: Files = {
  "conf/db/a.yaml": "x: 1\n",
  "conf/db/b.yaml": "x: 2\n",
  "conf/e/one.yaml": "y: 1\n",
  "conf/e/nested.yaml": "defaults:\n  - /db@_here_.db: a\n  - _self_\n",
  "conf/e/sub/deep.yaml": "z: 1\n",
};

function composition(entries: readonly string[], more: Files = {}): EngineCase {
  const list = entries.map((entry) => `  - ${entry}\n`).join("");
  return {
    engine: "hydra",
    files: { "conf/config.yaml": `defaults:\n${list}k: 1\n`, ...tree, ...more },
  };
}

const hydraRules = ["HYD"];
const hydraDisagreements: Disagreements = [
  [
    /Could not find 'zz\/|Could not load 'zz/,
    "a group without a folder may come from a package: a warning",
  ],
  [/Could not override/, "the group may be in a list that is added when the program starts"],
  [/You must specify/, "`???` is given when the program starts"],
  [
    /(?:Multiple values for|more than once).*/,
    "`/db` and `db` are one only at the root, which the program knows",
  ],
  [/Could not load 'db\\a'/, "found on Windows: a warning"],
];

const fineEntries = [
  "_self_",
  "db: a",
  "e: one",
  "e: nested",
  "e: sub/deep",
  "db/b",
  "e/one",
  "db@p: a",
  "db@q: b",
  "e@r: one",
  "optional f: zz",
  "optional db: zz",
  "db: null",
  "db: [a, b]",
  "db: a.yaml",
  "override hydra/launcher: basic",
  "override db: b",
  "e: ../db/a",
];
const brokenEntries = [
  "db: zz",
  "db/zz",
  "db: 1",
  "db: yes",
  "e: 1.5",
  "zz: a",
  "db: [a, zz]",
  "e: ???",
  "e: nested2",
  "/db: a",
  "override e: zz",
];

describe("Hydra", () => {
  const random = createRandom(20261121);
  const generated = Array.from({ length: 400 }, (_, index) => {
    const entries = pick(fineEntries, 1 + random(4), random);
    if (index % 2 === 1)
      entries.splice(random(entries.length + 1), 0, ...pick(brokenEntries, 1, random));
    return composition(entries);
  });

  /** One fault each, with its line. */
  const faults: readonly (readonly [EngineCase, string])[] = [
    [composition(["_self_", "db: zz"]), "conf/config.yaml:3"],
    [composition(["_self_", "db/zz"]), "conf/config.yaml:3"],
    [composition(["db: a", "_self_", "_self_"]), "conf/config.yaml:4"],
    [composition(["db: a", "db: b", "_self_"]), "conf/config.yaml:3"],
    [composition(["db: a", "e: one", "db: a"]), "conf/config.yaml:4"],
    [composition(["db@p: a", "db@p: b"]), "conf/config.yaml:3"],
    [composition(["override hydra/launcher: basic", "db: a"]), "conf/config.yaml:2"],
    [composition(["db: a", "override db: b", "e/one"]), "conf/config.yaml:3"],
    [composition(["_self_", "db: 1"]), "conf/config.yaml:3"],
    [composition(["_self_", "db: c"], { "conf/db/c.yml": "x: 1\n" }), "conf/config.yaml:3"],
    [
      composition(["e: f", "_self_"], { "conf/e/f.yaml": "defaults:\n  - sub: dep\n  - _self_\n" }),
      "conf/e/f.yaml:2",
    ],
    [
      composition(["e: f", "_self_"], { "conf/e/f.yaml": "defaults:\n  - /db: zz\n  - _self_\n" }),
      "conf/e/f.yaml:2",
    ],
  ];
  let answers: readonly (string | null)[];
  beforeAll(() => {
    answers = askEngines("pipelines", [...generated, ...faults.map(([one]) => one)]);
  });

  it("refuses what is an error, and takes what is none", () => {
    const refused = answers.filter((answer) => answer !== null).length;
    expect(refused).toBeGreaterThan(100);
    expect(answers.length - refused).toBeGreaterThan(50);
    const options = { rules: hydraRules, disagreements: hydraDisagreements };
    expect(compareWithEngine(generated, answers, options)).toEqual([]);
  });

  it("refuses for the place that is marked", () => {
    checkMarked(faults, answers.slice(generated.length), hydraRules);
  });
});

function catalog(entries: readonly string[], more: Files = {}): EngineCase {
  return { engine: "kedro", files: { "conf/base/catalog.yml": entries.join(""), ...more } };
}

const csv = (name: string, rest = "") =>
  `"${name}":\n  type: pandas.CSVDataset\n  filepath: data/x.csv\n${rest}`;
const fineData = [
  csv("a"),
  csv("b"),
  csv("{x}_c"),
  csv("{x}_d", "  load_args: {sep: '{x}'}\n"),
  csv("e", "  save_args: {sep: '{x}'}\n"),
  csv("f@pandas"),
  "_shared: 1\n",
  "_more: {type: MemoryDataset}\ng: ${_more}\n",
  "_base: &base {type: MemoryDataset}\nh:\n  <<: *base\n",
  csv("{all}"),
  "i: {type: shop.io.OrdersDataset}\n",
  "'{p}_type': {filepath: x}\n",
];
const brokenData = [
  "j: 1\n",
  "k:\n",
  "l: [a]\n",
  "m:\n  filepath: x\n",
  "n: {}\n",
  csv("{x}_o", "  load_args: {sep: '{y}'}\n"),
  csv("{every}"),
  csv("{one}{two}"),
  csv("a"),
];
const kedroRules = ["KED"];
const kedroDisagreements: Disagreements = [
  [/Unable to find credentials/, "credentials may be filled in by code, as hooks do: a warning"],
];

describe("Kedro", () => {
  const random = createRandom(7);
  const generated = Array.from({ length: 300 }, (_, index) => {
    const first = new Set([csv("always"), ...pick(fineData, 1 + random(4), random)]);
    const second = new Set(
      pick(fineData, random(3), random).filter((it) => random(4) === 0 || !first.has(it)),
    );
    if (index % 2 === 1)
      (random(2) === 0 ? first : second).add(pick(brokenData, 1, random)[0] ?? "");
    const file =
      ["conf/base/catalog_b.yml", "conf/local/catalog.yml", "conf/base/more/catalog.yml"][
        random(3)
      ] ?? "";
    return catalog([...first], second.size === 0 ? {} : { [file]: [...second].join("") });
  });

  const always = csv("always");
  const faults: readonly (readonly [EngineCase, readonly string[]])[] = [
    [catalog([always, "j: 1\n"]), ["conf/base/catalog.yml:4"]],
    [catalog([always, "k:\n"]), ["conf/base/catalog.yml:4"]],
    [catalog([always, "m:\n  filepath: x\n"]), ["conf/base/catalog.yml:4"]],
    [catalog([always, csv("{x}_o", "  load_args: {sep: '{y}'}\n")]), ["conf/base/catalog.yml:7"]],
    [catalog([csv("{a}"), csv("{b}")]), ["conf/base/catalog.yml:4"]],
    [catalog([always, csv("a"), csv("a")]), ["conf/base/catalog.yml:7"]],
    [
      catalog([always], { "conf/base/catalog_b.yml": csv("b") + always }),
      ["conf/base/catalog.yml:1", "conf/base/catalog_b.yml:4"],
    ],
    [
      catalog([always], {
        "conf/base/parameters.yml": "m:\n  lr: 1\n",
        "conf/base/parameters_b.yml": "m: {lr: 2}\n",
      }),
      ["conf/base/parameters.yml:2", "conf/base/parameters_b.yml:1"],
    ],
  ];
  let answers: readonly (string | null)[];
  beforeAll(() => {
    answers = askEngines("pipelines", [...generated, ...faults.map(([one]) => one)]);
  });

  it("refuses what is an error, and takes what is none", () => {
    const refused = answers.filter((answer) => answer !== null).length;
    expect(refused).toBeGreaterThan(80);
    expect(answers.length - refused).toBeGreaterThan(80);
    const options = { rules: kedroRules, disagreements: kedroDisagreements };
    expect(compareWithEngine(generated, answers, options)).toEqual([]);
  });

  it("refuses for the place that is marked", () => {
    for (const [index, [{ files }, places]] of faults.entries()) {
      expect(answers[generated.length + index], JSON.stringify(files)).not.toBeNull();
      expect(engineErrors(files, kedroRules), JSON.stringify(files)).toEqual(places);
    }
  });
});
