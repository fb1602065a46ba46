import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/base/logging.ts";
import { LintService } from "../../../src/platform/lint/lintService.ts";
import { LintFolder } from "./lintFolder.ts";

const good = "stages:\n  a:\n    cmd: echo 1\n";
const bad = "stages:\n  a:\n    desc: nothing\n";

let disk: LintFolder | undefined;

afterEach(() => disk?.dispose());

async function open(
  files: Readonly<Record<string, string>>,
  trackedFiles?: readonly string[],
): Promise<LintService> {
  disk = new LintFolder(files);
  const { root } = disk;
  const tracked = trackedFiles !== undefined && { trackedFiles };
  const overrides = { select: ["DVC002"] };
  return LintService.open({ root, isTrusted: false, log: silentLog, overrides, ...tracked });
}

/** All that is to be told, as `path: rule line, …`. */
function told(service: LintService): string[] {
  const lines: string[] = [];
  while (service.hasPending) {
    for (const { path, findings, version } of service.lintPending(1)) {
      const list = findings.map(({ rule, range }) => `${rule} ${range.start.line}`).join(", ");
      lines.push(`${path}${version === null ? "" : `@${version}`}: ${list}`);
    }
  }
  return lines.sort();
}

describe("the files that are linted", () => {
  const cases: readonly [name: string, files: Record<string, string>, expected: string[]][] = [
    [
      "have a kind",
      { "dvc.yaml": "", "a.py": "", "b.csv": "", "sub/x.yml": "", "params.py": "", "img.png": "" },
      ["dvc.yaml", "params.py", "sub/x.yml"],
    ],
    [
      "are not in caches and environments",
      {
        "a.yaml": "",
        "node_modules/a.yaml": "",
        "env/pyvenv.cfg": "",
        "env/lib/b.yaml": "",
        "conda/conda-meta/history": "",
        "conda/c.yaml": "",
        "x/__pycache__/d.yaml": "",
        "lib/site-packages/e.yaml": "",
        ".sextant/runs/f.yaml": "",
        ".git/g.yaml": "",
        "mlruns/0/meta.yaml": "",
      },
      ["a.yaml"],
    ],
    [
      "are DVC's own beside its caches",
      { ".dvc/config": "", ".dvc/cache/a.yaml": "", ".dvc/tmp/b.yaml": "", ".dvcignore": "" },
      [".dvc/config", ".dvcignore"],
    ],
    [
      "are not in ignored folders",
      { ".gitignore": "/data\n!data/kept\n*.yaml\n", "data/a.yaml": "", "b/data/c.yaml": "" },
      [".gitignore", "b/data/c.yaml"],
    ],
    [
      "are not excluded",
      {
        "sextant.yaml": "lint:\n  exclude: [old/, '*.gen.yaml']\n",
        "old/a.yaml": "",
        "b.gen.yaml": "",
        "c.yaml": "",
      },
      ["c.yaml", "sextant.yaml"],
    ],
  ];
  it.each(cases)("%s", async (_name, files, expected) => {
    expect((await open(files)).paths).toEqual(expected);
  });

  it("are in ignored folders when git tracks something there", async () => {
    const files = { ".gitignore": "data/\nout/\n", "data/sub/a.yaml": "", "out/b.yaml": "" };
    expect((await open(files, ["data/sub/a.yaml"])).paths).toEqual([
      ".gitignore",
      "data/sub/a.yaml",
    ]);
  });
});

describe("what git tracks", () => {
  it("is what git says, in repositories inside too", async () => {
    disk = new LintFolder({ "a.py": "", "b.py": "", "inner/c.py": "", "inner/d.py": "" });
    disk.git("init", "-q");
    disk.git("add", "a.py");
    disk.git("-C", "inner", "init", "-q");
    disk.git("-C", "inner", "add", "c.py");
    const service = await LintService.open({ root: disk.root, isTrusted: false, log: silentLog });
    const asked = ["a.py", "b.py", "inner/c.py", "inner/d.py", "inner"];
    expect(asked.map((path) => service.project.isTracked(path))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
    disk.git("add", "b.py");
    await service.refresh([".git/index"]);
    expect(service.project.isTracked("b.py")).toBe(true);
  });

  it("is not known outside of git", async () => {
    expect((await open({ "a.py": "" })).project.isTracked("a.py")).toBeUndefined();
  });
});

describe("what is told", () => {
  it("is every file with findings first, then what changes", async () => {
    const service = await open({ "dvc.yaml": bad, "sub/dvc.yaml": good });
    expect(told(service)).toEqual(["dvc.yaml: DVC002 1"]);
    disk?.write({ "dvc.yaml": good, "sub/dvc.yaml": bad });
    expect(told(service)).toEqual([]);
    await service.refresh(["dvc.yaml", "sub/dvc.yaml"]);
    expect(told(service)).toEqual(["dvc.yaml: ", "sub/dvc.yaml: DVC002 1"]);
  });

  it("is of an editor's text while there is one", async () => {
    const service = await open({ "dvc.yaml": good });
    expect(told(service)).toEqual([]);
    service.setText("dvc.yaml", 1, bad);
    expect(told(service)).toEqual(["dvc.yaml@1: DVC002 1"]);
    expect(service.changeText("dvc.yaml", 2, [{ start: 0, end: 0, text: "\n" }])).toBe(true);
    expect(told(service)).toEqual(["dvc.yaml@2: DVC002 2"]);
    service.setText("dvc.yaml", 3, null);
    expect(told(service)).toEqual(["dvc.yaml: "]);
  });

  it("needs the whole text where the one before is not known, or another", async () => {
    const service = await open({ "dvc.yaml": good });
    const change = { start: 0, end: 0, text: "\n" };
    expect(service.changeText("dvc.yaml", 2, [change])).toBe(false);
    service.setText("dvc.yaml", 2, "ab");
    expect(service.changeText("dvc.yaml", 3, [{ ...change, end: 3 }])).toBe(false);
    expect(service.changeText("dvc.yaml", 3, [change, { ...change, end: 3 }])).toBe(true);
  });

  it("is of files that come and go", async () => {
    const service = await open({ "dvc.yaml": good });
    told(service);
    disk?.write({ "new/deep/dvc.yaml": bad });
    await service.refresh(["new"]);
    expect(told(service)).toEqual(["new/deep/dvc.yaml: DVC002 1"]);
    rmSync(disk?.at("new") ?? "", { recursive: true });
    await service.refresh(["new"]);
    expect(told(service)).toEqual(["new/deep/dvc.yaml: "]);
    service.setText("unsaved/dvc.yaml", 1, bad);
    expect(told(service)).toEqual(["unsaved/dvc.yaml@1: DVC002 1"]);
    service.setText("unsaved/dvc.yaml", 1, null);
    expect(told(service)).toEqual(["unsaved/dvc.yaml: "]);
  });

  it("is all anew when everything may have changed, or somebody knows nothing", async () => {
    const service = await open({ "dvc.yaml": good, "b/dvc.yaml": bad });
    told(service);
    disk?.write({ "dvc.yaml": bad });
    await service.refresh(null);
    expect(told(service)).toEqual(["b/dvc.yaml: DVC002 1", "dvc.yaml: DVC002 1"]);
    service.tellAll();
    expect(told(service)).toHaveLength(2);
  });

  it("is other when the project's settings change, in an editor too", async () => {
    const service = await open({ "dvc.yaml": bad });
    expect(told(service)).toHaveLength(1);
    service.setText("sextant.yaml", 1, "lint:\n  ignore: [DVC0]\n");
    expect(told(service)).toEqual(["dvc.yaml: ", "sextant.yaml@1: "]);
    disk?.write({ "sextant.yaml": "lint:\n  exclude: [dvc.yaml]\n" });
    service.setText("sextant.yaml", 1, null);
    await service.refresh(["sextant.yaml"]);
    expect(service.paths).toEqual(["sextant.yaml"]);
    expect(told(service)).toEqual([]);
  });
});
