import { describe, expect, it } from "vitest";
import { parseFastYaml } from "../../../../src/core/lint/source/fastYaml.ts";
import { parsePackageYaml } from "../../../../src/core/lint/source/packageYaml.ts";
import type { ParsedSource } from "../../../../src/core/lint/source/parsedSource.ts";
import { showPlaces } from "../../../support/lint/showTree.ts";
import { plainTexts, rareTexts } from "./yamlTexts.ts";

const show = ({ root, comments, documentCount }: ParsedSource) => ({
  root: showPlaces(root),
  comments,
  documentCount,
});

describe("parseFastYaml", () => {
  it.each(plainTexts)("reads %j as the complete parser does", (text) => {
    const fast = parseFastYaml(text);
    expect(fast?.faults).toEqual([]);
    expect(fast && show(fast)).toEqual(show(parsePackageYaml(text)));
  });

  it.each(rareTexts)("leaves %j to the complete parser", (text) => {
    expect(parseFastYaml(text)).toBeUndefined();
  });

  it("reads 3,000 texts that were changed by chance as the complete parser does", () => {
    const random = createRandom(7);
    let same = 0;
    for (let count = 0; count < 3000; count++) {
      const text = change(plainTexts[random(plainTexts.length)] ?? "", random);
      const fast = parseFastYaml(text);
      if (fast === undefined || isReadOtherwise(text)) continue;
      // Whether what is faulty here is so for readers too, is held against them: `readers.test.ts`.
      if (fast.faults.length > 0) continue;
      const complete = parsePackageYaml(text);
      same += 1;
      expect([text, complete.faults]).toEqual([text, []]);
      expect([text, show(fast)]).toEqual([text, show(complete)]);
    }
    expect(same).toBeGreaterThan(800);
  });
});

/** What readers take and the package does not, or otherwise: see the tests of `parseYaml`. */
function isReadOtherwise(text: string): boolean {
  return loose.test(text) || /[&*]\w+ *[[{]|\\\r?\n|^\.\.\.|\t|! +#|[\]}]:/m.test(text);
}

/** Comments that touch brackets, and brackets and quotes that go on at the start of a line. */
const loose = /["'\]}|>]#|["'[{][^\]}"']*\r?\n(?! )|\[.*#.*\n\w/;

type Below = (limit: number) => number;

/** A number below a limit, the same ones in each run. */
function createRandom(seed: number): Below {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const parts = [" ", "\n", ":", ": ", "- ", " #", "'", '"', "[", "]", "{", "}", ",", "\n\n", "x"];

function change(text: string, random: Below): string {
  const at = random(text.length + 1);
  const part = parts[random(parts.length)] ?? "";
  return text.slice(0, at) + part + text.slice(at + random(2));
}
