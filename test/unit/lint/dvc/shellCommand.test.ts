import { describe, expect, it } from "vitest";
import { parseShell } from "../../../../src/core/lint/dvc/shellCommand.ts";

/** Commands as lines: what joins them, assignments, words, redirects; `*` behind what is expanded. */
function show(text: string): readonly string[] {
  return parseShell(text).commands.map(({ joinedBy, assignments, words, redirects }) =>
    [
      joinedBy.replace("\n", "newline"),
      ...assignments.map((word) => word.text),
      ...words.map((word) => `[${word.text}]${word.isLiteral ? "" : "*"}`),
      ...redirects.map(({ operator, to }) => `${operator}${to?.text ?? ""}`),
    ].join(" "),
  );
}

describe("the commands of a string", () => {
  it.each<[string, readonly string[]]>([
    ["python x.py --a 'b c' > out 2>&1", [" [python] [x.py] [--a] [b c] >out >&1"]],
    ["A=1 B='2 3' python x.py", [" A=1 B=2 3 [python] [x.py]"]],
    ["cd a && x | y; z", [" [cd] [a]", "&& [x]", "| [y]", "; [z]"]],
    ["x a\\\n b", [" [x] [a] [b]"]],
    [
      'x "a $B" $C `d` $(e f) *.py ~/x {a,b}',
      [" [x] [a $B]* [$C]* [`d`]* [$(e f)]* [*.py]* [~/x]* [{a,b}]*"],
    ],
    ["x a#b # c (", [" [x] [a#b]"]],
    ["cat <<EOF\n&& (\nEOF\ny", [" [cat] <<EOF", "newline [y]"]],
    ["cat <<-E\n\ta\n\tE\ny", [" [cat] <<-E", "newline [y]"]],
    ["if a; then b; else c; fi | d", ["lead [a]", "lead [b]", "lead [c]", "| [d]"]],
    ["for x in 1 2; do y $x; done", [" [for] [x] [in] [1] [2]", "lead [y] [$x]*"]],
    ["case $x in a) b;; (c) d;; esac", ["; [b]", "; [d]"]],
    ["[[ a == b && c < d ]] && x", [" [[[]*", "&& [x]"]],
    ["f() { x; }; function g { y; }", ["lead [x]", "lead [y]"]],
    ["(cd a; x) && y", ["( [cd] [a]", "; [x]", "&& [y]"]],
    ["a=(1 2) x", [" a= [x]"]],
    ["diff <(a b) c", [" [diff] [<(a b)]* [c]"]],
    ["! x", ["; [x]"]],
    ["((a < b)) && x", ["&& [x]"]],
    ["< a do b", [" [do] [b] <a"]],
    ["x $'a\\'b' c", [" [x] [$'a\\'b']* [c]"]],
    ["x &> y |& z", [" [x] &>y", "|& [z]"]],
    ["", []],
    ["# only", []],
  ])("%s", (text, expected) => {
    expect(show(text)).toEqual(expected);
    expect(parseShell(text).fault).toBeUndefined();
  });

  it.each([
    ["x &&", "open-operator", "&&"],
    ["x |\n", "open-operator", "|"],
    ["if x", "unclosed", "fi"],
    ["for x in a; do y", "unclosed", "done"],
    ["(x", "unclosed", ")"],
    ["{ x", "unclosed", "}"],
    ["x $(y", "unclosed", ")"],
    ["[[ a", "unclosed", "]]"],
    ["x 'y", "quote", "'"],
    ['x "y', "quote", '"'],
    ["x `y", "quote", "`"],
    ["fi", "unexpected", "fi"],
    ["do x", "unexpected", "do"],
    ["then", "unexpected", "then"],
    ["x )", "unexpected", ")"],
    ["&& x", "unexpected", "&&"],
    ["x; ; y", "unexpected", ";"],
    ["cat <<EOF\nx", "heredoc", "EOF"],
  ])("%s breaks off", (text, kind, detail) => {
    expect(parseShell(text).fault).toMatchObject({ kind, detail });
  });

  it.each([
    ["nesting", "(".repeat(40_000)],
    ["substitutions", "x ".concat("$(".repeat(20_000))],
    ["quotes", '"$('.repeat(10_000)],
    ["operators", "a|".repeat(20_000)],
    ["length", "x ".repeat(1_000_000)],
    ["heredocs", "x <<a ".repeat(5000).concat("\n".repeat(20_000))],
  ])("reads to an end with too much %s", (_name, text) => {
    expect(parseShell(text).commands.length).toBeLessThanOrEqual(2000);
  });
});
