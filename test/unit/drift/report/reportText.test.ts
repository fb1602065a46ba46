import { describe, expect, it } from "vitest";
import type { Unit } from "../../../../src/core/figures/figure.ts";
import {
  cut,
  formatAxis,
  formatColumnValue,
  formatMoment,
  formatNulls,
  formatPoints,
  formatPValue,
  formatScore,
  formatShare,
  formatShift,
  formatValue,
} from "../../../../src/core/drift/report/reportText.ts";

describe("numbers of reports", () => {
  it.each([
    [0, "0 %"],
    [0.0004, "0.04 %"],
    [0.003, "0.3 %"],
    [0.00004, "<0.01 %"],
    [-0.00004, ">−0.01 %"],
    [0.846, "84.6 %"],
    [0.9, "90 %"],
    [0.9999, ">99.9 %"],
    [1, "100 %"],
    [16.4, "1640 %"],
    [-0.25, "−25 %"],
    [null, "–"],
    [NaN, "–"],
  ])("share %s reads %s", (share, text) => expect(formatShare(share)).toBe(text));

  it.each([
    [0.075, "+7.5"],
    [-0.042, "−4.2"],
    [0, "0"],
    [-0.0001, "0"],
    [null, "–"],
  ])("difference %s reads %s", (value, text) => expect(formatPoints(value)).toBe(text));

  it.each([
    [0, "<1e-300"],
    [3.4e-12, "3e-12"],
    [0.0312, "0.031"],
    [0.61234, "0.612"],
    [1, "1"],
    [null, "–"],
  ])("p-value %s reads %s", (value, text) => expect(formatPValue(value)).toBe(text));

  it.each([
    [0.1, null, null, "0.100"],
    [0.1284, 0.1284, 0.1321, "0.128–0.132"],
    [0.1284, 0.12841, 0.12842, "0.128"],
    [0.00002, null, null, "2e-5"],
    [-0.5, null, null, "−0.500"],
    [null, 0, 1, "–"],
  ])("score %s from %s to %s reads %s", (score, low, high, text) =>
    expect(formatScore(score, low, high)).toBe(text),
  );

  it.each([
    [0.316, "0.32 σ"],
    [12.4, "12 σ"],
    [null, "–"],
  ])("shift %s reads %s", (value, text) => expect(formatShift(value)).toBe(text));

  it.each<[number | null, Unit, string]>([
    [0.05, "share", "5 %"],
    [312.44, "milliseconds", "312.4 ms"],
    [12_340, "milliseconds", "12.3 s"],
    [2.5, "seconds", "2.5 s"],
    [1.9e9, "bytes", "1.9 GB"],
    [44.9, "perSecond", "44.9/s"],
    [1234.5, "currency", "1,234.50 USD"],
    [0.0012, "currency", "0.0012 USD"],
    [1200, "tokens", "1,200"],
    [0.9521, "number", "0.9521"],
    [null, "number", "–"],
  ])("%s in %s reads %s", (value, unit, text) =>
    expect(formatValue(value, unit, "USD")).toBe(text),
  );

  it.each([
    [0.003, 0.004, "0.4 %"],
    [0.02, 0.9, "2 % → 90 %"],
  ])("nulls %s and %s read %s", (reference, current, text) =>
    expect(formatNulls({ reference, current })).toBe(text),
  );

  it("labels axes by their unit", () => {
    expect(formatAxis([0, 0.05, 0.1], "share")).toEqual(["0 %", "5 %", "10 %"]);
    expect(formatAxis([1e9, 2e9], "bytes")).toEqual(["1 GB", "2 GB"]);
    expect(formatAxis([0, 0.5], "number")).toEqual(["0.0", "0.5"]);
  });

  it.each([
    ["2026-11-20T18:25:01.000Z", "20 Nov 2026, 18:25 UTC"],
    ["someday", "someday"],
    [null, "–"],
  ])("moment %s reads %s", (iso, text) => expect(formatMoment(iso)).toBe(text));

  it.each([
    [Date.UTC(2026, 0, 2), true, "2026-01-02"],
    [Date.UTC(2026, 0, 2, 3, 4), true, "2026-01-02 03:04"],
    [1e20, true, "–"],
    [-3.5, false, "−3.5"],
    [null, false, "–"],
  ])("value %s (time: %s) reads %s", (value, isTime, text) =>
    expect(formatColumnValue(value, isTime)).toBe(text),
  );

  it.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["👍👍👍👍", 3, "👍👍…"],
    ["x".repeat(1_000_000), 2, "x…"],
  ])("cuts text (case %#)", (text, length, expected) => expect(cut(text, length)).toBe(expected));
});
