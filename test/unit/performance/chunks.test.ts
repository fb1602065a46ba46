import { describe, expect, it } from "vitest";
import { chunkRows, MOST_CHUNKS, type Chunking } from "../../../src/core/performance/chunks.ts";

function at(...texts: readonly string[]): Float64Array {
  return Float64Array.from(texts, (text) => (text === "" ? NaN : Date.parse(text)));
}

function labelsOf(rows: number, chunking: Chunking, times: Float64Array | null = null) {
  return chunkRows(rows, times, chunking).chunks.map(
    ({ label, start, end }) => [label, end - start] as const,
  );
}

describe("chunks of rows", () => {
  it.each<readonly [rows: number, chunking: Chunking, sizes: readonly number[]]>([
    [10, { by: "rows", rows: 4 }, [4, 4, 2]],
    [9, { by: "rows", rows: 4 }, [4, 5]],
    [3, { by: "rows", rows: 4 }, [3]],
    [10, { by: "number", count: 3 }, [3, 4, 3]],
    [2, { by: "number", count: 10 }, [1, 1]],
    [0, { by: "number", count: 10 }, []],
    [20, { by: "day" }, new Array<number>(10).fill(2)],
  ])("%i rows by %j: %j", (rows, chunking, sizes) => {
    const { chunks, order } = chunkRows(rows, null, chunking);
    expect(chunks.map(({ start, end }) => end - start)).toEqual(sizes);
    expect(chunks.at(-1)?.end ?? 0).toBe(rows);
    expect([...order]).toEqual([...order.keys()]);
  });

  it("are named by rows counted from 1", () => {
    expect(labelsOf(4, { by: "rows", rows: 2 }).map(([label]) => label)).toEqual([
      "rows 1–2",
      "rows 3–4",
    ]);
  });

  it("are never too many", () => {
    expect(labelsOf(10_000, { by: "rows", rows: 1 }).length).toBe(MOST_CHUNKS);
    const times = Float64Array.from({ length: 5000 }, (_, row) => row * 3_600_000);
    expect(labelsOf(5000, { by: "hour" }, times).length).toBe(MOST_CHUNKS);
  });
});

describe("chunks of time", () => {
  const times = at(
    "2026-03-01T23:59:59Z",
    "2026-02-28T01:10:00Z",
    "",
    "2026-03-02T00:00:00Z",
    "2026-02-28T01:50:00Z",
  );
  it.each<readonly [Chunking["by"], readonly (readonly [string, number])[]]>([
    [
      "hour",
      [
        ["2026-02-28 01:00", 2],
        ["2026-03-01 23:00", 1],
        ["2026-03-02 00:00", 1],
      ],
    ],
    [
      "day",
      [
        ["2026-02-28", 2],
        ["2026-03-01", 1],
        ["2026-03-02", 1],
      ],
    ],
    [
      "week",
      [
        ["2026-02-23", 3],
        ["2026-03-02", 1],
      ],
    ],
    [
      "month",
      [
        ["2026-02", 2],
        ["2026-03", 2],
      ],
    ],
  ])("by %s", (by, expected) => {
    expect(labelsOf(5, { by } as Chunking, times)).toEqual(expected);
  });

  it("hold rows in order of time, and leave out those without one", () => {
    const { order, withoutTime, chunks } = chunkRows(5, times, { by: "day" });
    expect([...order]).toEqual([1, 4, 0, 3, 2]);
    expect(withoutTime).toBe(1);
    expect(chunks[0]?.startTime).toBe(Date.parse("2026-02-28"));
    expect(chunks[0]?.endTime).toBe(Date.parse("2026-03-01"));
  });

  it("of rows have the times of their first and last row", () => {
    const { chunks, withoutTime } = chunkRows(5, times, { by: "rows", rows: 2 });
    expect(chunks.map(({ startTime }) => startTime)).toEqual([times[1], times[0], null]);
    expect(chunks[0]?.endTime).toBe(times[4]);
    expect(withoutTime).toBe(0);
  });

  it("work before 1970", () => {
    expect(labelsOf(1, { by: "week" }, at("1969-12-28T12:00:00Z"))).toEqual([["1969-12-22", 1]]);
  });
});
