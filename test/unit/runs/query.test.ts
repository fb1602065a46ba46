import { describe, expect, it } from "vitest";
import { createRegexTest } from "../../../src/core/runs/query/linearRegex.ts";
import { parseQuery } from "../../../src/core/runs/query/parseQuery.ts";
import { RunTable } from "../../../src/core/runs/table/runTable.ts";
import { createRun } from "./runFixture.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
const hour = 3_600_000;

const runs = [
  createRun({
    id: "a",
    name: "brave-otter",
    status: "finished",
    startTime: now - hour,
    endTime: now - hour + 90_000,
    exitCode: 0,
    git: { commit: "abc1234def", branch: "main", isDirty: false },
    params: { lr: "1e-4", model: "resnet50", "batch size": "32", order: "b" },
    metrics: {
      val_acc: 0.95,
      "train/loss": 0.1,
      loss: { ...summary(0.5), min: 0.1, max: 0.9, count: 20 },
    },
    tags: { team: "x", "mlflow.user": "ada" },
    note: "The good one",
  }),
  createRun({
    id: "b",
    name: "calm-heron",
    status: "failed",
    startTime: now - 48 * hour,
    endTime: now - 47 * hour,
    exitCode: 1,
    git: { commit: "0000000aaa", branch: "feature/x", isDirty: true },
    params: { lr: "0.01", model: "vit", "batch size": "64", order: "a" },
    metrics: { val_acc: 0.85, loss: NaN },
    tags: { team: "y" },
  }),
  createRun({
    id: "c",
    name: "eager-otter",
    status: "running",
    startTime: now - 24 * 30 * hour,
    params: { lr: "auto", model: "resnet18" },
    metrics: { val_acc: NaN, loss: Infinity },
  }),
];

function summary(last: number) {
  return { last, lastStep: 1, lastTime: 0, min: last, minStep: 1, max: last, maxStep: 1, count: 1 };
}

const table = new RunTable();
for (const run of runs) table.upsert(run);

function idsOf(filter: string): string {
  const query = { filter, search: "", sort: [{ column: "id", direction: "ascending" } as const] };
  const { viewId, filterError } = table.openView({ ...query, group: "none", collapsed: [] }, now);
  expect(filterError).toBeNull();
  return table.viewRunIds(viewId).join("");
}

const matches: readonly [filter: string, ids: string][] = [
  ["", "abc"],
  ['metrics.val_acc > 0.9 and (params.lr < 1e-3 or tags.team = "x")', "a"],
  ["metrics.val_acc>0.9 or metrics.val_acc<=0.85", "ab"],
  ["metrics.val_acc < 1", "ab"],
  ["metrics.val_acc >= 0", "ab"],
  ["metrics.val_acc != 0.95", "bc"],
  ["metrics.val_acc = nan", "c"],
  ["metrics.loss = inf", "c"],
  ["metrics.loss > 1e300", "c"],
  ["not metrics.val_acc < 1", "c"],
  ["metrics.loss@min < 0.2", "a"],
  ["metrics.loss@count >= 20", "a"],
  ["metrics.loss@max = 0.9", "a"],
  ["metrics.train/loss < 1", "a"],
  ["metrics.`train/loss` < 1", "a"],
  ['metrics."train/loss" < 1', "a"],
  ["params.`batch size` >= 64", "b"],
  ["params.lr < 1", "ab"],
  ["params.lr = 0.0001", "a"],
  ['params.lr = "0.0001"', ""],
  ['params.lr = "1e-4"', "a"],
  ["params.lr = auto", "c"],
  ["params.lr != 0.01", "ac"],
  ["params.order < 'b'", "b"],
  ["params.model in ('vit', \"resnet18\")", "bc"],
  ["params.model not in (vit)", "ac"],
  ["params.lr in (0.01, 1)", "b"],
  ["status in (running, failed)", "bc"],
  ["params.model like 'resnet%'", "ac"],
  ["params.model like 'RESNET%'", ""],
  ["params.model ilike 'RES_ET%'", "ac"],
  ["params.model not like 'resnet%'", "b"],
  ["params.model ~ '^res.*\\d+$'", "ac"],
  ["params.model !~ '50'", "bc"],
  ["params.model ~ '(?i)VIT'", "b"],
  ["has tags.team", "ab"],
  ["not has tags.team", "c"],
  ["tags.team is null", "c"],
  ["tags.team is not null", "ab"],
  ["tags.team != x", "b"],
  ["tags.mlflow.user = ada", "a"],
  ["status = running", "c"],
  ["status != running and exitCode = 1", "b"],
  ["commit = abc1234", "a"],
  ["commit = abc", ""],
  ["dirty", "b"],
  ["not dirty", "ac"],
  ["dirty = false", "a"],
  ["duration > 30m", "b"],
  ["duration <= 90", "a"],
  ["startTime > now-2h", "a"],
  ["startTime > now-7d", "ab"],
  ['startTime > "2026-11-01"', "ab"],
  ['start_time < "2026-11-19 00:00"', "bc"],
  ["attributes.status = 'failed'", "b"],
  ["otter", "ac"],
  ["otter running", ""],
  ["otter status = running", "c"],
  ["'the good'", "a"],
  ["resnet or vit", "abc"],
  ["OTTER AND NOT STATUS = RUNNING", "ac"],
  ["branch ~ ^feature/", "b"],
  ["not (status = failed or status = running)", "a"],
  ["params.constructor = 1 or metrics.toString > 0", ""],
];

const faults: readonly [filter: string, offset: number, part: string][] = [
  ["metrics.loss <", 14, "expected a value: the query ends here"],
  ["metrics.loss < x", 15, "expected a number"],
  ["metrics.loss", 0, "has metrics.loss"],
  ["lr < 1", 0, "params.lr"],
  ["model.lr < 1", 0, "names start with"],
  ["(status = running", 17, 'expected a ")"'],
  ["status = running)", 16, '")" is not expected here'],
  ["status = 'running", 9, "not closed"],
  ["status = running and", 20, "expected a condition"],
  ["and status = running", 0, "expected a condition"],
  ["status in running", 10, "expected a list"],
  ["startTime > yesterday", 12, "expected a time"],
  ["dirty = maybe", 8, "true or false"],
  ["name ~ 'a(b'", 11, 'a "(" is not closed'],
  ["name ~ '(a)\\1'", 11, "back-references"],
  ["!dirty", 0, 'write "not"'],
  ["(".repeat(500), 200, "nested too deeply"],
];

describe("queries", () => {
  it.each(matches)("%s", (filter, ids) => {
    expect(idsOf(filter)).toBe(ids);
  });

  it.each(faults)("%s is refused with its place", (filter, offset, part) => {
    const result = parseQuery(filter, now);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.error.message).toContain(part);
    expect(result.error.offset).toBe(offset);
  });

  it("are not applied when they cannot be read", () => {
    const query = { filter: "lr <", search: "", sort: [], group: "none", collapsed: [] } as const;
    expect(table.openView(query, now)).toMatchObject({ runCount: 3, filterError: { offset: 0 } });
  });
});

describe("regular expressions", () => {
  const samples = [
    "",
    "a",
    "b",
    "ab",
    "aab",
    "ba",
    "abcabc",
    "a b",
    "A1_é",
    "12:30",
    "a\nb",
    "x-y",
  ];
  const patterns = [
    ...["a", "^a", "b$", "^$", "a|b", "(ab)+", "a*b", "a+?b", "a?b", "[ab]c", "[^ab]", "[a-c]{2}"],
    ...[
      "a{2}",
      "a{1,}b",
      "a{0,1}",
      "\\d+:\\d+",
      "\\w\\s\\w",
      "\\bb",
      "a.b",
      "(?:a|b)*c",
      "[\\d_]",
      "x\\-y",
    ],
    ...["[x-]", "()", "(a|)b", "^(a|b)*$", "\\S\\W", "[^\\w\\s]", "a{", "b{,2}", "."],
  ];
  it.each(patterns)("finds what JavaScript's finds: %s", (pattern) => {
    const expected = new RegExp(pattern);
    const test = createRegexTest(pattern);
    for (const sample of samples) expect(test(sample), sample).toBe(expected.test(sample));
  });

  it.each(["(a+)+$", "(a|aa)+$", "(a*)*b", "a*a*a*a*a*a*a*b"])(
    "takes %s in its stride",
    (pattern) => {
      const start = performance.now();
      expect(createRegexTest(pattern)("a".repeat(5000) + "!")).toBe(false);
      // JavaScript's own would take longer than the universe is old.
      expect(performance.now() - start).toBeLessThan(5000);
    },
  );

  it.each([
    "(",
    ")",
    "[a",
    "*a",
    "a**",
    "(?=a)",
    "(?<n>a)",
    "a{2,1}",
    "\\",
    "(x{1000}){1000}",
    "((){999}){999}",
    "(".repeat(200),
  ])("refuses %s", (pattern) => {
    expect(() => createRegexTest(pattern)).toThrow();
  });
});
