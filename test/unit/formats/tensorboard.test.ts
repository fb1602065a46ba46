import path from "node:path";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/seededRandom.ts";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import { tensorboardFormat } from "../../../src/core/formats/tensorboard/tensorboard.ts";
import { maskedCrc32c } from "../../../src/core/formats/wire/crc32c.ts";
import { decodeUtf8 } from "../../../src/core/formats/text/utf8.ts";
import {
  describeChannel,
  describeOracle,
  eventClaims,
  readFiles,
  readOracle,
} from "../../support/formats/eventFiles.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import { pointsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";

/** Written by the real writers: test/contract/tensorboard_fixtures.sh. */
const fixtures = path.resolve(import.meta.dirname, "../../fixtures/formats/tensorboard");
const files = readFiles(fixtures);
const oracle = readOracle(decodeUtf8(files["oracle.json"]!));
const eventFiles = Object.entries(files).filter(([name]) => name.includes("tfevents"));

function filesOf(folder: string): Record<string, Uint8Array> {
  const prefix = `${folder}/`;
  return Object.fromEntries(
    Object.entries(files)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, content]) => [name.slice(prefix.length), content]),
  );
}

/** Channels of the one run in a fixture's folder. */
function onlyRun(folder: string): readonly RunChannel[] {
  const own = filesOf(folder);
  const claims = eventClaims(own);
  expect(claims.map(({ root }) => root)).toHaveLength(1);
  return readClaim(tensorboardFormat, claims[0]!, own, { wantsMedia: true });
}

function metricsOf(channels: readonly RunChannel[]): string[] {
  return [...new Set(channels.flatMap((channel) => [...channel.points.keys()]))].sort();
}

function onlyFile(folder: string): { path: string; role: string; content: Uint8Array } {
  const [name, content] = eventFiles.find(([file]) => file.startsWith(`${folder}/events`))!;
  return { path: name, role: "events", content };
}

describe("every value of the real writers' files is what TensorBoard's loader reads", () => {
  test.each(eventFiles)("%s", (name, content) => {
    const file = { path: name, role: "events" };
    const expected = oracle[name]!;
    for (const pieceBytes of [Infinity, 100]) {
      const channel = readFile(tensorboardFormat, file, content, { wantsMedia: true, pieceBytes });
      expect(describeChannel(channel, content)).toEqual(describeOracle(expected));
      expect(channel.problems).toEqual([]);
      const params = Object.entries(expected.params).map(([key, value]) => [key, String(value)]);
      expect(Object.entries(channel.params).sort()).toEqual(params.sort());
      const texts = channel.media.flatMap(({ content: text }) =>
        text.kind === "text" ? [text.text] : [],
      );
      expect(texts).toEqual(expected.texts.flatMap(([, , written]) => written));
      expect(channel.facts.host).toBe(name.includes(".host.") ? "host" : "workstation");
    }
  });
});

describe("folders that are one run", () => {
  test("add_scalars of PyTorch", () => {
    expect(metricsOf(onlyRun("torch_series"))).toEqual([
      "epoch/loss/train",
      "epoch/loss/val_best",
      "lr",
    ]);
  });

  test("add_scalars of PyTorch before its first values are flushed", () => {
    const own = filesOf("torch_series");
    const begun = Object.fromEntries(
      Object.entries(own).map(([name, content]) => [
        name,
        // Only the record that tells the version.
        name.startsWith("events") ? content : content.subarray(0, 40),
      ]),
    );
    expect(eventClaims(begun)).toHaveLength(1);
  });

  test("add_scalars of tensorboardX", () => {
    const metrics = metricsOf(onlyRun("tensorboardx"));
    expect(metrics.filter((name) => /loss|acc/.test(name))).toEqual([
      "acc/top1/val",
      "loss/train",
      "loss/val",
      "train/loss",
    ]);
  });

  test.each(["hparams", "torch_hparams"])("add_hparams: %s", (folder) => {
    const channels = onlyRun(folder);
    expect(Object.assign({}, ...channels.map(({ params }) => params))).toMatchObject({
      lr: "0.001",
      batch: "32",
      name: "adam",
    });
    expect(channels.flatMap(({ facts }) => facts.status ?? [])).toEqual([]);
    expect(channels.at(-1)?.facts.startTime).toBe(channels[1]?.facts.startTime);
    expect(channels[0]?.facts.startTime).toBeUndefined();
  });

  test("several add_hparams of one writer are several runs, without one of their own", () => {
    const own = filesOf("sweep");
    expect(eventClaims(own).map(({ root }) => root)).toEqual([
      "1750000000.25",
      "1750000001.25",
      "1750000002.25",
    ]);
  });

  test("training and validation of Keras", () => {
    const channels = onlyRun("keras");
    expect(metricsOf(channels)).toEqual(
      [
        "train/epoch_learning_rate",
        "train/epoch_loss",
        "validation/epoch_loss",
        "validation/evaluation_loss_vs_iterations",
        ...metricsOf(channels).filter((name) => /batch|epoch_steps/.test(name)),
      ].sort(),
    );
    expect(channels[0]?.params).toEqual({ units: "3", optimizer: "sgd", bias: "true" });
  });

  test("training alone is the same run as with the validation that comes later", () => {
    const both = filesOf("keras");
    const training = Object.fromEntries(
      Object.entries(both).filter(([name]) => name.startsWith("train/")),
    );
    const [claim] = eventClaims({ ...prefixed("logs/", training) });
    expect(claim).toMatchObject({ root: "logs", ownedFolders: ["logs/train"] });
    const torch = { "logs/train/events.out.tfevents.1": new Uint8Array(0) };
    expect(eventClaims(torch)).toMatchObject([{ root: "logs/train" }]);
  });
});

function prefixed<T>(prefix: string, named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [prefix + name, value]));
}

describe("detection", () => {
  const { content } = onlyFile("torch");
  const cases: readonly (readonly [string, Uint8Array, boolean])[] = [
    ["run/events.out.tfevents.1750000000.host.1.0", new Uint8Array(0), true],
    ["run/events.out.tfevents", content, true],
    ["run/prefix.tfevents.suffix", content, true],
    ["run/events.out.tfevents.1750000000.host.profile-empty", new Uint8Array(0), false],
    ["run/plugins/profile/1/events.out.tfevents.1", content, false],
    ["src/parse_tfevents.py", new TextEncoder().encode("import tensorboard\nprint(1)\n"), false],
    [
      "run/tfevents.lfs",
      new TextEncoder().encode("version https://git-lfs.github.com/spec/v1"),
      true,
    ],
  ];
  test.each(cases)("%s", (name, bytes, isClaimed) => {
    expect(eventClaims({ [name]: bytes })).toHaveLength(isClaimed ? 1 : 0);
  });

  test("files in the order of their names, other runs below left alone", () => {
    const names = ["a/events.out.tfevents.9.h", "a/events.out.tfevents.10.h"];
    const below = "a/b_c/events.out.tfevents.1.other";
    const claims = eventClaims(
      Object.fromEntries([...names, below].map((name) => [name, content])),
    );
    expect(claims.map(({ files: claimed }) => claimed.map((file) => file.path))).toEqual([
      [...names].sort(),
      [below],
    ]);
  });
});

describe("what is not believed", () => {
  test("a placeholder of Lightning, and a success that it writes at the start", () => {
    const [channel] = onlyRun("lightning");
    expect(channel?.facts.status).toBeUndefined();
    expect(channel?.points.get("hp_metric")?.length ?? 0).toBe(0);
    expect(channel?.params["lr"]).toBe("0.1");
  });

  test.each([
    ["success without a time, as PyTorch writes at the start", 1, undefined, undefined],
    ["success with a time", 1, 1000, "finished"],
    ["failure", 2, undefined, "failed"],
    ["running, for ever", 3, 1000, undefined],
  ] as const)("the end of a session: %s", (_label, status, seconds, shown) => {
    const time = new Uint8Array(Float64Array.of(seconds ?? 0).buffer);
    const end = joined(bytes(0x08, status), bytes(0x11), time);
    const metadata = message([1, message([1, text("hparams")], [2, message([4, end])])]);
    const value = message([1, text("_hparams_/session_end_info")], [9, metadata]);
    const file = { path: "events.out.tfevents.1", role: "events" };
    const { facts } = readFile(tensorboardFormat, file, record(message([5, message([1, value])])));
    expect(facts.status).toBe(shown);
    expect(facts.endTime).toBe(seconds === undefined ? undefined : 1_000_000);
  });

  test("numbers of 32 bits are told apart from others", () => {
    const { path: name, role, content } = onlyFile("torch");
    expect(readFile(tensorboardFormat, { path: name, role }, content).isFloat32).toBe(true);
    const restart = onlyRun("torch_restart");
    expect(restart.map(({ restartStep }) => restartStep)).toEqual([null, 5]);
  });
});

describe("damaged files", () => {
  const { path: name, role, content } = onlyFile("encodings");
  const file = { path: name, role };
  const read = (bytes: Uint8Array | string): RunChannel => readFile(tensorboardFormat, file, bytes);
  const changed = (at: number, ...bytes: readonly number[]): Uint8Array => {
    const copy = content.slice();
    copy.set(bytes, at);
    return copy;
  };
  const firstLength = new DataView(content.buffer, content.byteOffset).getUint32(0, true);
  const second = firstLength + 16;

  test.each([
    [
      "text of Git LFS",
      "version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
      "lfs-pointer",
      0,
    ],
    ["another text", "step,loss\n1,2\n3,4\n5,6\n", "not-an-event-file", 0],
    ["UTF-16", Uint8Array.from([0xff, 0xfe, ...content]), "not-an-event-file", 0],
    ["a length of 2^63", changed(second, 0, 0, 0, 0, 0, 0, 0, 0x80), "record-damaged", second],
    ["a wrong length", changed(second, 1), "record-damaged", second],
    ["undecodable data", changed(second + 12, 0x0b), "record-undecodable", second + 12],
  ] as const)("%s", (_label, bytes, code, byteOffset) => {
    const { problems } = read(bytes);
    expect(problems).toMatchObject([{ code, location: { path: name, byteOffset } }]);
  });

  test("the good part stays: before a damaged length, and around damaged data", () => {
    const third =
      second + 16 + new DataView(content.buffer, content.byteOffset + second).getUint32(0, true);
    expect(pointsOf(read(changed(third, 1)))["double_val"]).toHaveLength(1);
    expect(pointsOf(read(changed(third + 12, 0x0b)))["double_val"]).toHaveLength(2);
    expect(read(changed(third + 12, 0x0b)).problems[0]?.message).toContain("checksum is wrong");
  });

  test.each([
    "encodings",
    "tensorboardx",
    "torch_hparams",
    "torch_restart",
    "lightning/lightning_logs/version_0",
    "tensorflow",
  ])("cut, flipped, torn, garbage: %s", { timeout: 60_000 }, (folder) => {
    const { path: fuzzed, content: bytes } = onlyFile(folder);
    const options = { format: tensorboardFormat, content: bytes, isPrefixOfWhole: true };
    fuzzReader({ ...options, file: { path: fuzzed, role: "events" }, rounds: 1500 });
  });
});

describe("records that are longer than what is held of them", () => {
  const payload = new Uint8Array(300_000).fill(7);
  const image = message(
    [1, text("picture")],
    [4, message([4, joined(text("\x89PNG"), payload)])],
    [9, message([1, message([1, text("images")])])],
  );
  const strings = [text("2"), text("3"), payload, joined(text("GIF8"), payload)];
  const pictures = message(
    [1, text("pictures")],
    [8, joined(bytes(0x08, 7), message([2, message([2, message()])]), ...strings.map(blob))],
    [9, message([1, message([1, text("images")])])],
  );
  const number = (name: string, value: number): Uint8Array =>
    joined(message([1, text(name)]), bytes(0x15), floatBytes(value));
  const values = [number("a", 1), image, number("b", 2), pictures, number("c", 3)];
  const event = joined(
    bytes(0x09, ...new Uint8Array(8)),
    bytes(0x10, 5),
    message([5, message(...values.map((value) => [1, value] as const))]),
  );
  const file = { path: "events.out.tfevents.1", role: "events" };
  const content = joined(record(event), record(event));

  test("all of them are read, in pieces of any size", () => {
    const whole = readFile(tensorboardFormat, file, content, { wantsMedia: true });
    const parts = whole.media.map(({ content: media, name }) => {
      if (media.kind !== "file" || media.part === undefined) throw new Error("not a part");
      const { offset, length } = media.part;
      return [name, media.mimeType, length, content[offset + 10]];
    });
    const expected = [
      ["picture", "image/png", 300_004, 7],
      ["pictures", "image/png", 300_000, 7],
      ["pictures/1", "image/gif", 300_004, 7],
    ];
    expect(parts).toEqual([...expected, ...expected]);
    expect(pointsOf(whole)).toEqual(
      Object.fromEntries(
        ["a", "b", "c"].map((name, at) => [
          name,
          [
            [5, 0, at + 1],
            [5, 0, at + 1],
          ],
        ]),
      ),
    );
    for (const pieceBytes of [50, 4096, 65_536, 131_072, 1_000_000]) {
      const options = { wantsMedia: true, pieceBytes };
      const channel = readFile(tensorboardFormat, file, content, options);
      expect(channel.media).toEqual(whole.media);
      expect(pointsOf(channel)).toEqual(pointsOf(whole));
      expect(channel.problems).toEqual([]);
    }
  });

  test("a payload is not asked for: the reader passes over it", () => {
    const channel = new RunChannel({ wantsMedia: true });
    const reader = tensorboardFormat.createReader(file, { channel, root: "", fileTime: 0, now: 0 });
    if (reader.kind !== "stream") throw new Error("not a stream");
    const used = reader.read(content.slice(0, 1000));
    expect(used).toBeGreaterThan(300_000);
    expect(channel.points.get("a")?.length).toBe(1);
  });

  test(
    "cut, flipped and torn, nothing is thrown and nothing takes long",
    { timeout: 60_000 },
    () => {
      const random = seededRandom(5);
      for (let round = 0; round < 300; round++) {
        const mutated = content.slice(0, 1 + Math.floor(random() * content.length));
        for (let change = 0; change < 3; change++) {
          // Near the beginning, where the structure is.
          mutated[12 + Math.floor(random() * 60)] = Math.floor(random() * 256);
        }
        const options = { wantsMedia: true, pieceBytes: 65_536 };
        const { media } = readFile(tensorboardFormat, file, mutated, options);
        for (const { content: found } of media) {
          if (found.kind !== "file" || found.part === undefined) continue;
          expect(found.part.offset + found.part.length).toBeLessThanOrEqual(content.length);
        }
      }
    },
  );
});

test("50,000 tags", () => {
  const tags = Array.from({ length: 50_000 }, (_, index) =>
    record(
      joined(
        bytes(0x09, ...new Uint8Array(8)),
        message([
          5,
          message([1, joined(message([1, text(`tag ${index}`)]), bytes(0x15, 0, 0, 0, 0))]),
        ]),
      ),
    ),
  );
  const start = performance.now();
  const file = { path: "events.out.tfevents.1", role: "events" };
  const { points } = readFile(tensorboardFormat, file, joined(...tags, ...tags));
  expect(points.size).toBe(50_000);
  expect([...points.values()].every(({ length }) => length === 2)).toBe(true);
  expect(performance.now() - start).toBeLessThan(5000);
});

/** A message of fields that have a length. */
function message(...fields: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  return joined(...fields.map(([field, value]) => joined(bytes(field * 8 + 2), sized(value))));
}

function blob(value: Uint8Array): Uint8Array {
  return message([8, value]);
}

function sized(value: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = value.length;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) length.push((rest % 128) + 128);
  return joined(bytes(...length, rest), value);
}

function record(data: Uint8Array): Uint8Array {
  const header = new Uint8Array(12);
  const view = new DataView(header.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(header, 0, 8), true);
  const footer = new Uint8Array(4);
  new DataView(footer.buffer).setUint32(0, maskedCrc32c(data), true);
  return joined(header, data, footer);
}

function floatBytes(value: number): Uint8Array {
  return new Uint8Array(Float32Array.of(value).buffer);
}

function bytes(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

/** A character a byte. */
function text(value: string): Uint8Array {
  return Uint8Array.from(value, (letter) => letter.charCodeAt(0));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
