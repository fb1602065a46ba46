import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC305"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC305 bashism", () => {
  it.each<[string, Files]>([
    [
      "what every shell knows",
      "stages:\n  a:\n    cmd: 'python x.py > a 2>&1 && [ -f a ] && . ./b.sh | tee c &'\n",
    ],
    ["signs in quotes", "stages:\n  a:\n    cmd: python x.py '&> a' \"[[ b\" 'source c'\n"],
    ["arguments of that name", "stages:\n  a:\n    cmd: echo source let [[\n"],
    ["another shell", "stages:\n  a:\n    cmd: bash -c 'x &> y'\n"],
    ["a test in a word", "stages:\n  a:\n    cmd: python x.py a[[0]]\n"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "&>",
      "stages:\n  a:\n    cmd: python x.py &> log\n",
      [
        "dvc.yaml:3:22 DVC305 warning `&>` runs the command in the background in `sh`, and its output goes elsewhere; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
    [
      "&>>",
      "stages:\n  a:\n    cmd: python x.py &>> log\n",
      [
        "dvc.yaml:3:22 DVC305 warning `&>>` runs the command in the background in `sh`, and its output goes elsewhere; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
    [
      "|&",
      "stages:\n  a:\n    cmd: python x.py |& tee log\n",
      [
        "dvc.yaml:3:22 DVC305 warning `|&` is not known to `sh`; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
    [
      "[[",
      "stages:\n  a:\n    cmd: '[[ -f a ]] && python x.py'\n",
      [
        "dvc.yaml:3:11 DVC305 warning `[[` is not known to `sh`; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
    [
      "source",
      "stages:\n  a:\n    cmd: source a.sh && python x.py\n",
      [
        "dvc.yaml:3:10 DVC305 warning `source` is not known to `sh`; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
    [
      "<(",
      "stages:\n  a:\n    cmd: diff <(sort a) <(sort b)\n",
      [
        "dvc.yaml:3:15 DVC305 warning `<(…)` is not known to `sh`; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
    [
      "<<<",
      "stages:\n  a:\n    cmd: cat <<< a\n",
      [
        "dvc.yaml:3:14 DVC305 warning `<<<` is not known to `sh`; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
    [
      "a list",
      "stages:\n  a:\n    cmd: 'a=(1 2); echo $a'\n",
      [
        "dvc.yaml:3:12 DVC305 warning `=(` is not known to `sh`; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
    [
      "function",
      "stages:\n  a:\n    cmd: 'function f { echo; }; f'\n",
      [
        "dvc.yaml:3:11 DVC305 warning `function` is not known to `sh`; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
    [
      "each once",
      "stages:\n  a:\n    foreach: [1, 2]\n    do:\n      cmd: x ${item} &> log\n",
      [
        "dvc.yaml:5:22 DVC305 warning `&>` runs the command in the background in `sh`, and its output goes elsewhere; which shell runs stage `a` depends on `$SHELL`",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "two redirects",
      "stages:\n  a:\n    cmd: python x.py &> log # why\n",
      "unsafe: Write `> file 2>&1`",
      "stages:\n  a:\n    cmd: python x.py > log 2>&1 # why\n",
    ],
    ["none for two", "stages:\n  a:\n    cmd: x &> a; y &> b\n", undefined],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
