import { describe, expect, it } from "vitest";
import { MetricHistory } from "../../../src/core/tracking/metricHistory.ts";
import { createPageToken, pageOf, parsePageToken } from "../../../src/core/tracking/pageToken.ts";
import {
  optionalInteger,
  requiredDouble,
  requiredString,
} from "../../../src/core/tracking/requestFields.ts";
import { normalizePosixPath, validateKey } from "../../../src/core/tracking/validation.ts";

describe("keys", () => {
  it.each(["loss", "val/loss", "a.b-c d:e", "verlust_ü", "损失", "__proto__", "a".repeat(250)])(
    "allows %s",
    (key) => {
      expect(() => validateKey(key, "name", "Metric name")).not.toThrow();
    },
  );

  const faults: readonly (readonly [key: string, message: string])[] = [
    [
      "a#b",
      `Invalid value "a#b" for parameter 'name' supplied: Names may only contain alphanumerics,` +
        " underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).",
    ],
    ["a//b", "This name would resolve to 'a/b'"],
    ["../a", "This name would resolve to '../a'"],
    ["/a", "This name would resolve to '/a'"],
    [".", "This name would resolve to '.'"],
    ["", "This name would resolve to '.'"],
    ["😀", `Invalid value "\\ud83d\\ude00" for parameter 'name'`],
    ["a".repeat(251), "'Metric name' exceeds the maximum length of 250 characters"],
  ];
  it.each(faults)("refuses %s", (key, message) => {
    expect(() => validateKey(key, "name", "Metric name")).toThrow(message);
  });

  it("normalises as Python does", () => {
    const cases = [
      ["a/./b/../c", "a/c"],
      ["//a", "//a"],
      ["///a", "/a"],
      ["/..", "/"],
      ["../..", "../.."],
    ] as const;
    for (const [path, normal] of cases) expect(normalizePosixPath(path)).toBe(normal);
  });
});

describe("fields", () => {
  it("takes numbers as strings", () => {
    expect(optionalInteger({ step: "12" }, "step")).toBe(12);
    expect(requiredDouble({ value: "1.5" }, "value")).toBe(1.5);
    expect(requiredDouble({ value: "NaN" }, "value")).toBeNaN();
    expect(requiredDouble({ value: "-Infinity" }, "value")).toBe(-Infinity);
  });

  it("says what is missing or of the wrong type", () => {
    expect(() => requiredString({}, "run_id")).toThrow(
      "Missing value for required parameter 'run_id'. See the API docs for more information about" +
        " request parameters.",
    );
    expect(() => requiredString({ key: 5 }, "key")).toThrow(
      "Invalid value 5 for parameter 'key' supplied:  Hint: Value was of type 'int'. See the API",
    );
    expect(() => optionalInteger({ step: 1.5 }, "step")).toThrow("Invalid value 1.5");
    expect(() => requiredDouble({ value: "x" }, "value")).toThrow("of type 'str'");
  });
});

describe("pages", () => {
  it("walks through all items", () => {
    const items = [1, 2, 3, 4, 5];
    const seen: number[] = [];
    let token: string | undefined;
    do {
      const page = pageOf(items, token, 2);
      seen.push(...page.items);
      token = page.nextToken;
    } while (token !== undefined);
    expect(seen).toEqual(items);
    expect(parsePageToken(createPageToken(7))).toBe(7);
    expect(() => parsePageToken("nonsense")).toThrow("Invalid page token");
  });
});

describe("a metric's history", () => {
  it("is in the order of time, step and value, whatever order points come in", () => {
    const history = new MetricHistory();
    const points = Array.from({ length: 500 }, (_, index) => (index * 7919) % 500);
    for (const at of points) history.add(at, at, at / 2);
    expect(history.count()).toBe(500);
    expect(history.slice(0, 500).map(({ step }) => step)).toEqual(
      Array.from({ length: 500 }, (_, index) => index),
    );
    expect(history.latest).toEqual({ step: 499, time: 499, value: 249.5 });
  });

  it("holds an exact duplicate once, near or far", () => {
    const history = new MetricHistory();
    for (let at = 0; at < 5000; at += 1) history.add(at, at, 1);
    expect(history.add(4999, 4999, 1)).toBe(false);
    history.add(3, 3, 1);
    history.add(10, 10, NaN);
    history.add(10, 10, NaN);
    expect(history.count()).toBe(5001);
  });

  it("takes a million points in order, and out of order, in no time to speak of", () => {
    const history = new MetricHistory();
    for (let at = 0; at < 1_000_000; at += 1) history.add(at, at ^ 63, at);
    expect(history.count()).toBe(1_000_000);
    const page = history.slice(999_990, 1_000_010);
    expect(page).toHaveLength(10);
    expect(page.map(({ time }) => time)).toEqual(
      Array.from({ length: 10 }, (_, index) => 999_990 + index),
    );
  });

  it("has as latest the point of the greatest step", () => {
    const history = new MetricHistory();
    history.add(5, 100, 1);
    history.add(4, 200, 2);
    expect(history.latest?.value).toBe(1);
    history.add(5, 100, NaN);
    expect(history.latest?.value).toBe(1);
  });
});
