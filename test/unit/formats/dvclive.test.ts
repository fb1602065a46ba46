import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { dvcliveFormat } from "../../../src/core/formats/dvclive/dvcliveFormat.ts";
import { parseTolerantJson } from "../../../src/core/formats/text/tolerantJson.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import type { MemoryFiles } from "../../support/formats/memoryFolder.ts";
import { claimsOf, pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";

/** What test/contract/dvclive_writer.py wrote with DVCLive. */
const fixture = path.resolve(import.meta.dirname, "../../fixtures/formats/dvclive");

function readFixture(): MemoryFiles {
  const names = readdirSync(fixture, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(path.join(fixture, name)).isFile());
  return Object.fromEntries(
    files
      .filter((name) => name !== "logged.json")
      .map((name) => [
        `run/dvclive/${name.split(path.sep).join("/")}`,
        readFileSync(path.join(fixture, name)),
      ]),
  );
}

interface Logged {
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, readonly [number, unknown][]>>;
}

const scalar = { path: "plots/metrics/train/loss.tsv", role: "scalar" };
const metricFile = { path: "metrics.json", role: "summary" };

function read(content: string | Uint8Array, file = scalar) {
  return readFile(dvcliveFormat, file, content);
}

describe("a folder of DVCLive", () => {
  it("is one run with everything that was logged", () => {
    const files = readFixture();
    const logged = parseTolerantJson(
      readFileSync(path.join(fixture, "logged.json"), "utf8"),
    ) as Logged;
    const [claim, ...others] = claimsOf(dvcliveFormat, files);
    expect(others).toEqual([]);
    if (claim === undefined) throw new Error("nothing was claimed");
    expect(claim.root).toBe("run/dvclive");
    const channels = readClaim(dvcliveFormat, claim, files);
    const points = new Map<string, [number, number][]>();
    for (const channel of channels) {
      expect(channel.problems).toEqual([]);
      for (const [metric, list] of Object.entries(pointsOf(channel))) {
        const earlier = points.get(metric) ?? [];
        const first = list[0]?.[0] ?? Infinity;
        const kept = earlier.filter(([step]) => step < first);
        points.set(metric, [
          ...kept,
          ...list.map(([step, , value]): [number, number] => [step, value]),
        ]);
      }
    }
    const expected = Object.entries(logged.metrics).map(([name, list]) => [
      name,
      list.map(([step, value]) => [step, Number(value)]),
    ]);
    expect(Object.fromEntries(points)).toEqual(Object.fromEntries(expected));
    expect(Object.assign({}, ...channels.map(({ params }) => params))).toEqual(logged.params);
    expect(channels.some(({ facts }) => (facts.startTime ?? 0) > 1.7e12)).toBe(true);
  });

  it("is told by its points, or by its name", () => {
    const claimed = (files: MemoryFiles): string[] =>
      claimsOf(dvcliveFormat, files).map(({ root }) => root);
    expect(claimed({ "a/plots/metrics/loss.tsv": "" })).toEqual(["a"]);
    expect(claimed({ "dvclive/metrics.json": "" })).toEqual(["dvclive"]);
    expect(claimed({ "dvclive/scalars/loss.tsv": "" })).toEqual(["dvclive"]);
    expect(claimed({ "a/metrics.json": "", "a/plots/loss.png": "" })).toEqual([]);
    expect(claimed({ "plots/metrics/loss.txt": "" })).toEqual([]);
  });

  it("lists images by name and step, and tables", () => {
    const files = {
      "dvclive/metrics.json": "{}",
      "dvclive/plots/images/sample/3.png": "",
      "dvclive/plots/images/final.jpg": "x",
      "dvclive/plots/sklearn/confusion.json": '[{"actual": "0", "predicted": 1}]',
    };
    const [claim] = claimsOf(dvcliveFormat, files);
    if (claim === undefined) throw new Error("nothing was claimed");
    const media = readClaim(
      dvcliveFormat,
      claim,
      { ...files, "dvclive/plots/images/sample/3.png": "x" },
      {
        wantsMedia: true,
      },
    ).flatMap((channel) => channel.media);
    expect(media.map(({ kind, name, step }) => [kind, name, step])).toEqual([
      ["table", "sklearn/confusion", null],
      ["image", "final.jpg", null],
      ["image", "sample", 3],
    ]);
    expect(media[0]?.content).toEqual({
      kind: "table",
      columns: ["actual", "predicted"],
      rows: [["0", "1"]],
    });
  });
});

describe("a file of points", () => {
  it("is read with any line ends, byte order mark and encoding", () => {
    const text = "timestamp\tstep\tloss\n5\t0\t0.5\n6\t1\tinf\n";
    const expected = {
      "train/loss": [
        [0, 5, 0.5],
        [1, 6, Infinity],
      ],
    };
    expect(pointsOf(read(text))).toEqual(expected);
    expect(pointsOf(read(text.replaceAll("\n", "\r\n")))).toEqual(expected);
    expect(pointsOf(read(`\uFEFF${text}`))).toEqual(expected);
    expect(pointsOf(read(Buffer.from(`\uFEFF${text}`, "utf16le")))).toEqual(expected);
  });

  it("has problems with their lines, and the good points all the same", () => {
    const broken = read(`step\tloss\n0\t1\nnonsense\n${"9".repeat(70_000)}\n2\t0.25\n`);
    expect(pointsOf(broken)).toEqual({
      "train/loss": [
        [0, NaN, 1],
        [2, NaN, 0.25],
      ],
    });
    expect(broken.problems.map(({ code, location }) => [code, location?.line])).toEqual([
      ["dvclive-row", 2],
      ["line-too-long", 3],
    ]);
    expect(read("a\tb\n1\t2\n").problems).toMatchObject([{ code: "dvclive-header" }]);
    const pointer = read("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n");
    expect(pointer.problems).toMatchObject([{ code: "lfs-pointer" }]);
    expect(read("version https://git-lfs.github.com/spec/v1\n", metricFile).problems).toMatchObject(
      [{ code: "lfs-pointer" }],
    );
  });

  it("survives damage", () => {
    const content = new TextEncoder().encode(
      `timestamp\tstep\tloss\n${Array.from({ length: 40 }, (_, at) => `17000${at}\t${at}\t${1 / (at + 1)}\n`).join("")}`,
    );
    fuzzReader({ format: dvcliveFormat, file: scalar, content, isPrefixOfWhole: true });
  });

  it("and the other files too", () => {
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    const summary = encode('{"train": {"loss": NaN}, "step": 3, "__proto__": {"a": 1}, "<b>": 2}');
    fuzzReader({ format: dvcliveFormat, file: metricFile, content: summary });
    const params = encode("lr: 0.1\nlayers:\n- 1\n- 2\nopt: {name: sgd}\n");
    fuzzReader({
      format: dvcliveFormat,
      file: { path: "params.yaml", role: "params" },
      content: params,
    });
  });
});
