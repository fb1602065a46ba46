import path from "node:path";
import { expect, test } from "vitest";
import { enabledGlobs, resolveFolders } from "../../../src/extension/sourceFolders.ts";

test.each([
  [{ "**/.git": true, "**/out": false, "**/*.js": { when: "$(basename).ts" } }, ["**/.git"]],
  [{}, []],
  [undefined, []],
  [null, []],
  ["**", []],
])("globs that are on in %j", (excludes, expected) => {
  expect(enabledGlobs(excludes)).toEqual(expected);
});

test("folders are absolute, once each, with the home folder for ~", () => {
  const places = { home: path.resolve("/home/ada"), root: path.resolve("/projects/digits") };
  const folders = [
    "~/ray_results",
    " /data/runs ",
    "",
    "../shared",
    "~",
    "~/ray_results",
    "~ada/x",
  ];
  expect(resolveFolders(folders, places)).toEqual(
    [
      "/home/ada/ray_results",
      "/data/runs",
      "/projects/shared",
      "/home/ada",
      "/projects/digits/~ada/x",
    ].map((folder) => path.resolve(folder)),
  );
});
