import { describe, expect, test } from "vitest";
import { shortestFloat32 } from "../../../src/core/formats/points/float32.ts";
import { kerasFormat } from "../../../src/core/formats/keras/kerasFormat.ts";
import { parseTolerantJson, numberOf } from "../../../src/core/formats/text/tolerantJson.ts";
import { decodeUtf8 } from "../../../src/core/formats/text/utf8.ts";
import { fixtureFiles } from "../../support/formats/fixtureFiles.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { claimsOf, pointsOf, readClaim } from "../../support/formats/readClaim.ts";

/** Written by the real Keras: test/contract/frameworks/keras_log_writer.py, `logs`. */
const files = fixtureFiles("keras");
type Rows = readonly Readonly<Record<string, unknown>>[];
const oracle = parseTolerantJson(decodeUtf8(files["oracle.json"]!)) as Record<string, Rows>;
const claims = claimsOf(kerasFormat, files);

/** What each epoch's callbacks were given, by metric. */
function logged(rows: Rows): Record<string, [number, number, number][]> {
  const points: Record<string, [number, number, number][]> = {};
  for (const { epoch, ...logs } of rows) {
    for (const [name, value] of Object.entries(logs)) {
      (points[name] ??= []).push([Number(epoch), NaN, shortestFloat32(numberOf(value) ?? NaN)]);
    }
  }
  return points;
}

test("each log and dump is a run", () => {
  expect(claims.map(({ root, key }) => [root, key])).toEqual([
    ["append", ""],
    ["comma", ""],
    ["dump", ""],
    ["lists", ""],
    ["semicolon", ""],
    ["tab", ""],
  ]);
});

test.each(claims.map((claim) => [claim.files[0]!.path, claim] as const))(
  "%s has every value that was logged",
  (path, claim) => {
    const [channel] = readClaim(kerasFormat, claim, files);
    expect(pointsOf(channel!)).toEqual(logged(oracle[path]!));
    expect(channel!.problems).toEqual([]);
  },
);

describe("what is none of Keras'", () => {
  test.each([
    ["a table that counts from 1", "log.csv", "epoch,loss\n1,0.5\n"],
    ["one with steps", "log.csv", "epoch,loss,step\n0,0.5,0\n"],
    ["one in another order", "log.csv", "epoch,val_loss,loss\n0,0.5,1\n"],
    ["one without rows", "log.csv", "epoch,loss\n"],
    ["a dump of texts", "history.json", '{"loss": ["a"]}'],
    ["a dump of something else", "history.json", '{"prices": [1, 2]}'],
  ])("%s", (_name, path, content) => {
    expect(claimsOf(kerasFormat, { [path]: content })).toEqual([]);
  });
});

test("logs in one folder are runs of their names", () => {
  const log = "epoch,loss\n0,0.5\n";
  const found = claimsOf(kerasFormat, { "a.csv": log, "b.log": log, "c.csv": "x,y\n1,2\n" });
  expect(found.map(({ root, key }) => [root, key])).toEqual([
    ["", "a"],
    ["", "b"],
  ]);
});

test("no content throws or hangs", () => {
  const log = { path: "lists/log.csv", role: "log" };
  fuzzReader({ format: kerasFormat, file: log, content: files[log.path]!, seed: 8 });
  const dump = { path: "dump/history.json", role: "history" };
  fuzzReader({ format: kerasFormat, file: dump, content: files[dump.path]!, rounds: 500 });
});
