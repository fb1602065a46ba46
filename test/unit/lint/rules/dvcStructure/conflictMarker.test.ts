import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC011"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC011 merge-conflict-marker", () => {
  it.each<[string, Files]>([
    [
      "lines of such signs",
      "stages:\n  a:\n    cmd: x\n    desc: |\n      <<<<<<< not at the start\n      =======\n",
    ],
    ["a line of equals signs", "# a\n=======\n"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a conflict",
      "<<<<<<< HEAD\nstages: {}\n=======\nvars: []\n>>>>>>> other\n",
      [
        "dvc.yaml:1:1 DVC011 error git left a merge conflict here: keep one of the two versions and delete the marks",
      ],
    ],
    [
      "two conflicts",
      "<<<<<<< a\n=======\n>>>>>>> b\nvars: []\n<<<<<<< a\n=======\n>>>>>>> b\n",
      [
        "dvc.yaml:1:1 DVC011 error git left a merge conflict here: keep one of the two versions and delete the marks",
        "dvc.yaml:5:1 DVC011 error git left a merge conflict here: keep one of the two versions and delete the marks",
      ],
    ],
    [
      "the end of one",
      "stages: {}\n>>>>>>> b\n",
      [
        "dvc.yaml:2:1 DVC011 error git left a merge conflict here: keep one of the two versions and delete the marks",
      ],
    ],
    [
      "in a lock file",
      { "dvc.lock": 'schema: "2.0"\r\n<<<<<<< a\r\n=======\r\n>>>>>>> b\r\n' },
      [
        "dvc.lock:2:1 DVC011 error git left a merge conflict here: keep one of the two versions and delete the marks",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });
});
