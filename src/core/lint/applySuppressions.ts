import type { Finding, Report, TextEdit } from "./finding.ts";
import { isSelected, levelOf } from "./levels.ts";
import type { LintOptions } from "./lintOptions.ts";
import type { LintFile } from "./project/lintFile.ts";
import type { Rule } from "./rule.ts";
import { didYouMean, findSimilar } from "./similarNames.ts";
import { lineAt } from "./suppressedSpan.ts";
import { readSuppressions, type Selector, type Suppression } from "./suppressions.ts";

export interface SuppressionContext {
  readonly rules: readonly Rule[];
  readonly options: LintOptions;
  /** The rule of comments that silence nothing: only a comment that names it silences it. */
  readonly unused: Rule;
}

export interface SuppressionResult {
  readonly kept: readonly Finding[];
  readonly unused: readonly Report[];
}

/** Leaves out what comments silence, and tells of comments that silence nothing. */
export function applySuppressions(
  file: LintFile,
  findings: readonly Finding[],
  context: SuppressionContext,
): SuppressionResult {
  const suppressions = readSuppressions(file);
  if (suppressions.length === 0) return { kept: findings, unused: [] };
  const byId = new Map(context.rules.map((rule) => [rule.id, rule]));
  const used = new Set<Suppression | Selector>();
  const kept = findings.filter((finding) => {
    const rule = byId.get(finding.rule);
    if (rule === undefined) return true;
    let isSilenced = false;
    for (const suppression of suppressions) {
      if (!isCovered(finding.at.start, suppression)) continue;
      for (const user of usersOf(rule, suppression)) {
        used.add(user);
        isSilenced = true;
      }
    }
    return !isSilenced;
  });
  const reports = suppressions.flatMap((one) => reportUnused(file, one, { ...context, used }));
  const unused = reports.filter(({ at }) => !isNamed(context.unused, at.start, suppressions));
  return { kept, unused };
}

function isCovered(offset: number, { covers }: Suppression): boolean {
  return covers !== undefined && offset >= covers.start && offset < Math.max(covers.end, 1);
}

/** What of a comment silences a rule: the comment itself when it is without brackets. */
function usersOf(rule: Rule, suppression: Suppression): readonly (Suppression | Selector)[] {
  if (suppression.selectors === null) return [suppression];
  return suppression.selectors.filter(({ text }) => isSelected(rule, text));
}

function isNamed(rule: Rule, offset: number, suppressions: readonly Suppression[]): boolean {
  return suppressions.some(({ at, covers, selectors }) => {
    const isHere = offset >= at.start && offset < at.end;
    const isBelow = covers !== undefined && offset >= covers.start && offset < covers.end;
    return (isHere || isBelow) && selectors?.some(({ text }) => isSelected(rule, text)) === true;
  });
}

interface UnusedContext extends SuppressionContext {
  readonly used: ReadonlySet<Suppression | Selector>;
}

function reportUnused(file: LintFile, one: Suppression, context: UnusedContext): Report[] {
  const { selectors, at } = one;
  if (selectors === null) {
    // With a part of the rules alone nobody knows what the others would have found.
    if (context.used.has(one) || context.options.select !== null) return [];
    const fixes = [{ title: "Remove the comment", edits: [removeComment(file, one)] }];
    return [{ at, message: "the comment silences nothing", fixes: fixes.map(asSafe) }];
  }
  const unused = selectors.filter((selector) => isUnused(file, selector, context));
  return unused.map((selector) => ({
    at: selector,
    message: describeUnused(selector, context),
    fixes: [
      asSafe(
        unused.length === selectors.length
          ? { title: "Remove the comment", edits: [removeComment(file, one)] }
          : { title: `Remove \`${selector.text}\``, edits: [removeSelector(file, one, selector)] },
      ),
    ],
  }));
}

function asSafe<F extends object>(fix: F): F & { readonly applicability: "safe" } {
  return { ...fix, applicability: "safe" };
}

/** A rule that is off here may find something when it is on: its comment is no fault. */
function isUnused(file: LintFile, selector: Selector, context: UnusedContext): boolean {
  if (context.used.has(selector)) return false;
  const named = context.rules.filter((rule) => isSelected(rule, selector.text));
  if (named.includes(context.unused)) return false;
  const fitting = named.filter((rule) => rule.files.some((kind) => file.kinds.has(kind)));
  if (fitting.length === 0) return true;
  return fitting.some((rule) => levelOf(rule, file.path, context.options) !== "off");
}

function describeUnused({ text }: Selector, { rules }: UnusedContext): string {
  if (rules.some((rule) => isSelected(rule, text))) {
    return `the comment silences no finding of \`${text}\` here`;
  }
  const known = rules.flatMap(({ id, name }) => [id, name]);
  return `there is no rule \`${text}\`${didYouMean(findSimilar(text, known))}`;
}

/** With its line when nothing else stands on it, else with the blanks before it. */
function removeComment({ path, text, ...file }: LintFile, one: Suppression): TextEdit {
  const { at, isOwnLine } = one;
  if (isOwnLine) {
    const { start, end } = lineAt({ ...file, path, text }, at.start);
    const next = text.indexOf("\n", end);
    return { path, start, end: next < 0 ? text.length : next + 1, text: "" };
  }
  const before = text.slice(Math.max(0, at.start - maxBlanks), at.start);
  const blanks = before.length - before.trimEnd().length;
  return { path, start: at.start - blanks, end: at.end, text: "" };
}

const maxBlanks = 200;

/** With the comma behind it, or that before it for the last one. */
function removeSelector({ path, text }: LintFile, one: Suppression, selector: Selector): TextEdit {
  const behind = /^\s*,\s*/.exec(text.slice(selector.end, one.at.end))?.[0].length ?? 0;
  if (behind > 0) return { path, start: selector.start, end: selector.end + behind, text: "" };
  const before = text.slice(one.at.start, selector.start);
  const blanks = before.length - before.replace(/[\s,]+$/, "").length;
  return { path, start: selector.start - blanks, end: selector.end, text: "" };
}
