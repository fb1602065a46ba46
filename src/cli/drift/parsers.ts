import { InvalidArgumentError } from "commander";
import { parseDuration } from "../../core/config/duration.ts";
import { columnTypes, type ColumnType } from "../../core/drift/profile/profile.ts";
import { allDriftTests, driftTests, findDriftTest } from "../../core/drift/tests/tests.ts";
import { didYouMean, findSimilar } from "../../core/lint/similarNames.ts";

/** Parsers of options that several commands have; each throws commander's own error. */

export function parseMemory(text: string): number {
  const megabytes = Number(text);
  if (Number.isInteger(megabytes) && megabytes >= 64) return megabytes;
  throw new InvalidArgumentError("It is a whole number of megabytes, at least 64.");
}

export function parseThreshold(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0) return value;
  throw new InvalidArgumentError("It is a number above 0.");
}

export function parseTest(id: string): string {
  if (findDriftTest(id) !== undefined) return id;
  const ids = new Set(allDriftTests.map((test) => test.id));
  const similar = didYouMean(findSimilar(id, ids)).replace(/^; d/, "D");
  throw new InvalidArgumentError(
    similar === ""
      ? `There is no such test. There are ${driftTestIds()}, and those of other tools, such as evidently.psi: docs/drift.md lists them.`
      : `There is no such test. ${similar}?`,
  );
}

/** Ours; the ids of other tools' are many. */
function driftTestIds(): string {
  return [...new Set(driftTests.map(({ id }) => id))].join(", ");
}

/** Milliseconds of `30m`, `6h`, `7d`. */
export function parseDurationMs(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== null && durationMs > 0) return durationMs;
  throw new InvalidArgumentError("It is a duration such as 30m, 6h, 7d or 2w.");
}

/** Names behind commas. */
export function parseNames(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.every((name) => name !== "")) return names;
  throw new InvalidArgumentError("It is a list of names with commas between them.");
}

/** `column=type` pairs, repeated. */
export function collectTypes(
  text: string,
  known: Readonly<Record<string, ColumnType>> = {},
): Readonly<Record<string, ColumnType>> {
  const [, column, type] = /^(.+)=(\w+)$/s.exec(text) ?? [];
  if (column === undefined || !isColumnType(type)) {
    const types = columnTypes.join(", ");
    throw new InvalidArgumentError(`It is written column=type, with one of ${types}.`);
  }
  return { ...known, [column]: type };
}

function isColumnType(type: string | undefined): type is ColumnType {
  return columnTypes.some((known) => known === type);
}
