import { describe, expect, it } from "vitest";
import { renderFindings } from "../../../../support/lint/lintTexts.ts";

const check = (rule: string, text: string, files: Readonly<Record<string, string>> = {}) =>
  renderFindings({ "data.yaml": text, ...files }, { rules: [rule] });

const splits = "train: images/train\nval: images/val\n";

describe("YOL001 missing-split", () => {
  it.each([
    ["both", `${splits}names: [a]\n`],
    ["`validation` for `val`", "train: a\nvalidation: b\nnames: [a]\n"],
    ["an empty `val` beside `test`", "train: a\nval:\ntest: c\nnames: [a]\n"],
    ["a model", "nc: 2\nnames: [a, b]\ntrain: x\nbackbone: []\nhead: []\n"],
    ["training settings", "train: true\nnames: [a]\nnc: 1\n"],
    ["settings of another tool", "train:\n  path: x\nnames: [a]\nnc: 1\n"],
  ])("accepts %s", (_name, text) => {
    expect(check("YOL001", text)).toEqual([]);
  });

  it.each([
    [
      "no `val`",
      "train: a\nnames: [a]\nnc: 1\n",
      "1:1 YOL001 error `val` is missing: Ultralytics needs both `train` and `val`, as paths of folders or files of images",
    ],
    [
      "neither",
      "path: x\nnames: [a]\nnc: 1\ntest: c\n",
      "4:1 YOL001 error `train` is missing: Ultralytics needs both `train` and `val`, as paths of folders or files of images",
      "4:1 YOL001 error `val` is missing: Ultralytics needs both `train` and `val`, as paths of folders or files of images",
    ],
    [
      "an empty `train`",
      "train:\nval: b\nnames: [a]\n",
      "1:1 YOL001 warning `train` has no path: there is nothing to train on",
    ],
    [
      "an empty `val`",
      "train: a\nval: ~\nnames: [a]\n",
      "2:1 YOL001 warning `val` has no path: there is nothing to validate with",
    ],
  ])("tells of %s", (_name, text, ...expected) => {
    expect(check("YOL001", text)).toEqual(expected.map((line) => `data.yaml:${line}`));
  });

  it("only warns where the file may be another tool's", () => {
    const files = { "settings.yaml": "train: a\nnames: [x]\n" };
    expect(renderFindings(files, { rules: ["YOL001"] })).toEqual([
      "settings.yaml:1:1 YOL001 warning `val` is missing: Ultralytics needs both `train` and `val`, as paths of folders or files of images",
    ]);
  });
});

describe("YOL002 class-count", () => {
  it.each([
    ["the right number", "nc: 2\nnames: [a, b]\n"],
    ["a string of it", "nc: '2'\nnames: [a, b]\n"],
    ["a float of it", "nc: 2.0\nnames: {0: a, 1: b}\n"],
    ["no `nc`", "names: [a, b]\n"],
    ["no names", "nc: 2\nnames:\n"],
    ["keys that are one for YAML", "nc: 1\nnames: {0: a, 0x0: b}\n"],
  ])("accepts %s", (_name, text) => {
    expect(check("YOL002", splits + text)).toEqual([]);
  });

  it.each([
    ["too many", "nc: 3\nnames: [a, b]\n", "3:5 YOL002 error `nc` is 3, but `names` has 2 classes"],
    ["too few", "nc: 0\nnames: {0: a}\n", "3:5 YOL002 error `nc` is 0, but `names` has 1 class"],
    [
      "no number",
      "nc: 1.5\nnames: [a]\n",
      "3:5 YOL002 error `nc` must be a whole number, the number of classes, here 1",
    ],
    [
      "none",
      "nc:\nnames: [a]\n",
      "3:1 YOL002 error `nc` must be a whole number, the number of classes, here 1",
    ],
    ["a word", "nc: two\n", "3:5 YOL002 error `nc` must be a whole number, the number of classes"],
    [
      "two keys of one number, of which one is a string",
      "nc: 1\nnames: {0: a, '0': b}\n",
      "3:5 YOL002 error `nc` is 1, but `names` has 2 classes",
    ],
  ])("tells of %s", (_name, text, expected) => {
    expect(check("YOL002", splits + text)).toEqual([`data.yaml:${expected}`]);
  });
});

describe("YOL003 class-names", () => {
  it.each([
    ["a list", "names: [a, b]\n"],
    ["a mapping", "names: {0: a, 1: b}\n"],
    ["a mapping out of order", "names: {1: a, 0: b}\n"],
    ["keys that are texts of numbers", "names: {'0': a, '1': b}\n"],
    ["no names with `nc`", "nc: 3\nnames:\n"],
  ])("accepts %s", (_name, text) => {
    expect(check("YOL003", splits + text)).toEqual([]);
  });

  it.each([
    [
      "counting from 1",
      "names:\n  1: a\n  2: b\n",
      "5:3 YOL003 error 2 classes must be numbered 0 to 1, but there is no class 0",
    ],
    [
      "a gap",
      "names:\n  0: a\n  2: b\n",
      "5:3 YOL003 error 2 classes must be numbered 0 to 1, but `names` goes up to 2",
    ],
    [
      "a negative number",
      "names: {-1: a, 1: b}\n",
      "3:9 YOL003 error 2 classes must be numbered 0 to 1, but there is no class 0",
    ],
    [
      "a key that is no number",
      "names: {car: a}\n",
      "3:9 YOL003 error `car` is no class number: `names` maps 0, 1, 2, … to names",
    ],
    [
      "a number twice",
      "names: {0: a, 0: b}\n",
      "3:15 YOL003 warning class 0 stands twice: only the last name counts",
    ],
    [
      "a list without items",
      "names: []\n",
      "3:8 YOL003 error `names` is empty: a data set needs at least one class",
    ],
    [
      "one text",
      "names: car\n",
      "3:8 YOL003 error `names` must be a list of class names, or a mapping from class number to name",
    ],
    [
      "nothing",
      "names:\n",
      "3:1 YOL003 error `names` is empty, and there is no `nc` to count the classes",
    ],
    [
      "one name for two classes",
      "names: [a, b, a]\n",
      "3:15 YOL003 warning class 2 has the name of class 0, `a`: results of both look the same",
    ],
    ["a name that is left out", "names: [a, ~]\n", "3:12 YOL003 warning class 1 has no name"],
  ])("tells of %s", (_name, text, expected) => {
    expect(check("YOL003", splits + text)).toEqual([`data.yaml:${expected}`]);
  });
});

describe("YOL004 data-path-not-found", () => {
  const names = "names: [a]\n";
  const there = { "data/images/train/1.txt": "", "data/images/valid/1.txt": "" };

  it.each([
    ["paths that exist", `train: data/images/train\nval: data/images/valid\n${names}`],
    ["data that is not there at all", `train: other/train\nval: other/val\n${names}`],
    ["a folder beside the file alone", `train: train\nval: val\n${names}`],
    ["paths below `path`", `path: data\ntrain: images/train\nval: images/valid\n${names}`],
    [
      "`../` that Ultralytics leaves out",
      `train: ../data/images/train\nval: ../data/images/valid\n${names}`,
    ],
    ["absolute paths", `train: /x/train\nval: /x/val\n${names}`],
    [
      "data that is downloaded",
      `path: data\ntrain: images/train\nval: images/val\ndownload: x\n${names}`,
    ],
    [
      "a folder of data sets elsewhere",
      `path: /data\ntrain: images/train\nval: images/val\n${names}`,
    ],
  ])("accepts %s", (_name, text) => {
    expect(check("YOL004", text, there)).toEqual([]);
  });

  it("tells of a folder that is missing beside others", () => {
    const text = `path: data\ntrain: images/train\nval: images/vali\n${names}`;
    expect(check("YOL004", text, there)).toEqual([
      "data.yaml:3:6 YOL004 warning `val` names `images/vali`, but `data/images` has no `vali`; did you mean `valid`",
    ]);
  });

  it("says nothing of folders that git does not track", () => {
    const text = `path: data\ntrain: images/train\nval: images/vali\n${names}`;
    const files = { "data.yaml": text, ...there };
    expect(renderFindings(files, { rules: ["YOL004"], tracked: ["data.yaml"] })).toEqual([]);
    expect(renderFindings(files, { rules: ["YOL004"], tracked: Object.keys(files) })).toHaveLength(
      1,
    );
  });
});

describe("YOL005 shared-split", () => {
  const seen = "so the model is measured on images that it has seen";
  it.each([
    ["separate folders", splits],
    ["folders with a common beginning", "train: images\nval: images_val\n"],
    ["lists of files", "train: [a.txt, b.txt]\nval: [c.txt]\n"],
    ["`test` that is `val`", "train: a\nval: b\ntest: b\n"],
  ])("accepts %s", (_name, text) => {
    expect(check("YOL005", `${text}names: [a]\n`)).toEqual([]);
  });

  it.each([
    [
      "the same",
      "train: a/b\nval: ./a/b/\n",
      `2:6 YOL005 warning \`val\` uses the images of \`train\`, ${seen}`,
    ],
    [
      "one of several",
      "train: [a, b]\nval: [c, b]\n",
      `2:10 YOL005 warning \`val\` uses the images of \`train\`, ${seen}`,
    ],
    [
      "the same for `test`",
      "train: a\nval: b\ntest: a\n",
      `3:7 YOL005 warning \`test\` uses the images of \`train\`, ${seen}`,
    ],
    [
      "a folder in it",
      "train: images\nval: images/val\n",
      `2:6 YOL005 warning \`val\` lies in \`images\`, which \`train\` uses with all folders below it, ${seen}`,
    ],
    [
      "a folder around it",
      "train: images/train\nval: images\n",
      `2:6 YOL005 warning \`val\` takes in \`images/train\`, which \`train\` uses, ${seen}`,
    ],
  ])("tells of %s", (_name, text, expected) => {
    expect(check("YOL005", `${text}names: [a]\n`)).toEqual([`data.yaml:${expected}`]);
  });
});

describe("YOL006 data-machine-path", () => {
  it.each([
    ["a relative path", "path: ../datasets/a"],
    ["an absolute path as of a container", "path: /data/a"],
    ["an address", "path: https://example.org/home/a"],
  ])("accepts %s", (_name, line) => {
    expect(check("YOL006", `${line}\n${splits}names: [a]\n`)).toEqual([]);
  });

  it.each([
    "/home/mia/a",
    "C:\\data\\a",
    "E:/data",
    "~/a",
    "/content/drive/a",
    "/run/media/x/a",
    "\\\\server\\a",
  ])("tells of %s", (path) => {
    expect(check("YOL006", `path: ${path}\n${splits}names: [a]\n`)).toEqual([
      "data.yaml:1:7 YOL006 warning `path` is a path of one machine; write it relative to this file or to the folder of data sets",
    ]);
  });
});
