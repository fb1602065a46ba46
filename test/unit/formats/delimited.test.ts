import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { CellNumber, numberOfText } from "../../../src/core/formats/delimited/cellNumber.ts";
import { createMetricTableReader } from "../../../src/core/formats/delimited/metricTable.ts";
import { planBy } from "../../../src/core/formats/delimited/planColumns.ts";
import { readTableHead } from "../../../src/core/formats/delimited/tableHead.ts";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import type { RunFormat } from "../../../src/core/formats/runFormat.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { bytesOf } from "../../support/formats/memoryFolder.ts";
import { pointsOf, readFile } from "../../support/formats/readClaim.ts";

/** Tables whose steps stand in `step` or `epoch`. */
const tables: RunFormat = {
  id: "files",
  detect: () => [],
  createReader: (_file, context) =>
    createMetricTableReader({ context, plan: planBy("step", "epoch") }),
};
const file = { path: "metrics.csv", role: "metrics" };
const settled = 1.7e12;

function read(content: string | Uint8Array, pieceBytes = Infinity, fileTime = settled) {
  const channel = readFile(tables, file, content, { pieceBytes, fileTime });
  const points = Object.entries(pointsOf(channel)).map(
    ([name, list]) => [name, list.map(([step, , value]) => [step, value])] as const,
  );
  const problems = channel.problems.map(({ code, location }) => [
    code,
    location?.line,
    location?.byteOffset,
  ]);
  return { points: Object.fromEntries(points), problems, channel };
}

function check(content: string | Uint8Array, expected: Record<string, [number, number][]>) {
  for (const pieceBytes of [1, 2, 3, 5, 7, 64, Infinity]) {
    const { points, problems } = read(content, pieceBytes);
    expect(points).toEqual(expected);
    expect(problems).toEqual([]);
  }
}

describe("ways of writing a table", () => {
  const expected = {
    loss: [
      [0, 0.5],
      [1, -1e-7],
    ],
    "a,b": [[1, 3]],
  } as Record<string, [number, number][]>;
  test.each([
    ["commas", 'step,loss,"a,b"\n0,0.5,\n1,-1e-7,3\n'],
    ["carriage returns", 'step,loss,"a,b"\r\n0,0.5,\r\n1,-1e-7,3\r\n'],
    ["semicolons", "step;loss;a,b\n0;0.5;\n1;-1e-7;3\n"],
    ["decimal commas", "step;loss;a,b\n0;0,5;\n1;-1,0E-7;3\n"],
    ["tabs", "step\tloss\ta,b\n0\t0.5\tNA\n1\t-1e-7\t3\n"],
    ["padding", '  step , loss,  "a,b"\n   0,   0.5,   \n  1 , -1e-7 ,   3 \n'],
    ["quotes", '"step","loss","a,b"\n"0","0.5",""\n"1","-1e-7","3"\n'],
    ["a byte order mark", '\ufeffstep,loss,"a,b"\n0,0.5,None\n1,-.0000001,3.\n'],
    [
      "UTF-16",
      new Uint8Array(Buffer.from('\ufeffstep,loss,"a,b"\n0,0.5,\n1,-1e-7,3\n', "utf16le")),
    ],
    ["empty lines", '\n\nstep,loss,"a,b"\n\n0,0.5,null\n\r\n1,-1e-7,3\n\n'],
    ["text between", 'step,loss,"a,b"\n0,0.5,<b>\n1,-1e-7,3\n'],
    [
      "printed tensors",
      'step,loss,"a,b"\n0,"tensor(0.5, device=\'cuda:0\')",\n1,-1e-7,tensor(3)\n',
    ],
    ["no last newline", 'step,loss,"a,b"\n0,0.5,\n1,-1e-7,3'],
    ["the header again", 'step,loss,"a,b"\n0,0.5,\nstep,loss,"a,b"\n1,-1e-7,3\n'],
    ["other columns from there", 'step,loss,x\n0,0.5,\nstep,"a,b",loss\n1,3,-1e-7\n'],
  ] as const)("%s", (_name, content) => {
    check(content, expected);
  });

  test("names may be anything", () => {
    check('step,__proto__,<img src=x>,a"b\n1,2,3,4\n', {
      ["__proto__"]: [[1, 2]],
      "<img src=x>": [[1, 3]],
      'a"b': [[1, 4]],
    } as never);
  });

  test("numbers that are none", () => {
    check("step,a\n0,nan\n1,inf\n2,-Infinity\n3,NaN\n", {
      a: [
        [0, NaN],
        [1, Infinity],
        [2, -Infinity],
        [3, NaN],
      ],
    });
  });

  test("twelve thousand columns", () => {
    const names = Array.from({ length: 12_000 }, (_, index) => `m${index}`);
    const { channel } = read(`step,${names.join(",")}\n1,${names.map((_, n) => n).join(",")}\n`);
    expect(channel.points.size).toBe(12_000);
    expect(channel.points.get("m11999")?.peek().values).toEqual(new Float64Array([11_999]));
  });
});

describe("bad rows", () => {
  test("shorter and longer ones are read as far as they go, with one problem", () => {
    const { points, problems } = read("step,a,b\n0,1\n1,2,3,4\n2,5,6\n");
    expect(points).toEqual({
      a: [
        [0, 1],
        [1, 2],
        [2, 5],
      ],
      b: [
        [1, 3],
        [2, 6],
      ],
    });
    expect(problems).toEqual([["ragged-row", 1, 9]]);
  });

  test("what a merge left is passed over", () => {
    const { points, problems } = read("step,a\n<<<<<<< HEAD\n0,1\n=======\n0,2\n>>>>>>> x\n1,3\n");
    expect(points).toEqual({
      a: [
        [0, 1],
        [0, 2],
        [1, 3],
      ],
    });
    expect(problems.map(([code]) => code)).toEqual(["ragged-row", "no-step"]);
  });

  test("a line without end is skipped, not held", () => {
    const long = "x".repeat(1_500_000);
    for (const pieceBytes of [100_000, Infinity]) {
      const { points, problems } = read(`step,a\n0,1\n1,${long}\n2,3\n`, pieceBytes);
      expect(points).toEqual({
        a: [
          [0, 1],
          [2, 3],
        ],
      });
      expect(problems).toEqual([["line-too-long", 2, 11]]);
    }
  });

  test("a quote that is never closed takes no other rows with it", () => {
    const rows = Array.from({ length: 20_000 }, (_, step) => `${step},${step}\n`).join("");
    const { points } = read(`step,a\n0,"oops\n${rows}`);
    expect(points.a).toHaveLength(20_000);
  });

  test("a Git LFS pointer is one problem", () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
    expect(read(pointer).problems).toEqual([["lfs-pointer", undefined, 0]]);
  });

  test("columns that are none of the format's are one problem", () => {
    expect(read("name,price\na,1\n").problems).toEqual([["unknown-columns", 0, undefined]]);
  });
});

describe("the end of a file that may grow", () => {
  const text = "step,a,b\n0,1,0.12";

  test("half a number is left out, and no point is taken twice", () => {
    const channel = new RunChannel();
    const context = { channel, root: "", fileTime: settled, now: settled + 1000 };
    const reader = tables.createReader(file, context);
    if (reader.kind !== "stream") throw new Error("not a stream");
    const used = reader.read(bytesOf(text));
    expect(used).toBe(9);
    reader.reachEnd?.(bytesOf(text.slice(used)));
    reader.reachEnd?.(bytesOf(text.slice(used)));
    expect(pointsOf(channel)).toEqual({ a: [[0, NaN, 1]] });
    reader.read(bytesOf(`${text.slice(used)}34\n`));
    expect(pointsOf(channel)).toEqual({ a: [[0, NaN, 1]], b: [[0, NaN, 0.1234]] });
  });

  test("it is whole once the file was left alone", () => {
    expect(read(text).points).toEqual({ a: [[0, 1]], b: [[0, 0.12]] });
  });
});

test("rows of one step each are restarts, many of one step are not", () => {
  expect(read("step,a\n0,1\n1,2\n1,3\n2,4\n").channel.hasRestarts).toBe(true);
  const epochs = Array.from({ length: 40 }, (_, row) => `${Math.floor(row / 10)},${row}\n`);
  expect(read(`epoch,a\n${epochs.join("")}`).channel.hasRestarts).toBe(false);
});

test("the head of a table", () => {
  expect(readTableHead(bytesOf("a;b\n1;x\n;2,5"))).toEqual({
    names: ["a", "b"],
    rows: [
      [1, "x"],
      [null, 2.5],
    ],
  });
  expect(readTableHead(new Uint8Array(0))).toBeUndefined();
});

describe("numbers", () => {
  test("are those of the platform's own parser, to the last bit", () => {
    const random = seededRandom(7);
    const number = new CellNumber();
    let direct = 0;
    for (let round = 0; round < 10_000; round++) {
      const value = (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20);
      const digits = 1 + Math.floor(random() * 20);
      const texts = [String(value), value.toExponential(digits), value.toFixed(digits)];
      for (const text of texts) {
        const bytes = bytesOf(`${text},`);
        if (number.read(bytes, 0) < 0) continue;
        direct++;
        if (number.value !== Number(text)) throw new Error(`${text} is read as ${number.value}`);
      }
    }
    expect(direct).toBeGreaterThan(20_000);
  });

  test.each(["", "-", ".", "1e", "1e+", "--1", "0x1", "1_0", "tensor()", "1,2", "１"])(
    "%j is none",
    (text) => {
      const bytes = bytesOf(`${text},`);
      const end = new CellNumber().read(bytes, 0);
      expect(end === bytes.length - 1 && text !== "").toBe(false);
      expect(numberOfText(text, false)).toBeUndefined();
    },
  );
});

test("no content throws, hangs, or reads differently in pieces", () => {
  const content = bytesOf(
    'step,loss,"a,b",note\r\n0,0.5,1e-300,"x\ny"\n1,,nan,\n"2",12345678901234567890,-inf,é\n1,2\n',
  );
  fuzzReader({ format: tables, file, content, seed: 3 });
});
