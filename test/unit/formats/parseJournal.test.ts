import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { encodeEntries } from "../../../src/core/formats/sextant/encode.ts";
import {
  JournalReader,
  parseJournal,
  startPosition,
} from "../../../src/core/formats/sextant/parseJournal.ts";
import { createRunState, reduceRun } from "../../../src/core/formats/sextant/reduceRun.ts";

const golden = readFileSync(new URL("golden/journal.v1.jsonl", import.meta.url));

/** What a reading gave, as plain data. */
function contentOf(reader: JournalReader) {
  const points = Object.fromEntries(
    filled(reader).map(([name, buffer]) => {
      const { steps, times, values } = buffer.take();
      return [name, Array.from(steps, (step, index) => [step, times[index], values[index]])];
    }),
  );
  const run = createRunState("id");
  reduceRun(run, reader.entries);
  return { points, run, problems: reader.problems.map(({ code }) => code) };
}

function filled(reader: JournalReader) {
  return [...reader.points].filter(([, buffer]) => buffer.length > 0);
}

function parse(text: string | Uint8Array) {
  return contentOf(parseJournal(typeof text === "string" ? Buffer.from(text) : text));
}

function pointsOf(text: string) {
  return parse(text).points;
}

describe("the golden journal of version 1", () => {
  const { points, run, problems } = parse(golden);

  it("gives every point", () => {
    expect(points).toEqual({
      loss: [
        [0, 1763663103000, 0.9],
        [1, 1763663104000, NaN],
        [1, 1763663104000, NaN],
        [2, 1763663104000, 0.25],
        [5, 1763663105500, 0.125],
      ],
      acc: [
        [0, 1763663103000, 0.5],
        [1, 1763663104000, Infinity],
        [1, 1763663104000, Infinity],
      ],
      "val/loss": [[0, 1763663104000, -0.0015]],
      "val/top/1": [[0, 1763663104000, 1]],
      step: [[9, 1763663105000, 2]],
      time: [[9, 1763663105000, 3]],
      "system/cpu_percent": [[0, 1763663105500, 12.5]],
    });
  });

  it("gives the run", () => {
    expect(run).toMatchObject({
      name: "calm-otter",
      status: "failed",
      experiment: "Seeds",
      startTime: 1763663102000,
      endTime: 1763663107000,
      exitCode: 1,
      params: { lr: "0.1", "model/depth": "3", name: "net" },
      tags: { stage: "b" },
      note: "good",
      isDeleted: false,
      git: { isDirty: true, omitted: [{ path: "big.bin" }] },
    });
    expect(run.datasets.map(({ source }) => source)).toEqual(["data2.csv"]);
  });

  it("skips what is of a later version without a problem", () => {
    expect(problems).toEqual([]);
  });

  it("gives the same when cut at every byte", () => {
    const whole = parse(golden);
    for (let cut = 0; cut <= golden.length; cut++) {
      const reader = new JournalReader({ from: startPosition, fallbackTime: 0 });
      const used = reader.read(golden.subarray(0, cut));
      expect(golden[used - 1] ?? 0x0a).toBe(0x0a);
      reader.read(golden.subarray(used));
      expect(contentOf(reader)).toEqual(whole);
    }
  });

  it("goes on in a new reader where another stopped", () => {
    const lines = golden.toString().split("\n").length - 1;
    const whole = parse(golden);
    const points: Record<string, unknown[]> = {};
    const lastSteps = new Map<string, number>();
    let from = startPosition;
    for (let line = 0; line < lines; line++) {
      const reader = new JournalReader({
        from,
        fallbackTime: 0,
        lastStepOf: (name) => lastSteps.get(name),
      });
      const rest = golden.subarray(from.offset);
      reader.read(rest.subarray(0, rest.indexOf(0x0a) + 1));
      from = reader.position;
      for (const [name, buffer] of filled(reader)) {
        const { steps, times, values } = buffer.take();
        for (let index = 0; index < steps.length; index++) {
          (points[name] ??= []).push([steps[index], times[index], values[index]]);
          lastSteps.set(name, Math.max(lastSteps.get(name) ?? -1, steps[index] ?? 0));
        }
      }
    }
    expect(points).toEqual(whole.points);
    expect(from).toMatchObject({ offset: golden.length, line: lines });
  });
});

describe("lines of metrics", () => {
  const value = (line: string) => pointsOf(`${line}\n`)["x"]?.map((point) => point[2]);
  const numbers = [
    ["0", 0],
    ["-0", -0],
    ["0.1", 0.1],
    ["-12.5e-3", -0.0125],
    ["1E+2", 100],
    ["1e22", 1e22],
    ["1e23", 1e23],
    ["1e400", Infinity],
    ["123456789012345678901234567890", 123456789012345678901234567890],
    ["0.30000000000000004", 0.30000000000000004],
    ["9007199254740993", 9007199254740993],
    ["5e-324", 5e-324],
    ["2.2250738585072011e-308", 2.2250738585072011e-308],
    ["0.000000000000000000000000000000000001", 1e-36],
    ["NaN", NaN],
    ["-Infinity", -Infinity],
    ['"Infinity"', Infinity],
    ["true", 1],
  ] as const;
  it.each(numbers)("reads %s", (text, expected) => {
    expect(value(`{"x":${text}}`)).toEqual([expected]);
    expect(value(` { "x" : ${text} } `)).toEqual([expected]);
  });

  it("reads numbers to the last bit, as the platform does", () => {
    const random = randomOf(7);
    for (let index = 0; index < 20_000; index++) {
      const number = (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20);
      const text =
        random() < 0.5 ? String(number) : number.toPrecision(1 + Math.floor(random() * 20));
      expect(value(`{"x":${text}}`), text).toEqual([Number(text)]);
    }
  });

  it("reads numbers in and beside the middle of two doubles as the platform does", () => {
    const random = randomOf(11);
    for (let index = 0; index < 5000; index++) {
      const places = Math.floor(random() * 8);
      const whole = BigInt(Math.floor(random() * 2 ** 52)) * 4n + 2n ** 54n + 2n;
      for (const digits of [whole - 1n, whole, whole + 1n, whole * 5n ** BigInt(places)]) {
        const text = String(digits);
        const written = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
        expect(value(`{"x":${written}}`), written).toEqual([Number(written)]);
      }
    }
  });

  const faulty = ["01", "1.", ".5", "+1", "1e", "--1", "0x10", "1_000", "nan", "1 2", "'1'", ""];
  it.each(faulty)("refuses %s as JSON does", (text) => {
    expect(parse(`{"x":${text}}\n`)).toMatchObject({ points: {}, problems: ["not-json"] });
  });

  const cases: readonly [name: string, text: string, expected: unknown][] = [
    ["CRLF", '{"step":1,"time":1e12,"x":2}\r\n', { x: [[1, 1e12, 2]] }],
    ["a byte order mark", '\uFEFF{"step":1,"time":1e12,"x":2}\n', { x: [[1, 1e12, 2]] }],
    ["a mark before an object", '\uFEFF{"params":{}}\n{"x":2}\n', { x: [[0, 0, 2]] }],
    ["seconds", '{"step":1,"time":1763663104.5,"x":2}\n', { x: [[1, 1763663104500, 2]] }],
    [
      "counters",
      '{"x":1}\n{"x":2,"y":1}\n{"y":2}\n',
      {
        x: [
          [0, 0, 1],
          [1, 0, 2],
        ],
        y: [
          [0, 0, 1],
          [1, 0, 2],
        ],
      },
    ],
    ["a name twice: the last, as JSON has it", '{"x":1,"x":2}\n', { x: [[0, 0, 2]] }],
    ["the step after its metric", '{"x":1,"step":4}\n', { x: [[4, 0, 1]] }],
    ["fractional and negative steps", '{"step":-0.5,"x":1}\n', { x: [[-0.5, 0, 1]] }],
    [
      "a step that is no number",
      '{"step":NaN,"x":1}\n{"step":"a","x":2}\n',
      {
        x: [
          [0, 0, 1],
          [1, 0, 2],
        ],
      },
    ],
    [
      "names that are properties of objects",
      '{"__proto__":1,"constructor":2,"toString":3}\n',
      {
        ["__proto__"]: [[0, 0, 1]],
        constructor: [[0, 0, 2]],
        toString: [[0, 0, 3]],
      },
    ],
    [
      "escapes and other alphabets",
      '{"a\\"b":1,"\\u00e9":2,"é":3,"损失":4}\n',
      {
        'a"b': [[0, 0, 1]],
        é: [[0, 0, 3]],
        损失: [[0, 0, 4]],
      },
    ],
    ["null", '{"x":null,"y":1}\n', { y: [[0, 0, 1]] }],
    ["nothing", "{}\n\n  \n", {}],
    ["a last line without its end", '{"x":1}\n{"x":2}', { x: [[0, 0, 1]] }],
    [
      "a bare NaN beside text with one",
      '{"x":NaN,"params":{"a":"NaN \\" Infinity"}}\n',
      { x: [[0, 0, NaN]] },
    ],
  ];
  it.each(cases)("reads %s", (_name, text, expected) => {
    const points = pointsOf(text);
    const wanted = new Map(Object.entries(expected as Record<string, unknown>));
    expect(new Map(Object.entries(points))).toEqual(wanted);
  });

  it.each([
    '{"type":"params","params":{"__proto__":"x","constructor":"y"}}',
    '{"params":{"__proto__":"x","constructor":"y"}}',
    '{"type":"tags","tags":{"__proto__":"x","constructor":"y"}}',
  ])("keeps names that are properties of objects: %s", (line) => {
    const state = createRunState("a");
    reduceRun(state, parseJournal(new TextEncoder().encode(`${line}\n`)).entries);
    expect(Object.entries({ ...state.params, ...state.tags })).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  it("says which name of a line has a fault", () => {
    const line = '{"type":"params","params":{"lr":1}}\n{"type":"tags","tags":[]}\n';
    const { problems, entries } = parseJournal(new TextEncoder().encode(line));
    expect(entries).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("at params.lr: Invalid input: expected string"),
      expect.stringContaining("at tags: Invalid input: expected an object"),
    ]);
  });

  it("does not touch prototypes", () => {
    parse(
      '{"type":"params","params":{"__proto__":"x"}}\n{"params":{"__proto__":{"polluted":"yes"}}}\n',
    );
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("reads back what is written", () => {
    const metrics = { loss: NaN, acc: 0.5, type: 1, step: 2, time: 3, worst: -Infinity };
    const text = encodeEntries([{ type: "metrics", step: 7, time: 1e12, metrics }]);
    const points = pointsOf(text);
    for (const [name, number] of Object.entries(metrics)) {
      expect(points[name], name).toEqual([[7, 1e12, number]]);
    }
  });
});

describe("faults", () => {
  it("tells line and byte, and reads on", () => {
    const reader = parseJournal(Buffer.from('{"x":1}\nrubbish\n{"x":"high"}\n[1]\n{"x":2}\n'), {
      path: "j",
    });
    expect(reader.problems).toMatchObject([
      { code: "not-json", location: { path: "j", line: 1, byteOffset: 8 } },
      { code: "not-a-number", location: { line: 2, byteOffset: 16 } },
      { code: "not-an-object", location: { line: 3, byteOffset: 29 } },
    ]);
    expect(reader.points.get("x")?.length).toBe(2);
  });

  it("skips a line that is too long, in pieces or whole", () => {
    const long = `{"x":1,"note":"${"a".repeat(500)}"}\n`;
    const bytes = Buffer.from(`{"x":1}\n${long}{"x":3}\n`);
    for (const piece of [bytes.length, 64, 150]) {
      const reader = new JournalReader({ from: startPosition, fallbackTime: 0, maxLineBytes: 100 });
      let offset = 0;
      for (let end = piece; offset < bytes.length; end += piece) {
        offset += reader.read(bytes.subarray(offset, Math.min(end, bytes.length)));
      }
      expect(reader.problems.map(({ code }) => code)).toEqual(["line-too-long"]);
      expect([...(reader.points.get("x")?.take().values ?? [])]).toEqual([1, 3]);
      expect(reader.position.line).toBe(3);
    }
  });

  it("bounds nesting, names and the number of problems", () => {
    const deep = `{"x":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}\n`;
    expect(parse(deep).points).toEqual({});
    expect(parse(`{"${"n".repeat(501)}":1}\n`)).toMatchObject({
      points: {},
      problems: ["name-too-long"],
    });
    expect(parse("rubbish\n".repeat(1000)).problems).toHaveLength(100);
  });

  it("never throws, whatever bytes are flipped or lost", () => {
    const random = randomOf(20261120);
    for (let round = 0; round < 3000; round++) {
      const bytes = Buffer.from(golden);
      for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips--) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      const start = Math.floor(random() * 200);
      const reader = parseJournal(bytes.subarray(start));
      expect(reader.position.offset).toBeLessThanOrEqual(bytes.length);
      for (const buffer of reader.points.values()) {
        expect(buffer.take().steps.every(Number.isFinite)).toBe(true);
      }
    }
  });
});

/** mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
