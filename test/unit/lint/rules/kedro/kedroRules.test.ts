import { describe, expect, it } from "vitest";
import { lintTexts, renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = Readonly<Record<string, string>>;

const cars = "cars:\n  type: pandas.CSVDataset\n  filepath: cars.csv\n";

const check = (rule: string, text: string, files: Files = {}) =>
  renderFindings({ "conf/base/catalog.yml": cars + text, ...files }, { rules: [rule] });

describe("KED001 entry-not-mapping", () => {
  it.each([
    ["data sets", ""],
    ["shared values", "_folder: data\n"],
    ["what is filled in later", "trucks: ${globals:trucks}\n"],
    ["an alias of a mapping", "_base: &base {type: MemoryDataset}\ntrucks: *base\n"],
  ])("accepts %s", (_name, text) => {
    expect(check("KED001", text)).toEqual([]);
  });

  it.each([
    ["a string", "folder: data\n", "folder"],
    ["nothing", "folder:\n", "folder"],
    ["a list", "folder: [a]\n", "folder"],
    ["a pattern without a mapping", "'{a}_b': data\n", "{a}_b"],
  ])("tells of %s", (_name, text, name) => {
    expect(check("KED001", text)).toEqual([
      `conf/base/catalog.yml:4:1 KED001 error \`${name}\` is no data set; a value that others use needs a name with a leading \`_\``,
    ]);
  });

  it("offers a name only where it is written as it is", () => {
    const text = cars + "plain: 1\n'quoted': 1\n\"a\\x62c\": 1\n";
    const found = lintTexts({ "conf/base/catalog.yml": text }, { rules: ["KED001"] });
    const starts = found.map(({ fixes }) => fixes?.[0]?.edits[0]?.start);
    const at = (part: string): number => text.indexOf(part);
    expect(starts).toEqual([at("plain"), at("quoted"), undefined]);
  });

  it("leaves catalogs of others alone", () => {
    const files = { "conf/shop/catalog.yml": "title: shoes\nprice: 10\n" };
    expect(renderFindings(files, { rules: ["KED001", "KED002"] })).toEqual([]);
    const named = { ...files, "pyproject.toml": '[tool.kedro]\npackage_name = "x"\n' };
    expect(renderFindings(named, { rules: ["KED001"] })).toHaveLength(2);
  });
});

describe("KED002 missing-dataset-type", () => {
  it.each([
    ["a type", ""],
    [
      "a type by a merge key",
      "_csv: &csv {type: pandas.CSVDataset}\ntrucks:\n  <<: *csv\n  filepath: x\n",
    ],
    ["what entries share", "_csv: {filepath: x}\n"],
  ])("accepts %s", (_name, text) => {
    expect(check("KED002", text)).toEqual([]);
  });

  it.each([
    [
      "a data set",
      "trucks:\n  filepath: x\n",
      "error data set `trucks` has no `type`, the class that reads and writes it",
    ],
    [
      "an empty mapping",
      "trucks: {}\n",
      "error data set `trucks` has no `type`, the class that reads and writes it",
    ],
    [
      "a mistyped key",
      "trucks:\n  tpye: x\n",
      "error data set `trucks` has no `type`; is `tpye` meant to be it",
    ],
    [
      "a pattern",
      "'{a}_b':\n  filepath: x\n",
      "warning data set `{a}_b` has no `type`, the class that reads and writes it",
    ],
  ])("tells of %s", (_name, text, expected) => {
    expect(check("KED002", text)).toEqual([`conf/base/catalog.yml:4:1 KED002 ${expected}`]);
  });

  it("knows a catalog of Kedro by any of its environments", () => {
    expect(check("KED002", "", { "conf/local/catalog.yml": "x: {filepath: y}\n" })).toEqual([
      "conf/local/catalog.yml:1:1 KED002 error data set `x` has no `type`, the class that reads and writes it",
    ]);
  });

  it("allows parts of entries in other environments", () => {
    expect(check("KED002", "", { "conf/local/catalog.yml": "cars:\n  filepath: y\n" })).toEqual([]);
  });
});

describe("KED003 dataset-spelling", () => {
  const old = (type: string) => `trucks:\n  type: ${type}\n`;
  const pinned = { "requirements.txt": "kedro~=0.19.3\n" };

  it.each<[string, string, Files?]>([
    ["the new spelling", old("pandas.CSVDataset")],
    ["classes of one's own", old("shop.io.OrdersDataSet")],
    [
      "an older Kedro",
      old("pandas.CSVDataSet"),
      { "requirements.txt": "kedro[pandas]==0.18.14\n" },
    ],
    [
      "older data sets",
      old("pandas.CSVDataSet"),
      { "src/requirements.txt": "kedro==0.19.1\nkedro-datasets[pandas]~=1.8\n" },
    ],
    [
      "an older Kedro in a lock file",
      old("MemoryDataSet"),
      { "poetry.lock": 'name = "kedro"\nversion = "0.18.4"\n' },
    ],
  ])("accepts %s", (_name, text, files = pinned) => {
    expect(check("KED003", text, files)).toEqual([]);
  });

  it.each([
    "pandas.CSVDataSet",
    "MemoryDataSet",
    "kedro_datasets.pandas.ParquetDataSet",
    "kedro.extras.datasets.spark.SparkDataSet",
  ])("tells of %s", (type) => {
    const now = type.replace("DataSet", "Dataset");
    expect(check("KED003", old(type), pinned)).toEqual([
      `conf/base/catalog.yml:5:9 KED003 warning \`${type}\` is spelled \`${now}\` since Kedro 0.19 and kedro-datasets 2.0`,
    ]);
  });

  it("looks inside of data sets, and only hints where no version is pinned", () => {
    const text = "parts:\n  type: PartitionedDataset\n  dataset: pandas.CSVDataSet\n";
    expect(check("KED003", text)).toEqual([
      "conf/base/catalog.yml:6:12 KED003 hint `pandas.CSVDataSet` is spelled `pandas.CSVDataset` since Kedro 0.19 and kedro-datasets 2.0",
    ]);
  });
});

describe("KED004 unknown-placeholder", () => {
  const pattern = (rest: string) => `"{region}_sales":\n  type: pandas.CSVDataset\n  ${rest}\n`;

  it.each([
    ["placeholders of the name", pattern("filepath: data/{region}.csv")],
    ["values that OmegaConf fills in", `_p: x\n${pattern("filepath: ${_p}/{region}.csv")}`],
    [
      "braces of data sets that are no patterns",
      "trucks:\n  type: MemoryDataset\n  filepath: '{x}.csv'\n",
    ],
    ["keys", pattern("load_args: {'{x}': 1}")],
  ])("accepts %s", (_name, text) => {
    expect(check("KED004", text)).toEqual([]);
  });

  it.each([
    [
      "a mistyped one",
      pattern("filepath: data/{regoin}.csv"),
      "6:18 KED004 error `{regoin}` is not in the pattern's name `{region}_sales`; did you mean `{region}`",
    ],
    [
      "one in a list",
      pattern("load_args: {a: ['{zone}']}"),
      "6:20 KED004 error `{zone}` is not in the pattern's name `{region}_sales`",
    ],
    [
      "one beside what OmegaConf fills in",
      `_p: x\n${pattern("filepath: ${_p}/{zone}.csv")}`,
      "7:19 KED004 error `{zone}` is not in the pattern's name `{region}_sales`",
    ],
  ])("tells of %s", (_name, text, expected) => {
    expect(check("KED004", text)).toEqual([`conf/base/catalog.yml:${expected}`]);
  });
});

describe("KED005 catch-all-patterns", () => {
  const all = (name: string) => `"${name}":\n  type: MemoryDataset\n`;

  it("accepts one, and any number of patterns with letters", () => {
    expect(check("KED005", all("{a}") + all("{b}_x") + all("{c}.y"))).toEqual([]);
  });

  it("tells of the second, in the same file and in others of the environment", () => {
    const files = { "conf/base/catalog_more.yml": all("{c}"), "conf/prod/catalog.yml": all("{d}") };
    expect(check("KED005", all("{a}") + all("{b}{c}"), files)).toEqual([
      "conf/base/catalog.yml:6:1 KED005 error the pattern `{b}{c}` takes every name, as `{a}` does already: one is allowed",
      "conf/base/catalog_more.yml:1:1 KED005 error the pattern `{c}` takes every name, as `{a}` does already: one is allowed",
    ]);
  });
});

describe("KED006 duplicate-entry", () => {
  it.each<[string, Files]>([
    ["the same name in another environment", { "conf/local/catalog.yml": cars }],
    ["shared values", { "conf/base/catalog_b.yml": "_x: 1\n" }],
    ["hidden files", { "conf/base/.catalog.yml": cars }],
    [
      "parameters side by side",
      { "conf/base/parameters.yml": "m: {lr: 1}\n", "conf/base/parameters_b.yml": "m: {k: 2}\n" },
    ],
    ["a catalog's name for a parameter", { "conf/base/parameters.yml": "cars: 1\n" }],
  ])("accepts %s", (_name, files) => {
    expect(check("KED006", "_x: 1\n", files)).toEqual([]);
  });

  it.each(["conf/base/catalog_b.yml", "conf/base/more/catalog.yml", "conf/base/catalog/more.yaml"])(
    "tells of a data set that is also in %s",
    (path) => {
      expect(check("KED006", "", { [path]: cars })).toEqual([
        `conf/base/catalog.yml:1:1 KED006 error data set \`cars\` is also in \`${path}\`, which Kedro reads together with this file`,
        `${path}:1:1 KED006 error data set \`cars\` is also in \`conf/base/catalog.yml\`, which Kedro reads together with this file`,
      ]);
    },
  );

  it("tells of parameters by their full names, and of what stands twice in a file", () => {
    const files = {
      "conf/base/parameters.yml": "m: {lr: 1}\n",
      "conf/base/parameters_b.yml": "m:\n  lr: 2\n",
    };
    expect(check("KED006", cars, files)).toEqual([
      "conf/base/catalog.yml:4:1 KED006 error `cars` stands twice in this file: Kedro refuses the file",
      "conf/base/parameters.yml:1:5 KED006 error parameter `m.lr` is also in `conf/base/parameters_b.yml`, which Kedro reads together with this file",
      "conf/base/parameters_b.yml:2:3 KED006 error parameter `m.lr` is also in `conf/base/parameters.yml`, which Kedro reads together with this file",
    ]);
  });
});

describe("KED006 in a project with an older Kedro", () => {
  it("only warns of what stands twice in a file, as its loader takes the last one", () => {
    expect(check("KED006", cars, { "requirements.txt": "kedro==0.18.3\n" })).toEqual([
      "conf/base/catalog.yml:4:1 KED006 warning `cars` stands twice in this file: Kedro takes the last one",
    ]);
  });
});

describe("KED007 missing-credentials", () => {
  const trucks = "trucks:\n  type: pandas.CSVDataset\n  credentials: s3\n";

  it.each<[string, string, Files]>([
    [
      "credentials of another environment",
      trucks,
      { "conf/local/credentials.yml": "s3: {key: x}\n" },
    ],
    ["no credentials file", trucks, {}],
    ["an empty one, as a template has", trucks, { "conf/local/credentials.yml": "# s3:\n" }],
    [
      "credentials written out",
      trucks.replace("s3", "{key: x}"),
      { "conf/local/credentials.yml": "gcs: {}\n" },
    ],
    [
      "what is filled in later",
      trucks.replace("s3", "${globals:c}"),
      { "conf/local/credentials.yml": "gcs: {}\n" },
    ],
  ])("accepts %s", (_name, text, files) => {
    expect(check("KED007", text, files)).toEqual([]);
  });

  it("tells of names that no file has, also inside of data sets", () => {
    const text = `${trucks}parts:\n  type: PartitionedDataset\n  dataset: {type: MemoryDataset, credentials: gsc}\n`;
    expect(check("KED007", text, { "conf/local/credentials.yml": "gcs: {}\n" })).toEqual([
      "conf/base/catalog.yml:6:16 KED007 warning no credentials file has `s3`",
      "conf/base/catalog.yml:9:47 KED007 warning no credentials file has `gsc`; did you mean `gcs`",
    ]);
  });
});
