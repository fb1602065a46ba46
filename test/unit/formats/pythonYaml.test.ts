import { expect, test } from "vitest";
import {
  createPythonYamlReader,
  readPythonYaml,
} from "../../../src/core/formats/text/pythonYaml.ts";
import { RunChannel } from "../../../src/core/formats/runChannel.ts";
import { bytesOf } from "../../support/formats/memoryFolder.ts";

function check(yaml: string, expected: unknown) {
  expect(readPythonYaml(yaml, "hparams.yaml")).toMatchObject({ value: expected, problems: [] });
}

// As yaml.dump of PyYAML 6 writes them.
test.each([
  ["a tuple", "x: !!python/tuple\n- 1\n- a\n", [1, "a"]],
  ["a set", "x: !!set\n  1: null\n  2: null\n", [1, 2]],
  ["a function", "x: !!python/name:torch.relu ''\n", "torch.relu"],
  ["a module", "x: !!python/module:torch.nn ''\n", "torch.nn"],
  ["a path", "x: !!python/object/apply:pathlib.PosixPath\n- /\n- data\n- x\n", "/data/x"],
  ["a path of 3.13", "x: !!python/object/apply:pathlib._local.PosixPath\n- a\n- b\n", "a/b"],
  ["an enum", "x: !!python/object/apply:__main__.Colour\n- 1\n", "Colour(1)"],
  ["an object", "x: !!python/object:torch.nn.ReLU\n  inplace: false\n", "<torch.nn.ReLU>"],
  [
    "an ordered dict",
    "x: !!python/object/apply:collections.OrderedDict\n- - - a\n    - 1\n",
    { a: "1" },
  ],
  ["bytes", "x: !!binary |\n  YWJj\n", "<3 bytes>"],
  ["a number as text", "x: 1e-3\n", "1e-3"],
  ["a complex number", "x: !!python/complex '1.0+2.0j'\n", "1.0+2.0j"],
  [
    "a number of numpy",
    "x: !!python/object/apply:numpy._core.multiarray.scalar\n" +
      "- !!python/object/apply:numpy.dtype\n  args:\n  - f8\n  - false\n  - true\n" +
      "  state: !!python/tuple\n  - 3\n  - <\n- !!binary |\n  AAAAAAAA4D8=\n",
    "0.5",
  ],
])("%s", (_name, yaml, expected) => {
  check(yaml, { x: expected });
});

test("what is shared is found again", () => {
  check("x: &a !!python/tuple\n- 1\ny: *a\n", { x: [1], y: [1] });
  check("x: &a !!python/name:m.f ''\ny: *a\n", { x: "m.f", y: "m.f" });
});

test("an alias bomb is a problem", () => {
  const levels = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`);
  const { value, problems } = readPythonYaml(`a0: &a0 [x, x]\n${levels.join("\n")}\n`, "x");
  expect(value).toBeUndefined();
  expect(problems).toHaveLength(1);
});

test("a half-written file keeps what was read before", () => {
  const channel = new RunChannel({ path: "hparams.yaml" });
  const reader = createPythonYamlReader(channel, "hparams.yaml", (value) => {
    channel.paramsOf(value);
  });
  expect(reader.read(bytesOf(""))).toBe(false);
  expect(reader.read(bytesOf("lr: 1e-3\nlayers: [1, 1e-3]\n"))).toBe(true);
  expect(reader.read(bytesOf("lr: [1"))).toBe(false);
  expect(channel.params).toEqual({ lr: "1e-3", layers: '[1,"1e-3"]' });
  expect(channel.problems).toEqual([]);
});

test("a broken file is one problem with its line", () => {
  const channel = new RunChannel({ path: "hparams.yaml" });
  const reader = createPythonYamlReader(channel, "hparams.yaml", () => undefined);
  reader.read(bytesOf("lr: 1\n<<<<<<< HEAD\nlr: 2\n"));
  expect(channel.problems).toHaveLength(1);
  expect(channel.problems[0]?.location).toMatchObject({ path: "hparams.yaml", line: 1 });
  reader.read(bytesOf("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"));
  expect(channel.problems.map(({ code }) => code)).toEqual(["lfs-pointer"]);
});
