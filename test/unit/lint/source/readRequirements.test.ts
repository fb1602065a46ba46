import { describe, expect, it } from "vitest";
import { readRequirements } from "../../../../src/core/lint/source/readRequirements.ts";

const check = (text: string) =>
  readRequirements(text).map(
    ({ plainName, extras, versions, marker, isAddress, start, end }) =>
      `${plainName}[${extras}]${versions};${marker}${isAddress ? "@" : ""} ${text.slice(start, end)}`,
  );

describe("readRequirements", () => {
  it.each<[string, string, readonly string[]]>([
    ["names", "A.b_C\n", ["a-b-c[]; A.b_C"]],
    [
      "versions",
      " a >= 1, < 2 # x\nb (==1.*)\nc~=1.0\nd===x\n",
      ["a[]>=1,<2; a >= 1, < 2", "b[]==1.*; b (==1.*)", "c[]~=1.0; c~=1.0", "d[]===x; d===x"],
    ],
    [
      "extras and markers",
      'a[y, x]==1 ; python_version < "3"\n',
      ['a[x,y]==1;python_version < "3" a[y, x]==1 ; python_version < "3"'],
    ],
    ["addresses", "a @ https://h/a.zip\n", ["a[];@ a @ https://h/a.zip"]],
    ["continued lines", "a==1 \\\n  --hash=sha256:b\nc\n", ["a[]==1; a==1", "c[]; c"]],
    ["line ends of Windows", "a==1\r\n", ["a[]==1; a==1"]],
    ["nothing else", "-r b.txt\n--index-url x\n./c\nd/e\nf.whl\nhttps://h/g\n# h\n\na b\n", []],
  ])("reads %s", (_name, text, expected) => {
    expect(check(text)).toEqual(expected);
  });

  it.each([
    ["blanks", `a${`==1${" ".repeat(70)}`.repeat(20)}!\n`],
    ["versions", `a${"==1".repeat(600)}!\n`],
  ])("ends quickly on many %s", (_name, line) => {
    expect(check(line.repeat(2000))).toEqual([]);
  });
});
