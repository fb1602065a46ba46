import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = Readonly<Record<string, string>>;

const tree: Files = {
  "conf/db/mysql.yaml": "host: localhost\n",
  "conf/db/sqlite.yaml": "file: a.db\n",
  "conf/model/deep/resnet.yaml": "depth: 50\n",
};

/** A primary config with these entries, beside a few groups. */
const check = (rule: string, entries: readonly string[], files: Files = {}) =>
  renderFindings({ "conf/config.yaml": listOf(entries), ...tree, ...files }, { rules: [rule] });

const listOf = (entries: readonly string[], rest = "seed: 1\n") =>
  `defaults:\n${entries.map((entry) => `  - ${entry}\n`).join("")}${rest}`;

describe("HYD001 defaults-target", () => {
  it.each<[string, readonly string[], Files?]>([
    ["options and configs that are there", ["db: mysql", "model/deep/resnet", "_self_"]],
    ["an option in a folder of the group", ["model: deep/resnet"]],
    ["an ending", ["db: mysql.yaml", "_self_"]],
    ["null and what must be given", ["db: null", "model: ???", "_self_"]],
    ["a list of options", ["db: [mysql, sqlite]"]],
    ["what is optional", ["optional db: oracle", "_self_"]],
    ["an interpolation", ["db: mysql", "model: ${db}", "_self_"]],
    ["groups of Hydra", ["override hydra/launcher: joblib", "/hydra/callbacks: mine"]],
    ["a path from the root", ["/db: mysql", "override /model/deep: resnet"]],
    ["a package", ["db@backup: mysql", "db/sqlite@_global_"]],
    ["lists of other tools", ["stable", "edge"]],
    [
      "an option that code stores",
      ["db: base", "_self_"],
      { "app.py": 'ConfigStore.instance().store(group="db", name="base", node=Db)' },
    ],
    [
      "more places to search",
      ["db: oracle", "_self_"],
      { "conf/hydra/default.yaml": "", "conf/main.yaml": "hydra: {searchpath: [file://x]}" },
    ],
  ])("accepts %s", (_name, entries, files = {}) => {
    expect(check("HYD001", entries, files)).toEqual([]);
  });

  it.each<[string, readonly string[], string, Files?]>([
    [
      "an option that is missing",
      ["_self_", "db: oracle"],
      "3:9 HYD001 error `db/oracle` is not found: `conf/db` has no `oracle.yaml`, only `mysql`, `sqlite`",
    ],
    [
      "one that is mistyped",
      ["_self_", "override db: mysq"],
      "3:18 HYD001 error `db/mysq` is not found: `conf/db` has no `mysq.yaml`; did you mean `mysql`",
    ],
    [
      "one of a list",
      ["db: [mysql, oracle]"],
      "2:17 HYD001 error `db/oracle` is not found: `conf/db` has no `oracle.yaml`, only `mysql`, `sqlite`",
    ],
    [
      "a config that is missing",
      ["_self_", "base"],
      "3:5 HYD001 error `base` is not found: there is no `base.yaml` beside `config.yaml`",
    ],
    [
      "a group without a folder, which a package may bring",
      ["_self_", "logger: csv"],
      "3:13 HYD001 warning `logger/csv` is not found: there is no folder `logger` beside `config.yaml`",
    ],
    [
      "the wrong ending",
      ["_self_", "db: pg"],
      "3:9 HYD001 error `db/pg` is not found: `conf/db` has no `pg.yaml`; Hydra reads files that end in `.yaml`, not in `.yml`",
      { "conf/db/pg.yml": "" },
    ],
    [
      "a number",
      ["_self_", "db: 1"],
      "3:9 HYD001 error `1` is a number for YAML, but the name of an option must be a string",
    ],
    [
      "a boolean",
      ["_self_", "db: off"],
      "3:9 HYD001 error `off` is a boolean for YAML, but the name of an option must be a string",
    ],
    [
      "an option that is missing where code stores others",
      ["_self_", "db: oracle"],
      "3:9 HYD001 warning `db/oracle` is not found: `conf/db` has no `oracle.yaml`, only `mysql`, `sqlite`",
      { "src/app.py": 'ConfigStore.instance().store(name="base", node=Db)' },
    ],
  ])("tells of %s", (_name, entries, expected, files = {}) => {
    expect(check("HYD001", entries, files)).toEqual([`conf/config.yaml:${expected}`]);
  });

  it("leaves a project's own configs for Hydra alone", () => {
    const files = { "conf/hydra/default.yaml": listOf(["override job_logging: colorlog"]) };
    expect(renderFindings(files, { rules: ["HYD001"] })).toEqual([]);
  });

  it("looks from the folder of the file, and says how to look from the root", () => {
    const files = { "conf/experiment/a.yaml": listOf(["override db: sqlite", "_self_"]), ...tree };
    expect(renderFindings(files, { rules: ["HYD001"] })).toEqual([
      "conf/experiment/a.yaml:2:18 HYD001 warning `db/sqlite` is not found: there is no folder `db` beside `a.yaml`; a path from the root of the tree begins with `/`: `/db`",
    ]);
    const mended = { "conf/experiment/a.yaml": listOf(["override /db: sqlite"]), ...tree };
    expect(renderFindings(mended, { rules: ["HYD001"] })).toEqual([]);
  });
});

describe("HYD002 duplicate-default", () => {
  it.each<[string, readonly string[]]>([
    ["one of each", ["db: mysql", "model/deep: resnet", "_self_"]],
    ["two packages", ["db@source: mysql", "db@target: mysql"]],
    ["an override of it", ["db: mysql", "override db: sqlite"]],
    ["configs by their paths", ["db/mysql", "db/mysql"]],
    ["a group and a config of it", ["db/mysql", "db: mysql"]],
    ["what is optional and not there", ["optional f: x", "optional f: x"]],
    ["two overrides", ["override db: mysql", "override db: sqlite"]],
  ])("accepts %s", (_name, entries) => {
    expect(check("HYD002", entries)).toEqual([]);
  });

  it.each<[string, readonly string[], string]>([
    [
      "two `_self_`",
      ["_self_", "db: mysql", "_self_"],
      "4:5 HYD002 error `_self_` stands twice in this list",
    ],
    [
      "two options of a group",
      ["db: mysql", "optional db: sqlite"],
      "3:5 HYD002 error the group `db` stands twice in this list; two options of a group need packages of their own, as `db@first`",
    ],
    [
      "an option and null",
      ["db: null", "db: mysql"],
      "3:5 HYD002 error the group `db` stands twice in this list; two options of a group need packages of their own, as `db@first`",
    ],
    [
      "two of one package",
      ["db@a: mysql", "db@a: mysql"],
      "3:5 HYD002 error the group `db` stands twice in this list; two options of a group need packages of their own, as `db@first`",
    ],
  ])("tells of %s", (_name, entries, expected) => {
    expect(check("HYD002", entries)).toEqual([`conf/config.yaml:${expected}`]);
  });
});

describe("HYD003 override-order", () => {
  it.each<[string, readonly string[]]>([
    [
      "overrides at the end",
      ["db: mysql", "override hydra/launcher: joblib", "override db: sqlite"],
    ],
    ["`_self_` behind an override", ["db: mysql", "override db: sqlite", "_self_"]],
    ["overrides alone", ["override db: sqlite"]],
  ])("accepts %s", (_name, entries) => {
    expect(check("HYD003", entries)).toEqual([]);
  });

  it.each<[string, readonly string[], string]>([
    [
      "an override before its group",
      ["override db: sqlite", "db: mysql"],
      "2:5 HYD003 error overrides must stand at the end of the list, but `db` is behind `override db`",
    ],
    [
      "an override before a config",
      ["override hydra/launcher: joblib", "db/mysql", "_self_"],
      "2:5 HYD003 error overrides must stand at the end of the list, but `db/mysql` is behind `override hydra/launcher`",
    ],
  ])("tells of %s", (_name, entries, expected) => {
    expect(check("HYD003", entries)).toEqual([`conf/config.yaml:${expected}`]);
  });
});

describe("HYD004 unresolved-interpolation", () => {
  const main = (rest: string, files: Files = {}) =>
    renderFindings(
      { "conf/config.yaml": listOf(["db: mysql", "_self_"], rest), ...tree, ...files },
      { rules: ["HYD004"] },
    );

  it.each([
    ["a key of another config", "url: ${db.host}\n"],
    ["a key of another option", "url: ${db.file}\n"],
    ["a relative one", "a: {b: 1, c: '${.b} ${..url}', url: x}\n"],
    ["resolvers", "url: ${oc.env:HOSTT} ${hydra:runtime.cwd} ${now:%Y}\n"],
    ["Hydra's own", "url: ${hydra.job.name}\n"],
    ["what is escaped", "url: \\${db.hots}\n"],
    ["variables of a shell", "url: ${HOME}\n"],
    ["an item of a list", "xs: [1]\ny: ${xs.0} ${xs[0]}\n"],
  ])("accepts %s", (_name, rest) => {
    expect(main(rest)).toEqual([]);
  });

  it.each([
    [
      "a mistyped key",
      "url: x/${db.hots}\n",
      "4:13 HYD004 warning no config of this tree has `hots` of `db.hots`; did you mean `host`",
    ],
    [
      "a mistyped group",
      "url: ${modle.depth}\n",
      "4:8 HYD004 warning no config of this tree has `modle` of `modle.depth`; did you mean `model`",
    ],
    [
      "a mistyped relative one",
      "aim: 1\nb: ${.aimm}\n",
      "5:7 HYD004 warning no config of this tree has `aimm`; did you mean `aim`",
    ],
    [
      "a key without one like it",
      "url: ${db.certificate}\n",
      "4:11 HYD004 hint no config of this tree has `certificate` of `db.certificate`",
    ],
  ])("tells of %s", (_name, rest, expected) => {
    expect(main(rest)).toEqual([`conf/config.yaml:${expected}`]);
  });

  it("knows names from files without a list, and the packages of headers", () => {
    const files = {
      "conf/x/a.yaml": "# @package trainer.loggers\nz: ${trainer.loggers.z} ${depht}\n",
    };
    expect(main("", files)).toEqual([
      "conf/x/a.yaml:2:27 HYD004 warning no config of this tree has `depht`; did you mean `depth`",
    ]);
  });

  it("looks only at files of a tree", () => {
    const files = { "other/a.yaml": "b: ${c}\n", "conf/docker-compose.yml": "d: ${hots}\n" };
    expect(main("", files)).toEqual([]);
  });
});

describe("HYD005 missing-self", () => {
  it.each<[string, readonly string[], string?]>([
    ["a list with it", ["db: mysql", "_self_"]],
    ["a config without values of its own", ["db: mysql"], ""],
    ["overrides alone", ["override db: mysql"]],
  ])("accepts %s", (_name, entries, rest = "seed: 1\n") => {
    const files = { "conf/config.yaml": listOf(entries, rest), ...tree };
    expect(renderFindings(files, { rules: ["HYD005"] })).toEqual([]);
  });

  it("says nothing of configs in groups", () => {
    const files = { "conf/config.yaml": listOf(["_self_"]), "conf/e/a.yaml": listOf(["x: y"]) };
    expect(renderFindings(files, { rules: ["HYD005"] })).toEqual([]);
  });

  it("advises to add it", () => {
    expect(check("HYD005", ["db: mysql", "override hydra/launcher: x"])).toEqual([
      "conf/config.yaml:1:1 HYD005 hint without `_self_` it depends on the version of Hydra whether these configs override the values of this file",
    ]);
  });
});

describe("HYD006 defaults-path", () => {
  it.each<[string, readonly string[]]>([
    ["slashes", ["model/deep/resnet", "model: deep/resnet"]],
    ["`..` in an option, which Hydra finds", ["model: ../db/mysql", "_self_"]],
  ])("accepts %s", (_name, entries) => {
    expect(check("HYD006", entries)).toEqual([]);
  });

  it("tells of backslashes and of paths that go up", () => {
    expect(check("HYD006", ["db\\mysql", "model: deep\\resnet", "../db: mysql", "_self_"])).toEqual(
      [
        "conf/config.yaml:2:5 HYD006 warning `db\\mysql` is found on Windows only: paths of configs have `/`",
        "conf/config.yaml:3:12 HYD006 warning `deep\\resnet` is found on Windows only: paths of configs have `/`",
        "conf/config.yaml:4:5 HYD006 warning `..` in `../db` makes keys without a name; write the path from the root, with a leading `/`",
      ],
    );
  });
});
