import * as z from "zod/mini";
import type { Parsed, Problem } from "../../../base/errors.ts";
import {
  profileSchema,
  profileVersion,
  type ColumnProfile,
  type DataProfile,
  type NumberSummary,
} from "./profile.ts";

/** The largest file that is read as a profile, in UTF-16 units: 1,000 columns have about 20 MB. */
export const maxProfileLength = 200_000_000;

/**
 * Reads a profile that was written by this or an earlier version. Null, with a problem that says
 * what is wrong, for anything else. Never throws on content.
 */
export function parseProfile(text: string, path: string): Parsed<DataProfile | null> {
  const fail = (message: string, hint: string): Parsed<null> => {
    const found: Problem = {
      code: "invalid-profile",
      message,
      severity: "error",
      location: { path },
      hint,
    };
    return { value: null, problems: [found] };
  };
  const again = "make it again with `sextant profile`";
  if (text.length > maxProfileLength) return fail(`${path} is too large for a profile`, again);
  const json = readJson(text);
  if (json === undefined) {
    return fail(`${path} is not a profile: it is no JSON, or was not written to its end`, again);
  }
  const version = versionOf(json);
  if (version === null) {
    return fail(`${path} is not a profile: it has no "sextantProfile"`, again);
  }
  if (version > profileVersion) {
    return fail(
      `${path} is a profile of version ${version}, and this Sextant reads up to ${profileVersion}`,
      "update Sextant, or make the profile again with this version",
    );
  }
  const parsed = profileSchema.safeParse(json);
  if (!parsed.success)
    return fail(`${path} is not a valid profile: ${firstIssue(parsed.error)}`, again);
  const fault = findFault(parsed.data);
  if (fault !== null) return fail(`${path} is not a valid profile: ${fault}`, again);
  return { value: parsed.data, problems: [] };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text) as unknown;
  } catch {
    return undefined;
  }
}

const versionSchema = z.object({ sextantProfile: z.number() });

function versionOf(json: unknown): number | null {
  const parsed = versionSchema.safeParse(json);
  return parsed.success ? parsed.data.sextantProfile : null;
}

function firstIssue(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "it has another shape";
  return `${issue.path.map(String).join(".") || "it"}: ${issue.message}`;
}

/** What the shape alone does not say, and what comparing and merging rely on. */
function findFault({ rows, columns }: DataProfile): string | null {
  const names = new Set<string>();
  for (const column of columns) {
    if (names.has(column.name)) return `column '${column.name}' stands in it twice`;
    names.add(column.name);
    const fault = columnFault(column, rows);
    if (fault !== null) return `column '${column.name}': ${fault}`;
  }
  return null;
}

function columnFault({ nulls, numbers, categories }: ColumnProfile, rows: number): string | null {
  if (nulls > rows) return "it has more nulls than there are rows";
  if (numbers !== null) return numbersFault(numbers, rows - nulls);
  if (categories === null) return null;
  const sum = categories.top.reduce((total, { count }) => total + count, categories.otherCount);
  return sum === rows - nulls ? null : "the counts of its categories are not those of its rows";
}

function numbersFault(numbers: NumberSummary, rows: number): string | null {
  const { count, nan, positiveInfinities, negativeInfinities, min, max, histogram } = numbers;
  if (count + nan + positiveInfinities + negativeInfinities !== rows) {
    return "its counts are not those of its rows";
  }
  if (count > 0 && (min === null || max === null || min > max)) return "its range is missing";
  const { edges, counts } = histogram;
  if (counts.length !== edges.length + 1) return "it needs one count more than edges";
  if (!isRising(edges)) return "its edges do not rise";
  if (sumOf(counts) !== count) return "the counts of its bins are not those of its values";
  if (numbers.values === null) return null;
  const listed = numbers.values.map(([, frequency]) => frequency);
  if (!isRising(numbers.values.map(([value]) => value))) return "its values do not rise";
  return sumOf(listed) === count ? null : "the counts of its values are not those of its rows";
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((x, i) => i === 0 || x > (numbers[i - 1] ?? x));
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
