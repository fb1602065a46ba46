import type { LintFile } from "../../project/lintFile.ts";
import type { Requirement } from "../../source/readRequirements.ts";
import type { Report, Rule } from "../../rule.ts";
import { requirementsOf } from "./requirementLists.ts";

/**
 * Reports a requirement that a file lists twice.
 *
 * ## Why it matters
 * With two versions nothing can be installed. With two bounds, or one line with and one without a
 * version, whoever raises one of them later does not see the other.
 *
 * ## Example
 * ```text requirements.txt
 * numpy==1.26.4
 * pandas==2.2.3
 * numpy==2.1.0
 * ```
 *
 * ## Use instead
 * ```text requirements.txt
 * numpy==2.1.0
 * pandas==2.2.3
 * ```
 *
 * ## Limits
 * Lines with markers, as `; python_version < "3.10"`, are let be. Those that differ in their extras
 * are compared by their versions alone.
 *
 * ## Fix
 * Removes a line that is the same as one before.
 */
export const conflictingPin: Rule = {
  id: "ENV002",
  name: "conflicting-pin",
  summary: "requirement that is listed twice",
  severity: "warning",
  confidence: "high",
  fix: "safe",
  since: "0.1.0",
  files: ["requirements", "conda", "python-env"],
  *check(file): Iterable<Report> {
    const known = new Map<string, Requirement>();
    for (const requirement of requirementsOf(file)) {
      if (requirement.marker !== "" || requirement.isAddress) continue;
      const first = known.get(requirement.plainName);
      if (first === undefined) known.set(requirement.plainName, requirement);
      else yield* compare(file, first, requirement);
    }
  },
};

function* compare(file: LintFile, first: Requirement, again: Requirement): Iterable<Report> {
  const at = { start: again.start, end: again.end };
  const related = [
    { path: file.path, start: first.start, end: first.end, message: "the first one" },
  ];
  const [one, other] = [first.versions, again.versions];
  if (isExact(one) && isExact(other) && one !== other) {
    const message = `\`${again.name}\` is asked for as \`${one}\` and \`${other}\`: pip can install neither`;
    yield { at, message, related };
  } else if (first.extras === again.extras) {
    const isEqual = one === other;
    const message = `\`${again.name}\` is listed twice${isEqual ? "" : `: \`${one || "any version"}\` and \`${other || "any version"}\``}`;
    const fix = isEqual ? removeLine(file, again) : undefined;
    const severity = "info" as const;
    yield { at, message, related, severity, ...(fix !== undefined && { fixes: [fix] }) };
  }
}

/** `==1.2`, and neither `==1.*` nor a list of bounds. */
function isExact(versions: string): boolean {
  return /^===?[^,*]+$/.test(versions);
}

function removeLine({ path, text, kinds }: LintFile, { start, end }: Requirement) {
  const lineStart = text.lastIndexOf("\n", start) + 1;
  const found = text.indexOf("\n", end);
  const lineEnd = found < 0 ? text.length : found + 1;
  const isWhole = text.slice(lineStart, lineEnd).trim() === text.slice(start, end);
  if (!kinds.has("requirements") || !isWhole) return undefined;
  const edits = [{ path, start: lineStart, end: lineEnd, text: "" }];
  return { title: "Remove the line", applicability: "safe" as const, edits };
}
