import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../webview/", import.meta.url));

function importersOf(pattern: RegExp): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => pattern.test(readFileSync(path.join(root, file), "utf8")))
    .map((file) => file.replaceAll(path.sep, "/"));
}

describe("libraries behind our own faces", () => {
  it("have the toolkit in one file, so another can take its place", () => {
    expect(importersOf(/from "@vscode\/webview-ui-toolkit"/)).toEqual(["ui/toolkit.ts"]);
  });

  it("have the chart library in charts alone", () => {
    const files = importersOf(/from "uplot"/);
    expect(files.length).toBeGreaterThan(0);
    expect(files.every((file) => file.startsWith("charts/"))).toBe(true);
  });

  it("never write HTML from text, nor styles as attributes", () => {
    expect(importersOf(/innerHTML|dangerouslySetInnerHTML|setAttribute\("style"/)).toEqual([]);
  });
});
