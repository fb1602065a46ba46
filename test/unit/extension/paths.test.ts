import path from "node:path";
import { expect, test } from "vitest";
import { isInside } from "../../../src/extension/paths.ts";

const folder = path.resolve("/data/project");

test.each([
  [".", true],
  ["a/b", true],
  ["..hidden/x", true],
  ["a/../b", true],
  ["..", false],
  ["../other", false],
  ["../project2/x", false],
  ["/etc/passwd", false],
])("%s is inside the folder: %s", (file, expected) => {
  expect(isInside(folder, path.resolve(folder, file))).toBe(expected);
});
