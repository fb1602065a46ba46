import { describe, expect, test } from "vitest";
import { hydraFormat } from "../../../src/core/formats/hydra/hydraFormat.ts";
import { resolveInterpolations } from "../../../src/core/formats/hydra/interpolate.ts";
import { timeOfFolder } from "../../../src/core/formats/folderTime.ts";
import { RunChannel, type RunFacts } from "../../../src/core/formats/runChannel.ts";
import { decodeUtf8 } from "../../../src/core/formats/text/utf8.ts";
import { fixtureFiles, parseLines } from "../../support/formats/fixtureFiles.ts";
import { fuzzReader } from "../../support/formats/fuzzReader.ts";
import type { MemoryFiles } from "../../support/formats/memoryFolder.ts";
import { claimsOf, readClaim, readFile } from "../../support/formats/readClaim.ts";

/** Written by the real Hydra: test/contract/hydra_writer.py. */
const files = fixtureFiles("hydra");
const claims = claimsOf(hydraFormat, files);
const oracle = parseLines(decodeUtf8(files["oracle.jsonl"]!)) as unknown as {
  folder: string;
  config: Record<string, unknown>;
  overrides: string[];
}[];

/** The facts of a run as they are put together: the first file's come first. */
function factsOf(root: string, content: MemoryFiles = files): RunFacts {
  const claim = claimsOf(hydraFormat, content).find((one) => one.root === root)!;
  return Object.assign(
    {},
    ...readClaim(hydraFormat, claim, content)
      .map(({ facts }) => facts)
      .reverse(),
  ) as RunFacts;
}

describe("what the real Hydra wrote", () => {
  test("is one run for each job", () => {
    const roots = oracle.map(({ folder }) => folder.replace("/project/hydra/", ""));
    expect(claims.map(({ root }) => root).sort()).toEqual(roots.sort());
    for (const { isEnclosing, files: claimed } of claims) {
      expect(isEnclosing).toBe(true);
      expect(claimed.map(({ role }) => role)).toEqual(["config", "overrides", "hydra", "log"]);
    }
  });

  test.each(oracle.map((one) => [one.overrides.join(" "), one] as const))("%s", (label, job) => {
    const root = job.folder.replace("/project/hydra/", "");
    const claim = claims.find((one) => one.root === root)!;
    const channels = readClaim(hydraFormat, claim, files);
    const expected = new RunChannel();
    // The one value that is made by a resolver stays as it was written.
    expected.paramsOf({ ...job.config, stamp: "${now:%Y}" });
    expect(channels[0]?.params).toEqual(expected.params);
    expect(channels[1]?.tags).toEqual({ "hydra.overrides": label });
    const facts = factsOf(root);
    expect(facts.name).toBe(label);
    expect(facts.experiment).toBe(root.startsWith("multirun") ? root.slice(0, -2) : "train");
    expect(channels.flatMap(({ problems }) => problems)).toEqual([]);
    if (root.startsWith("multirun"))
      expect(channels[2]?.tags["hydra.job.num"]).toBe(root.slice(-1));
    else expect(facts.startTime).toBe(timeOfFolder(root));
  });

  test("the choice of a group is a parameter too", () => {
    const claim = claims.find(
      ({ root }) => root === oracle[0]?.folder.replace("/project/hydra/", ""),
    )!;
    const [config, overrides, hydra] = readClaim(hydraFormat, claim, files);
    expect(config?.params["model.name"]).toBe("large");
    expect(overrides?.params).toEqual({ lr: "0.5", note: "hi", model: "large" });
    expect(hydra?.tags["hydra.choices.model"]).toBe("large");
  });

  test("only the job that logged its end in a traceback has failed", () => {
    const failed = claims
      .map(({ root }) => factsOf(root))
      .filter(({ status }) => status !== undefined);
    expect(failed).toHaveLength(1);
    expect(failed[0]?.status).toBe("failed");
    expect(failed[0]?.note).toMatch(/^Traceback[\s\S]*ValueError: the loss is <b>gone<\/b>$/);
    expect(failed[0]?.endTime).toBeDefined();
  });
});

describe("the job's log", () => {
  const line = (second: number, level: string, text: string): string =>
    `[2026-11-20 10:00:0${second},000][__main__][${level}] - ${text}\n`;
  const trace = 'Traceback (most recent call last):\n  File "a.py"\nValueError: x\n';
  const file = { path: "train.log", role: "log" };
  test.each([
    ["no end", line(1, "INFO", "begins"), undefined],
    ["a traceback at the end", line(1, "ERROR", "") + trace, "failed"],
    [
      "a traceback and last words",
      line(1, "ERROR", "") + trace + line(2, "INFO", "Output dir: x"),
      "failed",
    ],
    [
      "a traceback that was got over",
      line(1, "ERROR", "") + trace + line(2, "INFO", "a").repeat(9),
      undefined,
    ],
    ["a traceback that is only a warning", line(1, "WARNING", "") + trace, undefined],
    ["an error without a traceback", line(1, "ERROR", "odd"), undefined],
    [
      "what Hydra's callback says",
      line(1, "ERROR", "") + trace + line(2, "INFO", "Succeeded with return value: 0.5"),
      "finished",
    ],
    ["another tool's", "epoch,loss\n1,2\n", undefined],
  ])("with %s", (_label, text, status) => {
    for (const pieceBytes of [Infinity, 5]) {
      const { facts } = readFile(hydraFormat, file, text, { pieceBytes });
      expect(facts.status).toBe(status);
    }
    expect(readFile(hydraFormat, file, text.replaceAll("\n", "\r\n")).facts.status).toBe(status);
  });

  test("is not confused with other tools' logs", () => {
    const [claim] = claimsOf(hydraFormat, {
      "job/.hydra/config.yaml": "a: 1",
      "job/training.log": "epoch,loss\n0,1\n",
      "job/train.log": line(1, "INFO", "begins"),
    });
    expect(claim?.files.map(({ path }) => path)).toEqual([
      "job/.hydra/config.yaml",
      "job/train.log",
    ]);
  });
});

describe("which folder is a run", () => {
  test("the project itself does not enclose all its runs", () => {
    const [claim] = claimsOf(hydraFormat, { ".hydra/config.yaml": "a: 1", "pyproject.toml": "" });
    expect(claim).toMatchObject({ root: "", isEnclosing: false });
  });

  test("a folder of settings may have another name", () => {
    const found = claimsOf(hydraFormat, {
      "out/job/.cfg/config.yaml": "a: 1",
      "out/job/settings/config.yaml": "a: 1",
      "out/job/settings/hydra.yaml": "a: 1",
      "out/job/settings/overrides.yaml": "[]",
    });
    expect(found.map(({ root }) => root)).toEqual(["out/job"]);
  });

  test("the best job of a sweep is marked", () => {
    const sweep = {
      "multirun/a/optimization_results.yaml":
        "name: optuna\nbest_params:\n  lr: 0.20\n  model: large\nbest_value: 0.75\n",
      "multirun/a/0/.hydra/overrides.yaml": "- lr=0.1\n- model=large\n",
      "multirun/a/1/.hydra/overrides.yaml": "- lr=0.2\n- model=large\n",
      "multirun/a/2/.hydra/overrides.yaml": "- lr=0.2\n- model=small\n",
    };
    const best = claimsOf(hydraFormat, sweep).filter(({ files: [file] }) => file?.role === "best");
    expect(best.map(({ root }) => root)).toEqual(["multirun/a/1"]);
    const [channel] = readClaim(hydraFormat, best[0]!, sweep);
    expect(channel?.tags).toEqual({ "hydra.sweep.best": "true", "hydra.sweep.best_value": "0.75" });
  });

  test("without overrides it is called by its job", () => {
    const content = {
      "outputs/2026-11-20/10-11-12/.hydra/overrides.yaml": "[]\n",
      "outputs/2026-11-20/10-11-12/.hydra/hydra.yaml":
        "hydra:\n  mode: RUN\n  job:\n    name: fit\n    num: ???\n",
    };
    const facts = factsOf("outputs/2026-11-20/10-11-12", content);
    const startTime = new Date(2026, 10, 20, 10, 11, 12).getTime();
    expect(facts).toEqual({ name: "fit", experiment: "fit", startTime });
  });
});

describe("interpolations", () => {
  test.each([
    [{ a: "1", b: "${a}" }, { b: "1" }],
    [{ a: { x: ["1", "2"] }, b: "${a.x[1]}${a.x.0}" }, { b: "21" }],
    [{ a: { x: "1", y: "${.x}", z: { w: "${..x}" } } }, { a: { x: "1", y: "1", z: { w: "1" } } }],
    [{ a: { x: "1" }, b: "${a}" }, { b: { x: "1" } }],
    [{ a: "${b}", b: "${c}", c: "1" }, { a: "1" }],
    [{ a: "${a}" }, { a: "${a}" }],
    [{ a: "${b}", b: "${a}" }, { a: "${b}" }],
    [{ a: "${nothing.here}" }, { a: "${nothing.here}" }],
    [{ a: "${now:%Y}_${b}", b: "1" }, { a: "${now:%Y}_1" }],
    [{ a: "${oc.env:HOME,${b}}", b: "1" }, { a: "${oc.env:HOME,1}" }],
    [{ a: "${.....b}", b: "1" }, { a: "${.....b}" }],
    [
      { a: "${__proto__}", b: "${constructor.name}" },
      { a: "${__proto__}", b: "${constructor.name}" },
    ],
  ])("%j", (config, expected) => {
    expect(resolveInterpolations(config)).toMatchObject(expected);
  });

  test("do not grow without end", () => {
    const config: Record<string, unknown> = { a0: ["x", "x"] };
    for (let index = 1; index < 40; index++) {
      config[`a${index}`] = Array.from({ length: 10 }, () => `\${a${index - 1}}`);
      config[`t${index}`] = `\${t${index - 1}}`.repeat(50);
    }
    config.t0 = "text";
    const start = performance.now();
    resolveInterpolations(config);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

test("survives damage anywhere", () => {
  const { root } = claims[0]!;
  for (const [name, role] of [
    ["config.yaml", "config"],
    ["overrides.yaml", "overrides"],
  ] as const) {
    fuzzReader({
      format: hydraFormat,
      file: { path: name, role },
      content: files[`${root}/.hydra/${name}`]!,
      rounds: 500,
    });
  }
  const settings = { path: "hydra.yaml", role: "hydra" };
  const content = files[`${root}/.hydra/hydra.yaml`]!.slice(0, 1200);
  fuzzReader({ format: hydraFormat, file: settings, content, rounds: 100 });
  const failed = claims.find((claim) => factsOf(claim.root).status === "failed")!;
  fuzzReader({
    format: hydraFormat,
    file: { path: "train.log", role: "log" },
    content: files[`${failed.root}/train.log`]!,
    rounds: 500,
  });
  for (const role of ["config", "overrides", "hydra"]) {
    const pointer = readFile(
      hydraFormat,
      { path: "a.yaml", role },
      "version https://git-lfs.github.com/spec/v1\noid x\n",
    );
    expect(pointer.problems.map(({ code }) => code)).toEqual(["lfs-pointer"]);
  }
});
