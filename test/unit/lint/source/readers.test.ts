import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { asScalar, asSeq, type ScalarValue } from "../../../../src/core/lint/source/nodes.ts";
import { parseFastYaml } from "../../../../src/core/lint/source/fastYaml.ts";
import { parseYaml } from "../../../../src/core/lint/source/parseYaml.ts";
import { resolveScalar } from "../../../../src/core/lint/source/scalars.ts";

const fixtures = new URL("../../../fixtures/lint/", import.meta.url);

function readFixture<T>(name: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(new URL(name, fixtures), "utf8")));
}

/** What the libraries themselves say; made by the scripts beside the fixtures. */
const resolved = z.tuple([z.string(), z.string()]);
const scalars = readFixture(
  "scalars.json",
  z.array(
    z.object({
      text: z.string(),
      "ruamel-1.2": resolved,
      "pyyaml-1.1": resolved,
      omegaconf: resolved,
    }),
  ),
);
/** Without those that are left to the package. */
const files = readFixture(
  "yaml.json",
  z.array(z.object({ text: z.string(), readers: z.number() })),
).filter(({ text }) => parseFastYaml(text) !== undefined);

describe.each(["ruamel-1.2", "pyyaml-1.1", "omegaconf"] as const)(
  "resolveScalar for %s",
  (dialect) => {
    it.each(scalars.map((row) => [row.text, row[dialect]] as const))(
      "reads %j",
      (text, [type, value]) => {
        const node = asScalar(asSeq(parseYaml(`- ${text}\n`).root)?.items[0]);
        const found = node === undefined ? undefined : show(resolveScalar(node, dialect));
        if (type === "error") expect(found?.[0]).toMatch(/^(?:other|date)$/);
        else expect(found).toEqual([type, type === "float" ? showFloat(Number(value)) : value]);
      },
    );
  },
);

/** Floats as JavaScript writes them, with the sign of zero. */
function show(value: ScalarValue): readonly [string, string] {
  if (value.type === "float") return ["float", showFloat(value.value)];
  const isShown = value.type === "int" || value.type === "bool" || value.type === "str";
  return [value.type, isShown ? String(value.value) : ""];
}

function showFloat(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

describe("parseYaml", () => {
  it.each(files.filter(({ readers }) => readers > 0))("finds no fault in $text", ({ text }) => {
    expect(parseYaml(text).faults).toEqual([]);
  });

  it.each(files.filter(({ readers }) => readers === 0))("finds a fault in $text", ({ text }) => {
    expect(parseYaml(text).faults).not.toEqual([]);
  });
});
