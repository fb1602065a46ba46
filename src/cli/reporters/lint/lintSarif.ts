import { createHash } from "node:crypto";
import manifest from "../../../../package.json" with { type: "json" };
import type { Confidence, Severity } from "../../../core/lint/finding.ts";
import type { PlacedFix, Range } from "../../../core/lint/placedFinding.ts";
import type { Rule } from "../../../core/lint/rule.ts";
import { rules } from "../../../core/lint/rules.ts";
import { readRulePage } from "../../lint/rulePages.ts";
import {
  bySeverity,
  isTold,
  type LintReport,
  type ReportedFinding,
} from "../../lint/lintReport.ts";

/** GitHub keeps no more than these of a run. */
const maxResults = 5000;
const maxRelated = 100;

const levels: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
  hint: "note",
};

const precisions: Readonly<Record<Confidence, string>> = {
  high: "very-high",
  medium: "medium",
  low: "low",
};

/** SARIF 2.1.0, one run. Paths are those of the repository, under `%SRCROOT%`. */
export function renderLintSarif(report: LintReport): string {
  const told = report.projects.flatMap(({ findings }) => fingerprinted(findings.filter(isTold)));
  const kept = told
    .toSorted((one, other) => bySeverity(one.finding, other.finding))
    .slice(0, maxResults);
  const used = rules.filter(({ id }) => kept.some(({ finding }) => finding.rule === id));
  const indexes = new Map(used.map(({ id }, index) => [id, index]));
  const run = {
    tool: {
      driver: {
        name: "Sextant",
        version: manifest.version,
        semanticVersion: manifest.version,
        rules: used.map(ruleToSarif),
      },
    },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the repository." } } },
    results: kept.map((one) => resultToSarif(one, indexes)),
  };
  const schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

interface Fingerprinted {
  readonly finding: ReportedFinding;
  readonly fingerprint: string;
}

/**
 * What a finding is known by when lines move: its rule, its file, what its line says, and which of
 * several alike it is.
 */
function fingerprinted(findings: readonly ReportedFinding[]): Fingerprinted[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const line = finding.sourceLine.trim().replace(/\s+/g, " ");
    const hash = createHash("sha256")
      .update(JSON.stringify([finding.rule, finding.path, line]))
      .digest("hex")
      .slice(0, 16);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return { finding, fingerprint: `${hash}:${count}` };
  });
}

function ruleToSarif(rule: Rule) {
  const { id, name, summary, severity, confidence } = rule;
  const page = readRulePage(id) ?? summary;
  const level = severity === "off" ? "warning" : severity;
  return {
    id,
    name,
    shortDescription: { text: sentence(summary) },
    fullDescription: { text: sentence(descriptionOf(page) ?? summary) },
    help: { text: sentence(summary), markdown: page },
    defaultConfiguration: { level: levels[level], enabled: severity !== "off" },
    properties: {
      precision: precisions[confidence],
      "problem.severity": level === "error" || level === "warning" ? level : "recommendation",
      tags: ["machine-learning", "pipeline"],
    },
  };
}

/** The first paragraph of a page: what the rule does. */
function descriptionOf(page: string): string | undefined {
  const [, , text] = page.split(/\n{2,}/);
  return text?.replaceAll("\n", " ");
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

function resultToSarif(
  { finding, fingerprint }: Fingerprinted,
  indexes: ReadonlyMap<string, number>,
) {
  const { rule, severity, confidence, path, range, message, related, fixes } = finding;
  const ruleIndex = indexes.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: levels[severity],
    message: { text: sentence(message) },
    locations: [locationToSarif(path, range)],
    ...(related.length > 0 && {
      relatedLocations: related.slice(0, maxRelated).map((one, index) => ({
        id: index + 1,
        ...locationToSarif(one.path, one.range),
        message: { text: sentence(one.message) },
      })),
    }),
    partialFingerprints: { primaryLocationLineHash: fingerprint },
    ...(fixes.length > 0 && { fixes: fixes.map(fixToSarif) }),
    properties: { confidence },
  };
}

function locationToSarif(path: string, range: Range) {
  return { physicalLocation: { artifactLocation: artifact(path), region: regionToSarif(range) } };
}

function fixToSarif({ title, applicability, edits }: PlacedFix) {
  const byPath = Map.groupBy(edits, ({ path }) => path);
  return {
    description: { text: `${title} (${applicability})` },
    artifactChanges: [...byPath].map(([path, changes]) => ({
      artifactLocation: artifact(path),
      replacements: changes.map(({ range, text }) => ({
        deletedRegion: regionToSarif(range),
        insertedContent: { text },
      })),
    })),
  };
}

function artifact(path: string) {
  const uri = path.toWellFormed().split("/").map(encodeURIComponent).join("/");
  return { uri, uriBaseId: "%SRCROOT%" };
}

function regionToSarif({ start, end }: Range) {
  return {
    startLine: start.line + 1,
    startColumn: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}
