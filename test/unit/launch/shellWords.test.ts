import { describe, expect, test } from "vitest";
import { quoteCommand, splitCommand } from "../../../src/core/launch/shellWords.ts";

describe("splitCommand", () => {
  test.each<[string, string[]]>([
    ["python train.py --lr 0.1", ["python", "train.py", "--lr", "0.1"]],
    ["  a\tb  ", ["a", "b"]],
    [`a 'b c' "d e"`, ["a", "b c", "d e"]],
    [`a''b "" ''`, ["ab", "", ""]],
    [`a 'it'\\''s'`, ["a", "it's"]],
    [`a "\\"q\\" \\n"`, ["a", '"q" \\n']],
    [`a b\\ c`, ["a", "b c"]],
    ["python train.py \\\n  --lr=0.1", ["python", "train.py", "--lr=0.1"]],
    ["python train.py\n", ["python", "train.py"]],
    ["a b#c d~e", ["a", "b#c", "d~e"]],
    ["a --x='{\"k\": [1]}'", ["a", '--x={"k": [1]}']],
    ["训练 --名=值", ["训练", "--名=值"]],
  ])("%j", (text, words) => {
    expect(splitCommand(text)).toEqual({ kind: "words", words });
  });

  test.each([
    "a | b",
    "a && b",
    "a; b",
    "a > out",
    "a $HOME",
    'a "$HOME"',
    "a `b`",
    "a *.py",
    "~/bin/a",
    "A=1 b",
    "a\nb",
    "(a)",
    "a # note",
  ])("%j needs a shell", (text) => {
    expect(splitCommand(text).kind).toBe("shell");
  });

  test.each(["", "  ", "a 'b", 'a "b', "a \\"])("%j is invalid", (text) => {
    expect(splitCommand(text).kind).toBe("invalid");
  });

  test("a Windows path keeps its backslashes", () => {
    expect(
      splitCommand(String.raw`C:\py\python.exe "C:\my data\a.py"`, { isWindows: true }),
    ).toEqual({
      kind: "words",
      words: [String.raw`C:\py\python.exe`, String.raw`C:\my data\a.py`],
    });
  });
});

test("what is quoted splits into the same words, whatever the words hold", () => {
  const alphabet = Array.from("ab '\"\\$`|&;<>*?[]()~#=\té");
  let state = 42;
  const next = (limit: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * limit);
  };
  for (let round = 0; round < 2000; round += 1) {
    const words = Array.from({ length: 1 + next(4) }, () =>
      Array.from({ length: next(8) }, () => alphabet[next(alphabet.length)]).join(""),
    );
    const argv = ["command", ...words];
    expect(splitCommand(quoteCommand(argv))).toEqual({ kind: "words", words: argv });
  }
});
