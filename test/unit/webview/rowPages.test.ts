import { describe, expect, it, vi } from "vitest";
import { RowPages, type RowRequest } from "../../../webview/table/rowPages.ts";

const summary = {
  viewId: 1,
  revision: 1,
  rowCount: 1000,
  runCount: 1000,
  totalRunCount: 1000,
  filterError: null,
};

function rowsOf({ start, end, columns }: RowRequest) {
  return Array.from({ length: end - start }, (_, offset) => ({
    kind: "run" as const,
    id: `run-${start + offset}`,
    name: "n",
    status: "finished" as const,
    isDirty: false,
    source: "sextant",
    location: null,
    isCommitGuess: false,
    updatedAt: null,
    hasCode: false,
    depth: 0,
    childCount: 0,
    isCollapsed: false,
    cells: columns.map((column) => `${column}:${start + offset}`),
  }));
}

function createPages(isStale = false) {
  const read = vi.fn((request: RowRequest) => Promise.resolve({ isStale, rows: rowsOf(request) }));
  const onStale = vi.fn();
  const pages = new RowPages(summary, {
    read,
    onLoaded: () => undefined,
    onStale,
    onFailure: (error) => {
      throw error;
    },
  });
  return { pages, read, onStale };
}

describe("RowPages", () => {
  it("reads what is in sight, and of more columns only those that are missing", async () => {
    const { pages, read } = createPages();
    await pages.load({ start: 60, end: 70 }, ["a"]);
    expect(pages.cellAt(65, "a")).toBe("a:65");
    expect(pages.cellAt(65, "b")).toBeUndefined();
    await pages.load({ start: 60, end: 70 }, ["a", "b"]);
    expect(pages.cellAt(63, "b")).toBe("b:63");
    expect(pages.cellAt(63, "a")).toBe("a:63");
    expect(read.mock.calls.slice(2).every(([{ columns }]) => columns.join() === "b")).toBe(true);
  });

  it("asks for nothing outside the view", async () => {
    const { pages, read } = createPages();
    await pages.load({ start: 990, end: 1100 }, ["a"]);
    expect(read.mock.calls.map(([{ start, end }]) => [start, end])).toEqual([[960, 1000]]);
  });

  it("skips what was scrolled past before it could be read", async () => {
    const { pages, read } = createPages();
    for (let start = 0; start < 900; start += 64) pages.want({ start, end: start + 30 }, ["a"]);
    await vi.waitFor(() => expect(pages.rowAt(900)).toBeDefined());
    expect(read.mock.calls.length).toBeLessThan(6);
  });

  it("finds rows by id and tells of a stale view", async () => {
    const { pages } = createPages();
    await pages.load({ start: 0, end: 10 }, []);
    expect(pages.indexOf("run-7")).toBe(7);
    expect(pages.indexOf("run-700")).toBe(-1);
    const stale = createPages(true);
    await stale.pages.load({ start: 0, end: 10 }, []);
    expect(stale.onStale).toHaveBeenCalledOnce();
  });
});
