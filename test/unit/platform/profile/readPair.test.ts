import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  readCategoryPair,
  readPair,
  readTexts,
} from "../../../../src/platform/profile/readPair.ts";
import { DataFixture } from "./dataFixture.ts";

let data: DataFixture;
beforeAll(async () => {
  data = await DataFixture.create();
});
afterAll(() => data.dispose());

const table = (values: string, types: Record<string, string> = {}) =>
  data.tableOf(`SELECT * FROM (VALUES ${values}) t(a)`, types);

describe("the numbers of a column on both sides", () => {
  const check = async (values: string, expected: readonly number[], type?: string) => {
    const types: Record<string, string> = type === undefined ? {} : { a: type };
    const side = await table(values, types);
    const empty = await data.tableOf("SELECT 1 AS other");
    const { reference, current } = await readPair(data.engine, side, empty, "a");
    expect([...reference].toSorted((x, y) => x - y)).toEqual(expected);
    expect(current).toHaveLength(0);
  };
  it.each<[string, string, readonly number[], string | undefined]>([
    [
      "finite ones only",
      "(2.5::DOUBLE), (NULL), ('nan'), ('inf'), ('-inf'), (-1)",
      [-1, 2.5],
      undefined,
    ],
    ["decimals", "(1.25::DECIMAL(9, 2)), (NULL)", [1.25], undefined],
    ["dates", "(DATE '1970-01-02'), (NULL)", [86_400_000], undefined],
    ["lengths of texts", "('ab'), (NULL), ('😀')", [1, 2], "text"],
    ["strings that are numbers", "('1.5'), ('x')", [1.5], "number"],
  ])("%s", (_, values, expected, type) => check(values, expected, type));

  it("are all there when they come in many pieces", async () => {
    const side = await data.tableOf("SELECT i AS a FROM range(100000) t(i)");
    const { reference, current } = await readPair(data.engine, side, side, "a");
    expect(reference.toSorted()).toEqual(Float64Array.from({ length: 100_000 }, (_, i) => i));
    expect(current).toHaveLength(100_000);
  });

  it("are refused of lists", async () => {
    const side = await table("([1])");
    await expect(readPair(data.engine, side, side, "a")).rejects.toThrow(/"a" holds INTEGER\[\]/);
  });
});

describe("the categories of a column on both sides", () => {
  it.each<[string, string, string, object]>([
    [
      "of both, and of either",
      "('x'), ('x'), ('y'), (NULL)",
      "('x'), ('z'), ('')",
      { categories: ["", "x", "y", "z"], reference: [0, 2, 1, 0], current: [1, 1, 0, 1] },
    ],
    [
      "booleans",
      "(true)",
      "(false)",
      { categories: ["false", "true"], reference: [0, 1], current: [1, 0] },
    ],
    ["types that differ", "(1)", "('1')", { categories: ["1"], reference: [1], current: [1] }],
    [
      "nothing",
      "(NULL::VARCHAR)",
      "(NULL::VARCHAR)",
      { categories: [], reference: [], current: [] },
    ],
  ])("%s", async (_, reference, current, expected) => {
    const counts = await readCategoryPair(
      data.engine,
      await table(reference),
      await table(current),
      "a",
    );
    expect(counts).toEqual(expected);
  });

  it("of a column that one side lacks", async () => {
    const other = await data.tableOf("SELECT 1 AS b");
    expect(await readCategoryPair(data.engine, await table("('x')"), other, "a")).toEqual({
      categories: ["x"],
      reference: [1],
      current: [0],
    });
  });
});

describe("texts", () => {
  it("are read without those that are missing", async () => {
    const side = await table("('x'), (NULL), ('')");
    expect((await readTexts(data.engine, side, "a")).toSorted()).toEqual(["", "x"]);
  });
});
