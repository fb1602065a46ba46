import { expect, it } from "vitest";
import type { FormatId } from "../../../src/core/formats/formatIds.ts";
import { groupClaims, type FormatClaim } from "../../../src/core/formats/groupClaims.ts";
import type { RunClaim } from "../../../src/core/formats/runFormat.ts";

function claim(
  format: FormatId,
  root: string,
  files: readonly string[],
  rest: Partial<RunClaim> = {},
): FormatClaim {
  const claimed = files.map((path) => ({ path, role: "metrics" }));
  return { format, claim: { root, key: "", files: claimed, ...rest } };
}

function grouped(...claims: readonly FormatClaim[]) {
  return groupClaims(claims).map(({ root, key, parts }) => [
    key === "" ? root : `${root}#${key}`,
    parts.map(({ format, files }) => `${format}: ${files.map(({ path }) => path).join(" ")}`),
  ]);
}

it("makes one run of all that lies in one folder", () => {
  expect(
    grouped(claim("lightning", "v0", ["v0/m.csv"]), claim("tensorboard", "v0", ["v0/e"])),
  ).toEqual([["v0", ["lightning: v0/m.csv", "tensorboard: v0/e"]]]);
});

it("makes one run of all that an outer run encloses", () => {
  const hydra = claim("hydra", "out/1", ["out/1/.hydra/config.yaml"], { isEnclosing: true });
  expect(
    grouped(
      hydra,
      claim("lightning", "out/1/csv/version_0", ["out/1/csv/version_0/metrics.csv"]),
      claim("tensorboard", "out/1/tb", ["out/1/tb/e"]),
      claim("tensorboard", "out/2", ["out/2/e"]),
    ),
  ).toEqual([
    [
      "out/1",
      [
        "hydra: out/1/.hydra/config.yaml",
        "lightning: out/1/csv/version_0/metrics.csv",
        "tensorboard: out/1/tb/e",
      ],
    ],
    ["out/2", ["tensorboard: out/2/e"]],
  ]);
});

it("takes only the named folders where a run does not own all that lies below", () => {
  const trainer = claim("huggingface", "", ["trainer_state.json"], { encloses: ["runs"] });
  expect(
    grouped(
      trainer,
      claim("tensorboard", "runs/a", ["runs/a/e"]),
      claim("tensorboard", "x", ["x/e"]),
    ),
  ).toEqual([
    ["", ["huggingface: trainer_state.json", "tensorboard: runs/a/e"]],
    ["x", ["tensorboard: x/e"]],
  ]);
});

it("gives an enclosing run that is itself enclosed to the outer one", () => {
  const hydra = claim("hydra", "out", ["out/.hydra/config.yaml"], { isEnclosing: true });
  const trainer = claim("huggingface", "out/model", ["out/model/trainer_state.json"], {
    encloses: ["out/model/runs"],
  });
  const events = claim("tensorboard", "out/model/runs/a", ["out/model/runs/a/e"]);
  expect(grouped(hydra, trainer, events).map(([root]) => root)).toEqual(["out"]);
});

it("gives a file to the first format that claims it, and a guess last", () => {
  expect(
    grouped(
      claim("files", "a", ["a/results.csv"], { key: "results" }),
      claim("ultralytics", "a", ["a/results.csv", "a/args.yaml"]),
    ),
  ).toEqual([["a", ["ultralytics: a/results.csv a/args.yaml"]]]);
});

it("adds guessed files to the one run of their folder, and else keeps them apart", () => {
  const guess = claim("files", "a", ["a/metrics.json"], { key: "metrics" });
  expect(grouped(guess, claim("keras", "a", ["a/log.csv"])).map(([root]) => root)).toEqual(["a"]);
  const two = [
    claim("keras", "a", ["a/1.csv"], { key: "1" }),
    claim("keras", "a", ["a/2.csv"], { key: "2" }),
  ];
  expect(grouped(guess, ...two).map(([root]) => root)).toEqual(["a#1", "a#2", "a#metrics"]);
});
