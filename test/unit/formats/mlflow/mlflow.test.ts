import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/base/seededRandom.ts";
import { artifactMedia } from "../../../../src/core/formats/mlflow/artifactMedia.ts";
import { parseMeta } from "../../../../src/core/formats/mlflow/metaYaml.ts";
import { readMetricLines } from "../../../../src/core/formats/mlflow/metricLines.ts";
import { MetricTotals } from "../../../../src/core/formats/mlflow/metricTotals.ts";
import {
  createMlflowRun,
  emptyRecord,
  statusOf,
} from "../../../../src/core/formats/mlflow/mlflowRecord.ts";
import { modelTags } from "../../../../src/core/formats/mlflow/modelTags.ts";
import { PointBuffer } from "../../../../src/core/formats/points/pointBuffer.ts";
import { emptySeries, mergeSeries, summarize } from "../../../../src/core/runs/series.ts";
import { readBoundedYaml } from "../../../../src/core/config/boundedYaml.ts";
import { bytesOf } from "../../../support/formats/memoryFolder.ts";

describe("lines of points", () => {
  function read(text: string, isWhole = false) {
    const buffer = new PointBuffer("m", 0);
    const result = readMetricLines(bytesOf(text), buffer, isWhole);
    const { steps, times, values } = buffer.take();
    const points = Array.from(steps, (step, at) => [times[at], values[at], step]);
    return { points, ...result };
  }

  it.each<[string, string, number[]]>([
    ["three fields", "12 0.5 3\n", [12, 0.5, 3]],
    ["old ones", "12 0.5\n", [12, 0.5, 0]],
    ["a data set", "12 0.5 3 train 2981c147\n", [12, 0.5, 3]],
    ["a data set whose name has spaces", "12 0.5 3 train set x 2981c147\n", [12, 0.5, 3]],
    ["a model's", "12 0.5 3 0123abcd\n", [12, 0.5, 3]],
    ["lines of Windows", "12 0.5 3\r\n", [12, 0.5, 3]],
    ["NaN", "12 nan 3\n", [12, NaN, 3]],
    ["infinity", "12 -inf -3\n", [12, -Infinity, -3]],
    ["exponents", "12 1e-300 3\n", [12, 1e-300, 3]],
    ["numpy's", "12 +1.5E+2 3\n", [12, 150, 3]],
  ])("%s", (_label, text, point) => {
    expect(read(text)).toEqual({ points: [point], used: text.length, badOffset: null });
  });

  it("leaves the torn end of a file alone", () => {
    expect(read("1 2 3\n4 5")).toMatchObject({ points: [[1, 2, 3]], used: 6, badOffset: null });
    expect(read("1 2 3\n4 5 6", true).points).toHaveLength(2);
  });

  it("gives the beginning of the whole wherever it is cut", () => {
    const text = "1 2 3\n4 nan 6\n7 8 9 data set d1\n10 -inf 11\n";
    const whole = read(text).points;
    for (let length = 0; length <= text.length; length++) {
      const { points, badOffset } = read(text.slice(0, length));
      expect(points).toEqual(whole.slice(0, points.length));
      expect(badOffset).toBeNull();
    }
  });

  it("tells where the first line is that is none", () => {
    expect(read("1 2 3\n\nbad\n4 5 x\n7 8 9\n")).toMatchObject({
      points: [
        [1, 2, 3],
        [7, 8, 9],
      ],
      badOffset: 7,
    });
    expect(read(`${"9".repeat(10_000)} 1 2\n`).points).toEqual([]);
  });
});

describe("meta.yaml", () => {
  it.each([
    "a: b\n",
    "name: 'it''s: #1'\nstatus: 3\n",
    "uri: file:///C:/a b/c\nn: null\ntags: []\n",
    "name: demo é ü\r\nx: 1.0\r\n",
    'name: "a\\tb"\n',
    "name: a # comment\n",
    "name: 'a'   \n",
    "a: b: c\n",
    "name: |\n  two\n  lines\n",
    "tags:\n  mlflow.data.context: training\n",
    "? a\n: b\n",
    "a: b\na: c\n",
    "a: &x b\nc: *x\n",
    "",
  ])("reads %j as YAML does", (text) => {
    const { value } = readBoundedYaml(text, "meta.yaml");
    const expected = Object.entries(Object(value) as object).filter(
      ([, item]) => typeof item === "string",
    );
    expect(parseMeta(bytesOf(text), "meta.yaml").fields).toEqual(Object.fromEntries(expected));
  });

  it("throws for no content", () => {
    const random = seededRandom(5);
    const text = "artifact_uri: /a/b\nname: 'x''y'\ntags:\n  k: v\nstatus: 3\n";
    for (let round = 0; round < 2000; round++) {
      const bytes = bytesOf(text).slice();
      for (let at = 0; at < 4; at++) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      expect(parseMeta(bytes, "meta.yaml").fields).toBeTypeOf("object");
    }
  });
});

describe("roll-ups", () => {
  it("are those of the series in order, in whatever order points come", () => {
    const random = seededRandom(11);
    for (let round = 0; round < 200; round++) {
      const totals = new MetricTotals();
      const buffer = new PointBuffer("m", 0);
      for (let count = 1 + Math.floor(random() * 20); count > 0; count--) {
        const value = random() < 0.2 ? NaN : Math.floor(random() * 5);
        const step = Math.floor(random() * 1000) + count * 1000;
        totals.push(step, step, value);
        buffer.push(step, step, value);
      }
      expect(totals.summary()).toEqual(summarize(mergeSeries(emptySeries, buffer.take())));
    }
  });

  it("go on from a summary", () => {
    const totals = new MetricTotals();
    totals.push(1, 1, 5);
    const later = MetricTotals.from(totals.summary());
    later.push(0, 0, 9);
    expect(later.summary()).toMatchObject({ last: 5, max: 9, maxStep: 0, count: 2 });
  });
});

describe("a run", () => {
  const place = { path: "mlruns", idOf: (id: string) => `id-${id}`, now: 1e12 };
  const commit = "0123456789abcdef0123456789abcdef01234567";

  it("takes commit, parent, note and user from its tags", () => {
    const tags = {
      "mlflow.source.git.commit": commit,
      "mlflow.source.git.repoURL": "https://user:secret@host/x.git",
      "mlflow.parentRunId": "p",
      "mlflow.note.content": "why",
      "mlflow.user": "ann",
      "mlflow.runName": "named",
    };
    expect(createMlflowRun({ ...emptyRecord, runId: "r", tags }, place)).toMatchObject({
      name: "named",
      parentId: "id-p",
      note: "why",
      user: "ann",
      git: { commit, remote: "https://host/x.git", isDirty: false },
      location: { path: "mlruns", key: "r" },
    });
  });

  it("has no commit where none was recorded", () => {
    const record = { ...emptyRecord, runId: "r", sourceVersion: "v1.0", name: "" };
    expect(createMlflowRun(record, place)).toMatchObject({ git: null, name: "r", parentId: null });
  });

  it.each<[string | number | null, number | null, string]>([
    ["FINISHED", null, "finished"],
    [4, null, "failed"],
    ["5", null, "stopped"],
    ["RUNNING", 1e12 - 60_000, "running"],
    ["RUNNING", 1e12 - 11 * 60_000, "unknown"],
    [1, null, "unknown"],
    ["SCHEDULED", 1e12, "queued"],
    ["strange", 1e12, "unknown"],
    [null, 1e12, "unknown"],
  ])("status %j written at %j is %s", (status, time, expected) => {
    expect(statusOf(status, time, 1e12)).toBe(expected);
  });
});

describe("models", () => {
  it("are tags", () => {
    const model = { modelId: "m-1", name: "net", modelType: "cnn", status: "2" };
    const older = { modelId: "m-0", name: "net", modelType: null, status: "LOGGED_MODEL_PENDING" };
    const version = { name: "reg", version: "3", stage: "None", aliases: ["b", "a"] };
    expect(
      modelTags([model, older], [version, { ...version, version: "4", stage: "Staging" }]),
    ).toEqual({
      "mlflow.model.net": "cnn, ready, m-1; pending, m-0",
      "mlflow.registered.reg": "version 3 (aliases a, b); version 4 (stage Staging; aliases a, b)",
    });
  });
});

describe("artifacts", () => {
  const id = "4d7417a4-97b3-4ad4-8df9-331eeee7309f";

  it.each<[string, unknown]>([
    [`images/a~b+step+3+timestamp+12+${id}.png`, ["image", "a/b", 3, 12]],
    [`images/a#b%step%3%timestamp%12%${id}.png`, ["image", "a/b", 3, 12]],
    [
      `images/a%2523b%25step%253%25timestamp%2512%25${id}.png`.replaceAll("%25", "%"),
      ["image", "a/b", 3, 12],
    ],
    [`images/a%25step%25-1%25timestamp%2512%25${id}.png`, ["image", "a", -1, 12]],
    [`images/a+step+3+timestamp+12+${id}+compressed.webp`, undefined],
    ["plots/roc.SVG", ["image", "plots/roc.SVG", null, null]],
    ["notes.md", ["text", "notes.md", null, null]],
    ["table.csv", ["table", "table.csv", null, null]],
    ["page.html", undefined],
    ["model/requirements.txt", undefined],
    ["model/weights.pth", undefined],
    ["no extension", undefined],
    ["constructor", undefined],
    ["a.constructor", undefined],
  ])("%s", (artifact, expected) => {
    const item = artifactMedia(artifact, `x/${artifact}`);
    expect(item && [item.kind, item.name, item.step, item.time]).toEqual(expected);
  });
});
