import { beforeAll, describe, expect, it } from "vitest";
import { ensurePythonEnv } from "../../scripts/python-env.mjs";
import { generateProjects } from "./generateMlprojects.ts";
import { askOracle, errorsOf, expectAgreement, type Verdicts } from "./lintContract.ts";
import { mlprojectCases } from "./mlprojectCases.ts";

/**
 * The linter against the real MLflow: a project that it does not load, a command that it cannot put
 * together and an environment that it cannot read are errors in the right line; what it takes is none.
 */

const cases = Object.entries(mlprojectCases);
const generated = Object.entries(generateProjects(300));
let verdicts: Verdicts = {};

beforeAll(() => {
  const asked = [...cases, ...generated];
  verdicts = askOracle(ensurePythonEnv("mlflow"), "mlproject_oracle.py", asked);
});

describe("MLflow and the linter agree on", () => {
  it.each(cases)("%s", (name, one) => {
    expectAgreement(one, verdicts[name]);
  });
});

describe("generated projects", () => {
  it("are refused as often as they are taken", () => {
    const refused = generated.filter(([name]) => verdicts[name] !== null).length;
    expect(refused).toBeGreaterThan(generated.length / 5);
    expect(refused).toBeLessThan((generated.length * 4) / 5);
  });

  it("are errors exactly where MLflow refuses them", () => {
    const differing = generated.flatMap(([name, one]) => {
      const verdict = verdicts[name];
      const errors = errorsOf(one);
      if ((verdict !== null) === errors.length > 0) return [];
      const told = errors.map(({ rule, message }) => `${rule} ${message}`).join("; ");
      const said = verdict === null ? `taken, but: ${told}` : `refused: ${verdict?.message ?? ""}`;
      return [`${name} ${said}\n${JSON.stringify(one.files, null, 1)}`];
    });
    expect(differing).toEqual([]);
  });
});
