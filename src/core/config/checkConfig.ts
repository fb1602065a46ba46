import type * as z from "zod";
import type { Problem } from "../../base/errors.ts";

/** Values of `sextant.yaml` held against their schemas, with a problem for each that does not fit. */

export type Path = readonly PropertyKey[];
export type Report = (
  path: Path,
  code: string,
  message: string,
  severity?: Problem["severity"],
) => void;

/** The value as its schema reads it; undefined where something is wrong, which is reported. */
export function checkConfig<S extends z.ZodType>(
  schema: S,
  value: unknown,
  path: Path,
  report: Report,
): z.output<S> | undefined {
  const result = schema.safeParse(value, { error: describeIssue });
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(issue, path, report);
  return undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function reportIssue(issue: z.core.$ZodIssue, path: Path, report: Report): void {
  const full = [...path, ...issue.path];
  const inner = issue.code === "invalid_union" ? mappingIssues(issue) : [];
  if (inner.length > 0) {
    for (const found of inner) reportIssue(found, full, report);
    return;
  }
  const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
  if (keys.length === 0) report(full, "config-type", `\`${full.join(".")}\` ${messageOf(issue)}`);
  for (const key of keys) {
    const place = [...full, key];
    report(place, "config-unknown-key", `\`${place.join(".")}\` is not a known key`);
  }
}

/** A name of a mapping has its own reasons, beside the fact that it is not allowed. */
function messageOf(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

/**
 * What is wrong inside a mapping that may be several things: the complaints of the form that it
 * comes closest to. None where the value is no mapping, or no form is one.
 */
function mappingIssues({ errors }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] {
  const forms = errors.filter((issues) => issues.every((issue) => isInside(issue)));
  return forms.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

function isInside({ code, path }: z.core.$ZodIssue): boolean {
  return code === "unrecognized_keys" || typeof path[0] === "string";
}

const kinds: Readonly<Record<string, string>> = {
  int: "whole number",
  object: "mapping",
  record: "mapping",
  array: "list",
};

/** zod's own sentences start with "Invalid input: expected …"; these continue "`a.b` …". */
function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") {
    if (issue.input === undefined) return "is missing";
    return `is not a ${kinds[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === "invalid_value") return `is not one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_union") return "has a value of another type than allowed";
  if (issue.code === "too_small") return `is below ${String(issue.minimum)}`;
  if (issue.code === "too_big") return `is above ${String(issue.maximum)}`;
  return undefined;
}
