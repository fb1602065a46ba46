import { beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { lintCases } from "./dvcLintCases.ts";
import { generateCases } from "./generateDvcCases.ts";
import {
  askOracle,
  errorsOf,
  expectAgreement,
  type LintCase,
  type Verdicts,
} from "./lintContract.ts";

/**
 * The linter against the real DVC: what DVC refuses to load, to make a graph of or to resolve is an
 * error in the right line; what it takes is never an error, but where running it fails.
 */

const generated = generateCases(600);
let python = "";
let verdicts: Verdicts = {};

beforeAll(() => {
  python = ensurePythonEnv("dvc");
  verdicts = ask([...lintCases, ...generated]);
}, 120_000);

/** The linter knows the root of a project by its `.dvc/config`, as DVC does. */
function withRoot(one: LintCase): LintCase {
  return { ...one, files: { ".dvc/config": "", ...one.files } };
}

function ask(cases: Iterable<readonly [string, LintCase]>): Verdicts {
  const asked = [...cases].map(
    ([name, one]) => [name, { ...one, run: one.failsWhenRun === true }] as const,
  );
  return askOracle(python, "dvc_lint_oracle.py", asked);
}

describe("DVC and the linter agree on", () => {
  it.each([...lintCases])("%s", (name, one) => {
    expectAgreement(withRoot(one), verdicts[name]);
  });
});

describe("generated pipelines", () => {
  it("are refused as often as they are taken", () => {
    const refused = [...generated.keys()].filter((name) => verdicts[name] !== null).length;
    expect(refused).toBeGreaterThan(generated.size / 5);
    expect(refused).toBeLessThan((generated.size * 4) / 5);
  });

  it("are errors exactly where DVC refuses them", () => {
    const suspects = new Map<string, LintCase>();
    const missed: string[] = [];
    for (const [name, one] of generated) {
      const errors = errorsOf(withRoot(one));
      const verdict = verdicts[name];
      if (verdict !== null && errors.length === 0) {
        missed.push(`${name}: ${verdict?.message ?? ""}\n${one.files["dvc.yaml"] ?? ""}`);
      }
      if (verdict === null && errors.length > 0) suspects.set(name, one);
    }
    expect(missed, "taken by the linter").toEqual([]);
    // What DVC loads may be an error for the reason that it fails when it is run.
    const run = ask([...suspects].map(([name, one]) => [name, { ...one, failsWhenRun: true }]));
    const wrong = [...suspects].flatMap(([name, one]) =>
      run[name] === null
        ? [
            `${name}: ${errorsOf(withRoot(one))
              .map(({ message }) => message)
              .join("; ")}\n${one.files["dvc.yaml"] ?? ""}`,
          ]
        : [],
    );
    expect(wrong, "refused by the linter alone").toEqual([]);
  }, 60_000);
});
