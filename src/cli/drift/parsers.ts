import { InvalidArgumentError } from "commander";
import { columnTypes, type ColumnType } from "../../core/drift/profile/profile.ts";
import { findDriftTest } from "../../core/drift/tests/tests.ts";

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
  throw new InvalidArgumentError("There is no such test; docs/drift.md lists them.");
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
