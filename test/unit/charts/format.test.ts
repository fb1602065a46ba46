import { describe, expect, it } from "vitest";
import {
  formatAligned,
  formatDuration,
  formatNumber,
  formatRelativeTime,
  formatTime,
} from "../../../src/core/charts/format.ts";

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [0.93124567, "0.93125"],
    [12, "12"],
    [12_345, "12,345"],
    [9_999_999, "9,999,999"],
    [12_345_678, "1.2346e7"],
    [1234.5678, "1,234.6"],
    [0.0001, "0.0001"],
    [0.000012345, "1.2345e-5"],
    [-3.5e-9, "-3.5e-9"],
    [1e300, "1e300"],
    [NaN, "NaN"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
  ])("%d is %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe("formatAligned", () => {
  it.each([
    [0.5, "0.50000"],
    [3.565, "3.5650"],
    [12.25, "12.250"],
    [12, "12"],
    [0.00001, "1e-5"],
    [NaN, "NaN"],
  ])("%d is %s", (value, text) => {
    expect(formatAligned(value)).toBe(text);
  });
});

describe("formatDuration", () => {
  it.each([
    [null, "–"],
    [NaN, "–"],
    [-5, "0 s"],
    [0, "0 ms"],
    [449.6, "450 ms"],
    [12_345, "12.3 s"],
    [59_990, "1m 00s"],
    [185_000, "3m 05s"],
    [8_040_000, "2h 14m"],
    [273_600_000, "3d 4h"],
  ])("%s ms is %s", (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

describe("formatRelativeTime", () => {
  const now = Date.UTC(2026, 10, 20, 12);
  it.each([
    [null, "–"],
    [now - 1000, "now"],
    [now + 20_000, "now"],
    [now - 5 * 60_000, "5m ago"],
    [now - 3 * 3_600_000, "3h ago"],
    [now - 26 * 3_600_000, "1d ago"],
    [now - 15 * 86_400_000, "2w ago"],
    [now - 800 * 86_400_000, "2y ago"],
    [now + 2 * 3_600_000, "in 2h"],
  ])("%s is %s", (time, text) => {
    expect(formatRelativeTime(time, now)).toBe(text);
  });
});

describe("formatTime", () => {
  it("names day and second", () => {
    expect(formatTime(Date.UTC(2026, 10, 20, 18, 25, 1), "UTC")).toBe("20 Nov 2026, 18:25:01");
  });

  it.each([null, NaN, 9e15])("has a dash for %s", (time) => {
    expect(formatTime(time)).toBe("–");
  });
});
