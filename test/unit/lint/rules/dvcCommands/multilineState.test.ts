import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC303"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC303 multiline-state", () => {
  it.each<[string, Files]>([
    ["one line", "stages:\n  a:\n    cmd: cd a && python x.py \\\n"],
    [
      "lines of their own",
      "stages:\n  a:\n    cmd: |\n      mkdir -p a\n      # don't\n\n      python x.py | tee a/log\n      if true; then echo a; fi\n",
    ],
    [
      "an entry of a list",
      "stages:\n  a:\n    cmd: \n    - |\n      cd a\n      for x in 1 2; do\n        echo $x \\\n          y\n      done\n",
    ],
    ["state that nothing needs", "stages:\n  a:\n    cmd: |\n      python x.py\n      cd a\n"],
    ["a variable that is not used", "stages:\n  a:\n    cmd: |\n      A=1\n      echo b\n"],
    ["state of a subshell", "stages:\n  a:\n    cmd: |\n      (cd a && ls)\n      ls\n"],
    [
      "cd with what needs it",
      "stages:\n  a:\n    cmd: |\n      cd a && python x.py\n      python y.py\n",
    ],
    ["a quote in a comment", "stages:\n  a:\n    cmd: |\n      echo a # it's\n      echo b\n"],
    ["escaped backslashes", "stages:\n  a:\n    cmd: |\n      echo a\\\\\n      echo b\n"],
    ["set", "stages:\n  a:\n    cmd: |\n      set -e\n      echo b\n"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "a backslash",
      "stages:\n  a:\n    cmd: |\n      python x.py \\\n        --lr 1\n",
      [
        "dvc.yaml:4:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: the `\\` at its end does not continue it",
      ],
    ],
    [
      "an operator",
      "stages:\n  a:\n    cmd: |\n      python x.py &&\n      python y.py\n",
      [
        "dvc.yaml:4:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: nothing follows the `&&` at the end of this one",
      ],
    ],
    [
      "an operator at the start",
      "stages:\n  a:\n    cmd: |\n      python x.py\n      && python y.py\n",
      [
        "dvc.yaml:5:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: this one cannot have its `&&` without what belongs before it",
      ],
    ],
    [
      "a pipe",
      "stages:\n  a:\n    cmd: |\n      cat a |\n      sort\n",
      [
        "dvc.yaml:4:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: nothing follows the `|` at the end of this one",
      ],
    ],
    [
      "if",
      "stages:\n  a:\n    cmd: |\n      if true; then\n        echo a\n      fi\n",
      [
        "dvc.yaml:4:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: this one lacks its `fi`",
      ],
    ],
    [
      "for",
      "stages:\n  a:\n    cmd: |\n      for x in 1 2\n      do echo $x; done\n",
      [
        "dvc.yaml:4:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: this one lacks its `done`",
      ],
    ],
    [
      "a heredoc",
      "stages:\n  a:\n    cmd: |\n      cat <<EOF > a\n      b\n      EOF\n",
      [
        "dvc.yaml:4:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: the text up to `EOF` is run as commands",
      ],
    ],
    [
      "a quote",
      "stages:\n  a:\n    cmd: |\n      python -c '\n      import x'\n",
      [
        "dvc.yaml:4:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: this one has a `'` that is not closed",
      ],
    ],
    [
      "a parenthesis",
      "stages:\n  a:\n    cmd: |\n      (cd a\n      ls)\n",
      [
        "dvc.yaml:4:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: this one lacks its `)`",
      ],
    ],
    [
      "cd, as a warning",
      "stages:\n  a:\n    cmd: |\n      cd a\n      python x.py\n",
      [
        "dvc.yaml:4:7 DVC303 warning each line of `cmd` of stage `a` runs in a shell of its own: the folder that `cd` changes to is gone in the next one",
      ],
    ],
    [
      "export, as a warning",
      "stages:\n  a:\n    cmd: |\n      export A=1\n      python x.py\n",
      [
        "dvc.yaml:4:7 DVC303 warning each line of `cmd` of stage `a` runs in a shell of its own: what `export` sets is gone in the next one",
      ],
    ],
    [
      "conda activate, as a warning",
      "stages:\n  a:\n    cmd: |\n      conda activate x\n      python x.py\n",
      [
        "dvc.yaml:4:7 DVC303 warning each line of `cmd` of stage `a` runs in a shell of its own: what `conda activate` sets is gone in the next one",
      ],
    ],
    [
      "a variable, as a warning",
      "stages:\n  a:\n    cmd: |\n      A=1\n      echo ${A}\n",
      [
        "dvc.yaml:4:7 DVC303 warning each line of `cmd` of stage `a` runs in a shell of its own: `A` is not set in the lines behind this one",
      ],
    ],
    [
      "lines of a quoted text",
      'stages: {a: {cmd: "cd a\\npython x.py"}}\n',
      [
        "dvc.yaml:1:20 DVC303 warning each line of `cmd` of stage `a` runs in a shell of its own: the folder that `cd` changes to is gone in the next one",
      ],
    ],
    [
      "behind lines that are right",
      "stages:\n  a:\n    cmd: |\n      echo a\n      echo b\n      fi\n",
      [
        "dvc.yaml:6:7 DVC303 error each line of `cmd` of stage `a` runs in a shell of its own: this one cannot have its `fi` without what belongs before it",
      ],
    ],
    [
      "in a loop",
      "stages:\n  a:\n    foreach: [1]\n    do:\n      cmd: |\n        cd ${item}\n        ls\n",
      [
        "dvc.yaml:6:9 DVC303 warning each line of `cmd` of stage `a` runs in a shell of its own: the folder that `cd` changes to is gone in the next one",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "one shell",
      "stages:\n  a:\n    cmd: |\n      cd a\n\n      python x.py \\\n        --lr 1\n    desc: y\n",
      "unsafe: Run all lines in one shell",
      "stages:\n  a:\n    cmd:\n      - |\n        set -e\n        cd a\n\n        python x.py \\\n          --lr 1\n    desc: y\n",
    ],
    ["none for a quoted text", 'stages: {a: {cmd: "cd a\\npython x.py"}}\n', undefined],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
