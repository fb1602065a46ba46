import type { AlignedColumn } from "../../../core/drift/compare/alignColumns.ts";
import type { ColumnType } from "../../../core/drift/profile/profile.ts";
import type { ChosenTest } from "../../../core/drift/compare/evidence.ts";
import { isDrift, type DriftTest, type TestResult } from "../../../core/drift/tests/driftTest.ts";
import { driftTests, findDriftTest } from "../../../core/drift/tests/tests.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { CompareJob } from "../dataJobs.ts";
import { readCategoryPair, readPair, readTexts } from "../readPair.ts";
import type { PairOfTables } from "./pairOfTables.ts";

export interface ChosenResults {
  readonly chosen: ReadonlyMap<string, ChosenTest>;
  readonly problems: readonly string[];
}

interface Comparison {
  readonly job: CompareJob;
  readonly engine: DataEngine;
  readonly tables: PairOfTables;
}

/**
 * The results of the tests that the monitor names for columns, and of the one for all columns that it
 * suits. A test that does not suit a column it was named for, or that there is none of, is a problem;
 * such a column is compared as if nothing was chosen.
 */
export async function chosenTests(
  comparison: Comparison,
  columns: readonly AlignedColumn[],
): Promise<ChosenResults> {
  const { job } = comparison;
  const chosen = new Map<string, ChosenTest>();
  const problems = job.test === null ? [] : unknownTest(job.test);
  for (const column of columns) {
    const { id, threshold } = choiceFor(job, column.name);
    if (id === null) continue;
    const test = findSuiting(id, column.reference.type);
    if (test === null) {
      if (id !== job.test) problems.push(whyNot(id, column));
      continue;
    }
    const { score } = await compute(comparison, test, column.name);
    chosen.set(column.name, resultOf(test, score, threshold ?? test.defaultThreshold));
  }
  return { chosen, problems };
}

/** What is chosen for one column, else for all. */
function choiceFor(
  { monitor, test, testThreshold }: CompareJob,
  name: string,
): { readonly id: string | null; readonly threshold: number | null | undefined } {
  const own = Object.hasOwn(monitor.tests, name) ? monitor.tests[name] : undefined;
  const id = own?.test ?? test;
  return { id, threshold: own?.threshold ?? (id === test ? testThreshold : undefined) };
}

function whyNot(id: string, column: AlignedColumn): string {
  return unknownTest(id)[0] ?? unsuited(id, column);
}

function unknownTest(id: string): string[] {
  if (findDriftTest(id) !== undefined) return [];
  const known = [...new Set(driftTests.map((test) => test.id))].join(", ");
  return [`There is no drift test '${id}'. Tests are ${known}`];
}

function unsuited(id: string, { name, reference }: AlignedColumn): string {
  return `The test '${id}' does not suit column '${name}', which is a ${reference.type}; it was compared by default`;
}

/** The kinds of tests that a column's values suit, best first. */
const suiting: Readonly<Record<ColumnType, readonly DriftTest["appliesTo"][]>> = {
  number: ["numbers", "categories"],
  timestamp: ["numbers"],
  boolean: ["categories"],
  category: ["categories"],
  text: ["texts", "numbers"],
  nested: [],
  unsupported: [],
};

function findSuiting(id: string, type: ColumnType): DriftTest | null {
  for (const kind of suiting[type]) {
    const test = findDriftTest(id, kind);
    if (test !== undefined) return test;
  }
  return null;
}

async function compute(
  { engine, tables }: Comparison,
  test: DriftTest,
  name: string,
): Promise<TestResult> {
  const { reference, current } = await tables.open();
  switch (test.appliesTo) {
    case "numbers":
      return test.compute(await readPair(engine, reference, current, name));
    case "categories":
      return test.compute(await readCategoryPair(engine, reference, current, name));
    case "texts":
      return test.compute({
        reference: await readTexts(engine, reference, name),
        current: await readTexts(engine, current, name),
      });
  }
}

function resultOf(test: DriftTest, score: number, threshold: number): ChosenTest {
  return {
    test: test.id,
    testLabel: test.label,
    kind: test.kind,
    score,
    threshold,
    isDrift: isDrift(test, score, threshold),
  };
}
