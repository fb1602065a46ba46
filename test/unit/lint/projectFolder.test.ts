import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProjectFolder } from "../../../src/platform/lint/projectFolder.ts";
import { TrackedSet } from "../../../src/platform/lint/trackedSet.ts";
import { LintFolder } from "./lintFolder.ts";

let outside: LintFolder;
let disk: LintFolder;
let folder: ProjectFolder;

beforeEach(() => {
  outside = new LintFolder({ "secret.yaml": "secret: 1\n", "inner/a.yaml": "a: 1\n" });
  disk = new LintFolder({
    "dvc.yaml": "stages: {}\n",
    "conf/params.yaml": "lr: 1\n",
    "odd name \u00e9\u{1f600}'\".yaml": "a: 1\n",
    "empty.yaml": "",
  });
  folder = new ProjectFolder(disk.root);
});

afterEach(() => {
  disk.dispose();
  outside.dispose();
});

describe("a path", () => {
  const kinds: readonly [path: string, expected: string][] = [
    ["", "directory"],
    [".", "directory"],
    ["dvc.yaml", "file"],
    ["./dvc.yaml", "file"],
    ["conf", "directory"],
    ["conf/", "directory"],
    ["conf/../dvc.yaml", "file"],
    ["conf//params.yaml", "file"],
    ["conf/params.yaml/x", "missing"],
    ["nothing", "missing"],
    ["..", "missing"],
    ["../x", "missing"],
    ["conf/../../x", "missing"],
    ["/etc/passwd", "missing"],
    ["a\0b", "missing"],
  ];
  it.each(kinds)("%j is %s", (path, expected) => {
    expect(folder.kindOf(path)).toBe(expected);
    folder.list("");
    folder.forget([]);
    expect(new ProjectFolder(disk.root).kindOf(path)).toBe(expected);
  });

  it("is known the same after its folder was listed", () => {
    folder.entries("");
    folder.entries("conf");
    for (const [path, expected] of kinds) expect(folder.kindOf(path), path).toBe(expected);
  });
});

describe("a string", () => {
  const wide = (text: string): Buffer => Buffer.from(text, "utf16le");
  const texts: readonly [name: string, bytes: Buffer, text: string, encoding: string][] = [
    ["plain", Buffer.from("a: é\n"), "a: é\n", "utf-8"],
    ["crlf", Buffer.from("a: 1\r\nb: 2\n"), "a: 1\r\nb: 2\n", "utf-8"],
    ["mark", Buffer.from("\uFEFFa: 1\n"), "a: 1\n", "utf-8-bom"],
    ["little", wide("\uFEFFa: é\n"), "a: é\n", "utf-16le"],
    ["little without a mark", wide("stages: 1\n"), "stages: 1\n", "utf-16le"],
    ["big", wide("\uFEFFa: 1\n").swap16(), "a: 1\n", "utf-16be"],
    ["big without a mark", wide("stages: 1\n").swap16(), "stages: 1\n", "utf-16be"],
    ["zeros", Buffer.from("a: \0\0b\n"), "", "binary"],
    ["random", Buffer.from([0, 1, 2, 0, 200, 0, 0, 9]), "", "binary"],
    ["latin", Buffer.from("a: \xe9\n", "latin1"), "a: \ufffd\n", "utf-8"],
    ["empty", Buffer.alloc(0), "", "utf-8"],
  ];
  it.each(texts)("is read: %s", (_name, bytes, text, encoding) => {
    disk.write({ "it.yaml": bytes });
    expect(folder.read("it.yaml")).toEqual({ text, encoding });
  });

  const long = "k: v\n".repeat(30_000);
  const sizes: readonly [name: string, text: string, isRead: boolean][] = [
    ["more than a buffer", long, true],
    ["exactly a buffer", "a".repeat(64 * 1024), true],
    ["much", "a".repeat(8 * 1024 * 1024), true],
    ["too much", "a".repeat(8 * 1024 * 1024 + 1), false],
  ];
  it.each(sizes)("of a size is read or not: %s", (_name, text, isRead) => {
    disk.write({ "it.yaml": text });
    const found = folder.read("it.yaml");
    expect(found?.encoding).toBe(isRead ? "utf-8" : "too-large");
    expect(found?.text === text).toBe(isRead);
  });

  it("of JSON may be smaller only", () => {
    disk.write({ "it.json": "1".repeat(1024 * 1024 + 1) });
    expect(folder.read("it.json")?.encoding).toBe("too-large");
  });
});

describe("what is no readable file", () => {
  it("has no text, and nobody waits for it", () => {
    mkdirSync(disk.at("folder/dvc.yaml"), { recursive: true });
    execFileSync("mkfifo", [disk.at("pipe.yaml")]);
    disk.write({ "closed.yaml": "a: 1\n" });
    chmodSync(disk.at("closed.yaml"), 0);
    for (const isListed of [false, true]) {
      if (isListed) for (const name of ["", "folder"]) folder.entries(name);
      for (const path of ["folder/dvc.yaml", "folder", "pipe.yaml", "nothing.yaml", "../x"]) {
        expect(folder.read(path), path).toBeUndefined();
      }
    }
    // Root may read everything.
    if (process.getuid?.() !== 0) expect(folder.read("closed.yaml")).toBeUndefined();
    expect(folder.kindOf("folder/dvc.yaml")).toBe("directory");
    expect(folder.kindOf("pipe.yaml")).toBe("missing");
  });
});

describe("links", () => {
  beforeEach(() => {
    symlinkSync(outside.at("secret.yaml"), disk.at("out.yaml"));
    symlinkSync(outside.at("inner"), disk.at("out"));
    symlinkSync(disk.at("conf/params.yaml"), disk.at("in.yaml"));
    symlinkSync(disk.at("conf"), disk.at("in"));
    symlinkSync("circle.yaml", disk.at("circle.yaml"));
  });

  it.each([false, true])("out of the root have no content (listed: %s)", (isListed) => {
    if (isListed) for (const name of ["", "in", "out"]) folder.entries(name);
    expect(folder.kindOf("out.yaml")).toBe("file");
    expect(folder.read("out.yaml")).toBeUndefined();
    expect(folder.read("out/a.yaml")).toBeUndefined();
    expect(folder.read("in.yaml")?.text).toBe("lr: 1\n");
    expect(folder.read("in/params.yaml")?.text).toBe("lr: 1\n");
    expect(folder.read("circle.yaml")).toBeUndefined();
    expect(folder.kindOf("circle.yaml")).toBe("missing");
  });
});

describe("a listing", () => {
  it("has names in order, folders marked", () => {
    expect(folder.list("")).toEqual([
      "conf/",
      "dvc.yaml",
      "empty.yaml",
      "odd name \u00e9\u{1f600}'\".yaml",
    ]);
    expect(folder.list("conf/")).toEqual(["params.yaml"]);
    expect(folder.list("dvc.yaml")).toEqual([]);
    expect(folder.list("..")).toEqual([]);
  });
});

describe("what changed", () => {
  it("is seen when it is forgotten, and not before", () => {
    folder.list("");
    expect(folder.kindOf("new/deep/a.yaml")).toBe("missing");
    disk.write({ "new/deep/a.yaml": "a: 1\n" });
    expect(folder.kindOf("new/deep/a.yaml")).toBe("missing");
    folder.forget(["new"]);
    expect(folder.kindOf("new/deep/a.yaml")).toBe("file");
    expect(folder.list("")).toContain("new/");
    rmSync(disk.at("new"), { recursive: true });
    folder.forget(["new/deep/a.yaml"]);
    expect(folder.list("")).not.toContain("new/");
    expect(folder.kindOf("new")).toBe("missing");
  });

  it("is seen when very much is forgotten", () => {
    folder.list("");
    disk.write({ "other.yaml": "a: 1\n" });
    folder.forget(Array.from({ length: 500 }, (_, index) => `x${index}`));
    expect(folder.kindOf("other.yaml")).toBe("file");
  });
});

describe("what git tracks", () => {
  const cases: readonly [path: string, expected: boolean | undefined][] = [
    ["a/b/c.py", true],
    ["a/b", true],
    ["a", true],
    ["", true],
    ["./a/b/../b/c.py", true],
    ["a/b/c", false],
    ["../a", false],
    ["inner/x", undefined],
    ["inner", undefined],
    ["inner2", false],
  ];
  it.each(cases)("%j: %s", (path, expected) => {
    folder.setTracked(new TrackedSet(["a/b/c.py"], ["inner"]));
    expect(folder.isTracked(path)).toBe(expected);
  });

  it("has tracked files count as existing when told so, on the disk or not", () => {
    const tracked = new TrackedSet(["src/data/load.py", "src/README.md", "not-there.txt"]);
    folder.setTracked(tracked);
    expect(folder.kindOf("src/data/load.py")).toBe("missing");
    folder.setTracked(tracked, { isThere: true });
    expect(folder.kindOf("src/data/load.py")).toBe("file");
    expect(folder.kindOf("./src/data")).toBe("directory");
    expect(folder.kindOf("src/other.py")).toBe("missing");
    expect(folder.list("src")).toEqual(expect.arrayContaining(["README.md", "data/"]));
    expect(folder.list("")).toEqual([...new Set(folder.list(""))].sort());
    expect(folder.list("")).toContain("not-there.txt");
    expect(folder.read("src/data/load.py")).toBeUndefined();
  });

  it("is unknown without a list", () => {
    expect(folder.isTracked("dvc.yaml")).toBeUndefined();
  });
});
