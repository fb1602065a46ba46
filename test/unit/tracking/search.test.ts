import { describe, expect, it } from "vitest";
import { searchExperiments, type Experiment } from "../../../src/core/tracking/experiments.ts";
import {
  applyModelEntry,
  createLoggedModel,
  searchModels,
  type LoggedModel,
} from "../../../src/core/tracking/loggedModels.ts";
import type { MlflowRun } from "../../../src/core/tracking/mlflowRun.ts";
import { searchRuns } from "../../../src/core/tracking/runSearch.ts";
import { isLike } from "../../../src/core/tracking/searchMatch.ts";

function run(id: string, changes: Partial<MlflowRun> & { readonly loss?: number } = {}): MlflowRun {
  const { loss, ...rest } = changes;
  return {
    id,
    name: `name-${id}`,
    experimentId: "0",
    userId: "ada",
    status: "FINISHED",
    startTime: 100,
    endTime: null,
    artifactUri: `mlflow-artifacts:/0/${id}/artifacts`,
    isDeleted: false,
    params: new Map(),
    tags: new Map(),
    metrics: new Map(loss === undefined ? [] : [["loss", { step: 0, time: 0, value: loss }]]),
    datasets: [],
    modelInputs: [],
    modelOutputs: new Map(),
    ...rest,
  };
}

const runs: readonly MlflowRun[] = [
  run("a", {
    loss: 0.5,
    params: new Map([
      ["lr", "0.1"],
      ["my key", "x"],
    ]),
    startTime: 300,
  }),
  run("b", {
    loss: NaN,
    tags: new Map([
      ["team", "Red"],
      ["a.b", "1"],
    ]),
    status: "FAILED",
  }),
  run("c", { loss: -Infinity, startTime: 200, endTime: 900, name: "It's 100%" }),
  run("d", {
    startTime: 50,
    datasets: [
      {
        name: "iris",
        digest: "d1",
        sourceType: "code",
        source: "{}",
        tags: { "mlflow.data.context": "train" },
      },
    ],
  }),
];

function find(filter: string, orderBy: readonly string[] = []): string {
  return searchRuns(runs, { filter, orderBy })
    .map(({ id }) => id)
    .join("");
}

describe("filters of runs", () => {
  const cases: readonly (readonly [filter: string, ids: string])[] = [
    ["", "acbd"],
    ["metrics.loss > 0", "a"],
    ["metric.loss<0.6", "ac"],
    ["metrics.loss <= -1e3", "c"],
    ["metrics.loss = .5", "a"],
    ["metrics.loss != 0.5", "cb"],
    ["metrics.absent != 1", ""],
    ["params.lr = '0.1'", "a"],
    ['param.lr = "0.1"', "a"],
    ["parameters.lr != '0.1'", ""],
    ["parameter.`my key` = 'x'", "a"],
    ["params.\"my key\" = 'x'", "a"],
    ["tags.a.b = '1'", "b"],
    ["tag.team LIKE 'R%'", "b"],
    ["tag.team like 'r%'", ""],
    ["tags.team ILIKE 'r_d'", "b"],
    ["tags.team IS NULL", "acd"],
    ["params.lr IS NOT NULL", "a"],
    ["tags.team is not null AND status = 'FAILED'", "b"],
    ["attributes.status = 'FINISHED' and attr.start_time >= 200", "ac"],
    ["run.created < 100", "d"],
    ['`Run name` = "It\'s 100%"', "c"],
    ["end_time > 0", "c"],
    ["run_id IN ('a', \"d\")", "ad"],
    ["run_id NOT IN ('a',)", "cbd"],
    ["attribute.user_id = 'ada' AND artifact_uri LIKE '%/0/c/%'", "c"],
    ["dataset.name = 'iris'", "d"],
    ["datasets.context IN ('train','test') AND dataset.digest != 'x'", "d"],
  ];
  it.each(cases)("%s", (filter, ids) => {
    expect(find(filter)).toBe(ids);
  });

  const faults: readonly (readonly [filter: string, message: string])[] = [
    ["metrics.loss > 0 OR metrics.loss < 1", "Invalid clause(s) in filter string: 'OR'"],
    ["(metrics.loss > 0)", "Invalid clause(s) in filter string: '('"],
    ["metrics.loss > 0 params.lr = '1'", "Invalid clause(s) in filter string: 'params.lr'"],
    ["metrics.loss > 0 AND", "Invalid clause(s) in filter string: 'AND'"],
    ["metrics.loss > '0'", "Expected numeric value type for metric. Found '0'"],
    [
      "start_time = 'x'",
      "Expected numeric value type for numeric attribute: start_time. Found 'x'",
    ],
    [
      "params.lr = 0.1",
      "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 0.1",
    ],
    [
      "params.lr > '0'",
      "Invalid comparator '>' not one of '{'!=', '=', 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL'}'",
    ],
    [
      "metrics.loss LIKE 'x'",
      "Invalid comparator 'LIKE' not one of '{'>', '>=', '!=', '=', '<', '<='}'",
    ],
    [
      "status IN ('a')",
      "Only ['run_id'] attributes support comparison with a list of quoted string values.",
    ],
    [
      "run_id IN ()",
      "While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.",
    ],
    [
      "run_id IN ('a' 'b')",
      "While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.",
    ],
    ["colour = 'x'", "Invalid attribute key 'colour' specified."],
    ["model.name = 'x'", "Invalid entity type 'model'."],
    ["dataset.colour = 'x'", "Invalid dataset key 'colour' specified."],
    ["metrics.val-loss > 1", "Invalid clause(s) in filter string: '-loss > 1'"],
    ["metrics.loss IS NULL", "IS NULL / IS NOT NULL is not supported for 'metric' 'loss'"],
    ["metrics.loss", "Invalid comparison clause."],
    ["params.lr = 'open", "Invalid clause(s) in filter string"],
  ];
  it.each(faults)("refuses %s", (filter, message) => {
    expect(() => find(filter)).toThrow(message);
  });
});

describe("order of runs", () => {
  const cases: readonly (readonly [orderBy: readonly string[], ids: string])[] = [
    [["metrics.loss"], "cabd"],
    [["metrics.loss DESC"], "acbd"],
    [["params.lr desc", "start_time ASC"], "adbc"],
    [["attributes.run_id DESC"], "dcba"],
    [["tags.`a.b`"], "bacd"],
    [["end_time"], "cabd"],
  ];
  it.each(cases)("%j", (orderBy, ids) => {
    expect(find("", orderBy)).toBe(ids);
  });

  it("refuses duplicates, unknown directions and what is no name", () => {
    expect(() => find("", ["metrics.loss", "metric.loss DESC"])).toThrow("duplicate fields");
    expect(() => find("", ["metrics.loss UP"])).toThrow("Invalid ordering key");
    expect(() => find("", ["1"])).toThrow("Could not be parsed");
    expect(() => find("", ["dataset.name"])).toThrow("Invalid identifier type");
  });
});

describe("LIKE", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["abc", "abc", true],
    ["abc", "a%", true],
    ["abc", "%b%", true],
    ["abc", "a_c", true],
    ["abc", "_", false],
    ["", "%", true],
    ["a\nb", "a%b", true],
    ["aXbXc", "a%X%c", true],
    ["abcd", "%bc", false],
  ];
  it.each(cases)("%s %s", (text, pattern, isMatch) => {
    expect(isLike(text, pattern)).toBe(isMatch);
  });

  it("does not blow up on hostile patterns", () => {
    expect(isLike("a".repeat(20_000), `${"%a".repeat(50)}b`)).toBe(false);
  });
});

describe("experiments", () => {
  const experiment = (id: string, name: string, createdAt: number): Experiment => ({
    id,
    name,
    artifactLocation: "",
    createdAt,
    updatedAt: createdAt,
    isDeleted: false,
    tags: new Map(id === "1" ? [["team", "x"]] : []),
  });
  const all = [
    experiment("0", "Default", 1),
    experiment("1", "beta", 3),
    experiment("2", "alpha", 3),
  ];
  const cases: readonly (readonly [filter: string, orderBy: readonly string[], ids: string])[] = [
    ["", [], "120"],
    ["", ["name ASC"], "021"],
    ["", ["creation_time", "name DESC"], "012"],
    ["name LIKE 'a%'", [], "2"],
    ["attribute.name ILIKE 'B%'", [], "1"],
    ["tags.team = 'x'", [], "1"],
    ["tag.team IS NULL", [], "20"],
    ["creation_time >= 3", [], "12"],
    ["experiment_id IN ('0','2')", [], "20"],
  ];
  it.each(cases)("%s %j", (filter, orderBy, ids) => {
    const found = searchExperiments(all, { filter, orderBy });
    expect(found.map(({ id }) => id).join("")).toBe(ids);
  });

  it("refuses metrics", () => {
    expect(() => searchExperiments(all, { filter: "metrics.a > 1", orderBy: [] })).toThrow(
      "Invalid entity type 'metrics'",
    );
  });
});

describe("logged models", () => {
  const model = (id: string, name: string, loss: number): LoggedModel => {
    const made = createLoggedModel(id);
    const time = Number(id);
    const identity = { experiment: "Default", name, modelType: "agent", sourceRunId: "r" };
    applyModelEntry(made, { type: "model", v: 1, id, ...identity, time });
    applyModelEntry(made, { type: "params", params: { lr: "0.1" } });
    applyModelEntry(made, {
      type: "metric",
      key: "loss",
      value: loss,
      time: 1,
      step: 0,
      runId: "r",
      datasetName: id === "1" ? "train" : "test",
    });
    return made;
  };
  const all = [model("1", "one", 0.1), model("2", "two", 0.2), model("3", "three", NaN)];
  const find = (filter: string, rest: Partial<Parameters<typeof searchModels>[1]> = {}): string =>
    searchModels(all, { filter, datasets: [], orderBy: [], ...rest })
      .map(({ id }) => id)
      .join("");

  it("finds by attributes, params and metrics", () => {
    expect(find("")).toBe("321");
    expect(find("name = 'two'")).toBe("2");
    expect(find("attributes.model_id IN ('1','2')")).toBe("21");
    expect(find("params.lr NOT IN ('0.2') AND metrics.loss < 0.15")).toBe("1");
    expect(find("creation_time > 1 AND model_type LIKE 'ag%'")).toBe("32");
    expect(() => find("metric.loss > 1")).toThrow("Invalid entity type 'metric'");
  });

  it("limits metrics to data sets", () => {
    const datasets = [{ name: "train", digest: undefined }];
    expect(find("metrics.loss > 0", { datasets })).toBe("1");
  });

  it("orders by metrics, what has none last", () => {
    const order = { field: "metrics.loss", isAscending: false, dataset: undefined };
    expect(find("", { orderBy: [order] })).toBe("213");
    expect(() => find("", { orderBy: [{ ...order, field: "params.lr" }] })).toThrow("Only metrics");
  });
});
