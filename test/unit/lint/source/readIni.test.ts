import { describe, expect, it } from "vitest";
import { readIni } from "../../../../src/core/lint/source/readIni.ts";

const check = (text: string) =>
  readIni(text).map(({ section, key, value, valueSpan: { start, end } }) => [
    section,
    key,
    value,
    text.slice(start, end),
  ]);

describe("readIni", () => {
  it.each<[string, string, readonly (readonly string[])[]]>([
    [
      "sections and options",
      "[core]\na = b\n['remote \"s\"']\n  url=s3://x\n",
      [
        ["core", "a", "b", "b"],
        ['remote "s"', "url", "s3://x", "s3://x"],
      ],
    ],
    [
      "comments",
      "# a = b\n; c = d\ne = f # g\nh = #i\n",
      [
        ["", "e", "f", "f"],
        ["", "h", "", ""],
      ],
    ],
    [
      "quotes",
      "a = 'b # c'  # d\ne = \"f\"\n",
      [
        ["", "a", "b # c", "'b # c'"],
        ["", "e", "f", '"f"'],
      ],
    ],
    ["line ends of Windows", "[a]\r\nb = c\r\n", [["a", "b", "c", "c"]]],
    ["what is neither", "text\n= x\n[\n", []],
  ])("reads %s", (_name, text, expected) => {
    expect(check(text)).toEqual(expected);
  });
});
