import { afterAll, beforeAll, expect, test } from "vitest";
import { parseSextantConfig } from "../../../../../src/core/config/parseSextantConfig.ts";
import { readScoredRows } from "../../../../../src/platform/profile/jobs/scoredRows.ts";
import { DataFixture } from "../dataFixture.ts";

let data: DataFixture;

beforeAll(async () => {
  data = await DataFixture.create();
});
afterAll(() => data.dispose());

const moment = Date.parse("2024-03-01T12:00:00Z");

test.each<[string, string, number]>([
  ["seconds", `${moment / 1e3}::BIGINT`, moment],
  ["milliseconds", `${moment}::BIGINT`, moment],
  ["microseconds", `${moment}000::BIGINT`, moment],
  ["nanoseconds", `${moment}000000::BIGINT`, moment],
  ["seconds with fractions", `${moment / 1e3}.5::DOUBLE`, moment + 500],
  ["seconds before 1970", "-1::INTEGER", -1000],
  ["no number", "'nan'::DOUBLE", NaN],
  ["infinity", "'inf'::DOUBLE", NaN],
  ["more than any time", "1e300::DOUBLE", NaN],
  ["a timestamp with a zone", "'2024-03-01 13:00:00+01'::TIMESTAMPTZ", moment],
  ["text", "'2024-03-01T12:00:00'", moment],
  ["text that is no time", "'soon'", NaN],
])("times are read of %s", async (_, value, expected) => {
  const monitor = parseSextantConfig("monitors: {m: {current: x.csv, target: y, time: at}}").value
    .monitors[0];
  if (monitor === undefined) throw new Error("no monitor");
  const table = await data.tableOf(`SELECT ${value} AS at, 1 AS y`);
  const { times } = await readScoredRows(data.engine, table, monitor);
  expect([...(times ?? [])]).toEqual([expected]);
});
