import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ChangeFeed, type PanelChange } from "../../../src/extension/panels/changeFeed.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function change(revision: number, runIds: readonly string[] = [], areColumnsChanged = false) {
  return { revision, runIds, areColumnsChanged };
}

function createFeed() {
  const sent: PanelChange[] = [];
  const state = { isVisible: true };
  const feed = new ChangeFeed({
    send: (message) => sent.push(message),
    isVisible: () => state.isVisible,
  });
  return { feed, sent, state };
}

test("a single change is told at once", () => {
  const { feed, sent } = createFeed();
  feed.push(change(1, ["a"]));
  vi.advanceTimersByTime(0);
  expect(sent).toEqual([change(1, ["a"])]);
});

test("a hundred changes a second become four messages, and none is lost", () => {
  const { feed, sent } = createFeed();
  for (let index = 0; index < 100; index++) {
    feed.push(change(index, [`run-${index}`], index === 50));
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1000);
  expect(sent.length).toBeLessThanOrEqual(5);
  expect(new Set(sent.flatMap(({ runIds }) => runIds)).size).toBe(100);
  expect(sent.at(-1)?.revision).toBe(99);
  expect(sent.filter(({ areColumnsChanged }) => areColumnsChanged)).toHaveLength(1);
});

test("a hidden panel is told nothing, and everything at once when it is shown", () => {
  const { feed, sent, state } = createFeed();
  state.isVisible = false;
  feed.push(change(1, ["a"]));
  vi.advanceTimersByTime(1000);
  feed.push(change(3, ["b"], true));
  vi.advanceTimersByTime(1000);
  feed.push(change(2, ["a"]));
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
  state.isVisible = true;
  feed.resume();
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([change(3, ["a", "b"], true)]);
});

test("hidden between a change and its message: told when shown again", () => {
  const { feed, sent, state } = createFeed();
  feed.push(change(1));
  vi.advanceTimersByTime(0);
  feed.push(change(2));
  state.isVisible = false;
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(1);
  state.isVisible = true;
  feed.resume();
  vi.advanceTimersByTime(1000);
  expect(sent.at(-1)?.revision).toBe(2);
});

test("a panel that became visible without news is told nothing", () => {
  const { feed, sent } = createFeed();
  feed.resume();
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
});

test("nothing is sent after disposal", () => {
  const { feed, sent } = createFeed();
  feed.push(change(1));
  feed.dispose();
  feed.push(change(2));
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
});
