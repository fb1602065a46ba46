import { describe, expect, it } from "vitest";
import { firstFix } from "../../../../support/lint/firstFix.ts";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

type Files = string | Record<string, string>;

const rules = ["DVC304"];
const open = (files: Files) => (typeof files === "string" ? { "dvc.yaml": files } : files);
const check = (files: Files) => renderFindings(open(files), { rules });

describe("DVC304 folded-indent", () => {
  it.each<[string, Files]>([
    [
      "one indentation",
      "stages:\n  a:\n    cmd: >-\n      python x.py\n      --lr 1\n\n      python y.py\n",
    ],
    [
      "a literal text, which DVC303 looks at",
      "stages:\n  a:\n    cmd: |\n      python x.py\n        --lr 1\n",
    ],
    ["an entry of a list", "stages:\n  a:\n    cmd: \n    - >\n      echo a\n        ;echo b\n"],
    ["a plain text", "stages:\n  a:\n    cmd: python x.py\n      --lr 1\n        --b 2\n"],
    ["a backslash in double quotes", 'stages:\n  a:\n    cmd: "python x.py \\\n      --lr 1"\n'],
    ["a blank that is escaped", "stages:\n  a:\n    cmd: cat a\\ b\n"],
  ])("accepts %s", (_name, files) => {
    expect(check(files)).toEqual([]);
  });

  it.each<[string, Files, string[]]>([
    [
      "options",
      "stages:\n  a:\n    cmd: >\n      python x.py\n        --lr 1\n        --b 2\n",
      [
        "dvc.yaml:5:9 DVC304 error this line of `cmd` of stage `a` is indented further, so that YAML keeps the line break and DVC runs it as a command of its own",
      ],
    ],
    [
      "a pipe",
      "stages:\n  a:\n    cmd: >-\n      cat a\n        | sort\n",
      [
        "dvc.yaml:5:9 DVC304 error this line of `cmd` of stage `a` is indented further, so that YAML keeps the line break and DVC runs it as a command of its own",
      ],
    ],
    [
      "anything else, as a warning",
      "stages:\n  a:\n    cmd: >-\n      python x.py\n        data\n",
      [
        "dvc.yaml:5:9 DVC304 warning this line of `cmd` of stage `a` is indented further, so that YAML keeps the line break and DVC runs it as a command of its own",
      ],
    ],
    [
      "backslashes in a folded text",
      "stages:\n  a:\n    cmd: >-\n      python x.py \\\n      --lr 1 \\\n      --b 2\n",
      [
        'dvc.yaml:4:19 DVC304 error YAML joins these lines of `cmd` of stage `a` already: the `\\` makes the next argument `" --lr"`, with a blank before it',
      ],
    ],
    [
      "backslashes in a plain text",
      "stages:\n  a:\n    cmd: python x.py \\\n      --lr 1\n",
      [
        'dvc.yaml:3:22 DVC304 error YAML joins these lines of `cmd` of stage `a` already: the `\\` makes the next argument `" --lr"`, with a blank before it',
      ],
    ],
    [
      "a backslash before another argument, as a warning",
      "stages:\n  a:\n    cmd: python x.py \\\n      data\n",
      [
        'dvc.yaml:3:22 DVC304 warning YAML joins these lines of `cmd` of stage `a` already: the `\\` makes the next argument `" data"`, with a blank before it',
      ],
    ],
    [
      "a backslash in a list",
      "stages:\n  a:\n    cmd: \n    - python x.py \\\n      --lr 1\n",
      [
        'dvc.yaml:4:19 DVC304 error YAML joins these lines of `cmd` of stage `a` already: the `\\` makes the next argument `" --lr"`, with a blank before it',
      ],
    ],
    [
      "a backslash before a line that is kept",
      "stages:\n  a:\n    cmd: >-\n      python x.py \\\n        --lr 1\n",
      [
        "dvc.yaml:5:9 DVC304 error this line of `cmd` of stage `a` is indented further, so that YAML keeps the line break and DVC runs it as a command of its own",
      ],
    ],
  ])("tells of %s", (_name, files, expected) => {
    expect(check(files)).toEqual(expected);
  });

  it.each<[string, Files, string | undefined, string?]>([
    [
      "no indentation",
      "stages:\n  a:\n    cmd: >\n      python x.py\n        --lr 1\n          --b 2\n      --c\n",
      "safe: Take the indentation away",
      "stages:\n  a:\n    cmd: >\n      python x.py\n      --lr 1\n      --b 2\n      --c\n",
    ],
    [
      "no backslashes",
      "stages:\n  a:\n    cmd: >-\n      python x.py \\\n      --lr 1 \\\n      --b 2\n",
      "safe: Take the `\\` at the ends of lines away",
      "stages:\n  a:\n    cmd: >-\n      python x.py\n      --lr 1\n      --b 2\n",
    ],
  ])("mends: %s", (_name, files, title, text) => {
    const fix = firstFix("dvc.yaml", open(files), { rules });
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
});
