import { describe, expect, it } from "vitest";
import { guessCsvDialect } from "../../../../src/platform/profile/csvDialect.ts";

describe("the dialect of a CSV file", () => {
  it.each<[string, string, readonly [string, number] | null]>([
    ["commas", "a,b,c\n1,2,3\n", [",", 3]],
    ["semicolons with decimal commas", "a;b\n1,5;2,5\n3,5;4,5\n", [";", 2]],
    ["tabs", "a\tb\n1\t2\n", ["\t", 2]],
    ["bars", "a|b\n1|2\n", ["|", 2]],
    ["commas in quotes", '"x,y";b\n1;2\n', [";", 2]],
    ["line ends in quotes", 'a,b\n"1\n;;",2\n', [",", 2]],
    ["quotes in quotes", 'a,b\n"1"";",2\n', [",", 2]],
    ["other characters in names", "a,b (x|y)\n1,2\n3,4\n", [",", 2]],
    ["as many lines for two: more fields", "a;b|c;d\n1;2|3;4\n", [";", 3]],
    ["carriage returns", "a,b\r1,2\r", [",", 2]],
    ["both line ends", "a,b\r\n1,2\r\n", [",", 2]],
    ["lines that are broken further down", "a,b,c\n1,2,3\n1,2,3\n1\n1,2,3,4,5\n", [",", 3]],
    ["names alone", "a,b", [",", 2]],
    ["one column", "a\n1,5\n", null],
    ["an empty first line", "\na,b\n", null],
    ["a quote without its other", '"a,b\n1,2\n', null],
    ["nothing", "", null],
  ])("is told of %s", (_, text, expected) => {
    const dialect = guessCsvDialect(text);
    expect(dialect && [dialect.delimiter, dialect.columnCount]).toEqual(expected);
  });
});
