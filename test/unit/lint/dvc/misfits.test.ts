import { describe, expect, it } from "vitest";
import { findMisfits } from "../../../../src/core/lint/dvc/misfits.ts";
import { pipelineShape } from "../../../../src/core/lint/dvc/schema.ts";
import { describeShape } from "../../../../src/core/lint/dvc/shape.ts";
import { parseYaml } from "../../../../src/core/lint/source/parseYaml.ts";

function check(text: string): readonly string[] {
  return findMisfits(parseYaml(text).root, pipelineShape).map(
    ({ kind, path, shape }) => `${kind} ${path.join(".")}: ${describeShape(shape)}`,
  );
}

describe("what does not fit", () => {
  it("is told with its path and what may stand there", () => {
    expect(
      check("stages:\n  a:\n    cmd: {}\n    deps: x\n    frozen: 1\nplots: [{p: {x: [a]}}]\n"),
    ).toEqual([
      "wrong-type stages.a.cmd: a string or a list",
      "wrong-type stages.a.deps: a list of strings",
      "wrong-type stages.a.frozen: `true` or `false`",
      "wrong-type plots.0.p.x: a string or a mapping",
    ]);
  });

  it("is told once where aliases share it", () => {
    const text = "vars:\n- &s {cmd: 1}\nstages: {a: *s, b: *s, c: {<<: *s}}\n";
    expect(check(text)).toEqual(["wrong-type stages.a.cmd: a string or a list"]);
  });

  it("is bounded where aliases explode", () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const below = level === 0 ? "1" : `*a${level - 1}`;
      return `- &a${level} [${Array(10).fill(below).join(", ")}]`;
    });
    const found = check(`vars:\n${levels.join("\n")}\nstages:\n  a:\n    cmd: x\n    deps: *a29\n`);
    expect(found).toHaveLength(30);
  });

  it("is bounded in number", () => {
    expect(check(`stages:\n${"  1: x\n".repeat(10_000)}`).length).toBe(2000);
  });
});
