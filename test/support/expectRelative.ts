import { expect } from "vitest";

/** |actual − expected| ≤ tolerance · |expected|, with a message that shows both; NaN equals NaN. */
export function expectRelative(actual: number, expected: number, tolerance: number): void {
  const isEqual = Object.is(actual, expected) || actual === expected;
  const isClose = Math.abs(actual - expected) <= tolerance * Math.abs(expected);
  expect(isEqual || isClose, `${actual} instead of ${expected}`).toBe(true);
}
