import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../../src/core/lint/fixes/applyFixes.ts";
import { openTexts } from "../../../support/lint/lintTexts.ts";

interface Case {
  readonly rule: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly applicability: string;
  readonly others?: Readonly<Record<string, string>>;
}

const mysql = { "conf/db/mysql.yaml": "host: localhost\n" };
const config = "conf/config.yaml";
const catalog = "conf/base/catalog.yml";

const cases: readonly Case[] = [
  {
    rule: "YOL002",
    path: "data.yaml",
    before: "train: a\nval: b\nnc: 3 # classes\nnames: [x]\n",
    after: "train: a\nval: b\nnc: 1 # classes\nnames: [x]\n",
    applicability: "suggestion",
  },
  {
    rule: "YOL004",
    path: "data.yaml",
    before: "train: d/i/train\nval: d/i/valdi\nnames: [x]\n",
    after: "train: d/i/train\nval: d/i/valid\nnames: [x]\n",
    applicability: "suggestion",
    others: { "d/i/train/1.txt": "", "d/i/valid/1.txt": "" },
  },
  {
    rule: "HYD001",
    path: config,
    before: "defaults:\n  - db: mysq # main\n  - _self_\n",
    after: "defaults:\n  - db: mysql # main\n  - _self_\n",
    applicability: "suggestion",
    others: mysql,
  },
  {
    rule: "HYD001",
    path: config,
    before: "defaults:\n  - db: 1\n  - _self_\n",
    after: 'defaults:\n  - db: "1"\n  - _self_\n',
    applicability: "safe",
    others: { "conf/db/1.yaml": "" },
  },
  {
    rule: "HYD001",
    path: "conf/exp/a.yaml",
    before: "defaults:\n  - override db: mysql\n",
    after: "defaults:\n  - override /db: mysql\n",
    applicability: "suggestion",
    others: mysql,
  },
  {
    rule: "HYD003",
    path: config,
    before: "defaults:\n  - override db: mysql # later\n  - db: mysql\n  - _self_\nseed: 1\n",
    after: "defaults:\n  - db: mysql\n  - _self_\n  - override db: mysql # later\nseed: 1\n",
    applicability: "safe",
  },
  {
    rule: "HYD003",
    path: config,
    before: "defaults:\n- override db: mysql\n- db: mysql",
    after: "defaults:\n- db: mysql\n- override db: mysql",
    applicability: "safe",
  },
  {
    rule: "HYD004",
    path: config,
    before: "defaults: [db: mysql]\nurl: 'x ${db.hots}'\n",
    after: "defaults: [db: mysql]\nurl: 'x ${db.host}'\n",
    applicability: "suggestion",
    others: mysql,
  },
  {
    rule: "HYD005",
    path: config,
    before: "defaults:\n  - db: mysql # main\n  - override db: x\nseed: 1\n",
    after: "defaults:\n  - db: mysql # main\n  - _self_\n  - override db: x\nseed: 1\n",
    applicability: "safe",
  },
  {
    rule: "HYD005",
    path: config,
    before: "defaults: [db, x]\nseed: 1\n",
    after: "defaults: [db, x, _self_]\nseed: 1\n",
    applicability: "safe",
  },
  {
    rule: "HYD006",
    path: config,
    before: 'defaults:\n  - _self_\n  - "db\\\\mysql"\n',
    after: 'defaults:\n  - _self_\n  - "db/mysql"\n',
    applicability: "safe",
  },
  {
    rule: "KED001",
    path: catalog,
    before: "dir: d\na:\n  type: pandas.CSVDataset\n  filepath: ${dir}/a.csv\n",
    after: "_dir: d\na:\n  type: pandas.CSVDataset\n  filepath: ${_dir}/a.csv\n",
    applicability: "unsafe",
  },
  {
    rule: "KED003",
    path: catalog,
    before: "a:\n  type: pandas.CSVDataSet\n",
    after: "a:\n  type: pandas.CSVDataset\n",
    applicability: "safe",
    others: { "requirements.txt": "kedro==1.0.0\n" },
  },
  {
    rule: "KED003",
    path: catalog,
    before: "a:\n  type: pandas.CSVDataSet\n",
    after: "a:\n  type: pandas.CSVDataset\n",
    applicability: "suggestion",
  },
  {
    rule: "KED004",
    path: catalog,
    before: "'{region}_a':\n  type: MemoryDataset\n  filepath: x/{regoin}\n",
    after: "'{region}_a':\n  type: MemoryDataset\n  filepath: x/{region}\n",
    applicability: "suggestion",
  },
  {
    rule: "KED007",
    path: catalog,
    before: "a:\n  type: MemoryDataset\n  credentials: dev_s4\n",
    after: "a:\n  type: MemoryDataset\n  credentials: dev_s3\n",
    applicability: "suggestion",
    others: { "conf/local/credentials.yml": "dev_s3: {}\n" },
  },
  {
    rule: "DSP002",
    path: "ds.json",
    before: '{"zero_optimization": {}, "fp16": {"enabled": true}, "bf16": {"enabled": true}}',
    after: '{"zero_optimization": {}, "fp16": {"enabled": false}, "bf16": {"enabled": true}}',
    applicability: "suggestion",
  },
  {
    rule: "DSP003",
    path: "a.yaml",
    before: "distributed_type: 'NO'\nnum_process: 1\nuse_cpu: true\n",
    after: "distributed_type: 'NO'\nnum_processes: 1\nuse_cpu: true\n",
    applicability: "suggestion",
  },
  {
    rule: "DSP004",
    path: "a.yaml",
    before:
      "distributed_type: DEEPSPEED\nnum_processes: 1\ndeepspeed_config: {deepspeed_config_file: zero2.json}\n",
    after:
      "distributed_type: DEEPSPEED\nnum_processes: 1\ndeepspeed_config: {deepspeed_config_file: zero_2.json}\n",
    applicability: "suggestion",
    others: { "zero_2.json": "{}" },
  },
];

describe("the first fix of", () => {
  it.each(cases)("$rule gives what was meant: $before", (one) => {
    const { rule, path, before, after, applicability, others = {} } = one;
    const open = (text: string) => openTexts({ [path]: text, ...others }, { rules: [rule] });
    const [finding] = open(before).findings(path);
    const fix = finding?.fixes?.[0];
    expect(fix?.applicability).toBe(applicability);
    expect(fix?.edits.every((edit) => edit.path === path)).toBe(true);
    expect(applyEdits(before, fix?.edits ?? [])).toBe(after);
    expect(open(after).findings(path)).toEqual([]);
  });
});
