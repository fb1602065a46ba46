import { describe, expect, it } from "vitest";
import { renderFindings } from "../../support/lint/lintTexts.ts";

/** Lines and ids of what DVC002 (no command) and SXT002 (unused comment) find. */
const check = (text: string, path = "dvc.yaml", rules = ["DVC002", "SXT002"]) =>
  renderFindings({ [path]: text }, { rules }).map((line) =>
    line.replace(/^.*?:(\d+:\d+ \w+) .*$/s, "$1"),
  );

describe("comments silence findings", () => {
  it.each<[string, string, string[]]>([
    [
      "behind the line",
      "stages:\n  a: {} # sextant: ignore[DVC002] later\n  b: {}\n",
      ["3:3 DVC002"],
    ],
    ["by name", "stages:\n  a: {} # sextant: ignore[missing-cmd]\n", []],
    ["by the beginning of an id", "stages:\n  a: {} # sextant: ignore[DVC0]\n", []],
    ["all rules", "stages:\n  a: {} # sextant: ignore\n", []],
    ["behind another comment", "stages:\n  a: {} # todo # sextant: ignore[DVC002]\n", []],
    ["above a key, with all in it", "# sextant: ignore[DVC002]\nstages:\n  a: {}\n  b: {}\n", []],
    [
      "above a key, not behind it",
      "stages:\n  # sextant: ignore[DVC002]\n  # why\n\n  a:\n    cmd: ''\n    deps: |\n      x\n  b: {}\n",
      ["9:3 DVC002"],
    ],
    ["the whole file", "# sextant: ignore-file[DVC002] made\nstages:\n  a: {}\n  b: {}\n", []],
    ["of Windows", "stages:\r\n  a: {} # sextant: ignore[DVC002]\r\n  b: {}\r\n", ["3:3 DVC002"]],
    ["not those of other rules", "stages:\n  a: {} # sextant: ignore[DVC001]\n", ["2:3 DVC002"]],
    ["not other words", "stages:\n  a: {} # sextant: ignored\n", ["2:3 DVC002"]],
    ["not in texts", "stages:\n  a:\n    desc: '# sextant: ignore'\n", ["2:3 DVC002"]],
  ])("%s", (_name, text, expected) => {
    expect(check(text)).toEqual(expected);
  });
});

describe("SXT002 unused-suppression", () => {
  const used = "stages:\n  a:\n    cmd: x";
  it.each<[string, string, string[]]>([
    ["nothing to silence", `${used} # sextant: ignore[DVC002]\n`, ["3:30 SXT002"]],
    ["one of two", "stages:\n  a: {} # sextant: ignore[DVC002, YOL001]\n", ["2:35 SXT002"]],
    ["no such rule", `${used} # sextant: ignore[DVC999]\n`, ["3:30 SXT002"]],
    ["at the end of the file", `${used}\n# sextant: ignore[DVC002]\n`, ["4:19 SXT002"]],
    ["all, where only some rules run", `${used} # sextant: ignore\n`, []],
    ["silenced by its name", `${used} # sextant: ignore[DVC002, SXT002]\n`, []],
  ])("%s", (_name, text, expected) => {
    expect(check(text)).toEqual(expected);
  });

  it("tells of comments without rules when all rules run", () => {
    const text = `${used} # sextant: ignore\n`;
    const found = renderFindings({ "dvc.yaml": text }, { lint: { select: null } });
    expect(found).toContain("dvc.yaml:3:12 SXT002 hint the comment silences nothing");
  });

  it("lets comments for rules that are off stand", () => {
    expect(check(`${used} # sextant: ignore[DVC002]\n`, "dvc.yaml", ["SXT002"])).toEqual([]);
  });

  it("proposes rules that were meant", () => {
    const files = { "dvc.yaml": `${used} # sextant: ignore[mising-cmd]\n` };
    expect(renderFindings(files, { rules: ["SXT002"] })[0]).toMatch(
      /there is no rule `mising-cmd`; did you mean `missing-cmd`/,
    );
  });

  it("reads comments of files of lines", () => {
    const text = "numpy # sextant: ignore[DVC002]\n# sextant: ignore[DVC002]\nscipy\n";
    expect(check(text, "requirements.txt")).toEqual(["1:25 SXT002", "2:19 SXT002"]);
  });
});
