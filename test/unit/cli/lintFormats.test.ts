import { describe, expect, it } from "vitest";
import type { Severity } from "../../../src/core/lint/finding.ts";
import type { LintReport, ReportedFinding } from "../../../src/cli/lint/lintReport.ts";
import { renderLintGithub } from "../../../src/cli/reporters/lint/lintGithub.ts";
import { renderLintJunit } from "../../../src/cli/reporters/lint/lintJunit.ts";
import { renderLintSarif } from "../../../src/cli/reporters/lint/lintSarif.ts";

const at = (line: number, column = 0) => ({ line, column });

function finding(some: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    rule: "DVC002",
    severity: "error",
    confidence: "high",
    path: "dvc.yaml",
    range: { start: at(1, 2), end: at(1, 3) },
    message: "stage `a` has no `cmd`",
    related: [],
    fixes: [],
    sourceLine: "  a:\n",
    ...some,
  };
}

const report = (...findings: readonly ReportedFinding[]): LintReport => ({
  projects: [{ root: "/p", fileCount: 3, findings }],
  fixed: [],
});

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly level: string;
        readonly partialFingerprints: { readonly primaryLocationLineHash: string };
      }[];
    },
  ];
}

const sarif = (...findings: readonly ReportedFinding[]): Sarif["runs"][0] =>
  (JSON.parse(renderLintSarif(report(...findings))) as Sarif).runs[0];

describe("SARIF", () => {
  it("names places, others that belong to them, and fixes", () => {
    const range = { start: at(4, 1), end: at(5, 2) };
    const edit = { path: "a b/ü.yaml", range, start: 0, end: 1, text: "x" };
    const [result] = sarif(
      finding({
        path: "a b/ü#.yaml",
        related: [{ path: "params.yaml", range, message: "it was here" }],
        fixes: [{ title: "Mend", applicability: "unsafe", edits: [edit] }],
      }),
    ).results;
    const region = { startLine: 5, startColumn: 2, endLine: 6, endColumn: 3 };
    expect(result).toMatchObject({
      ruleId: "DVC002",
      ruleIndex: 0,
      level: "error",
      message: { text: "Stage `a` has no `cmd`." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "a%20b/%C3%BC%23.yaml", uriBaseId: "%SRCROOT%" },
            region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 4 },
          },
        },
      ],
      relatedLocations: [
        {
          id: 1,
          physicalLocation: { artifactLocation: { uri: "params.yaml" }, region },
          message: { text: "It was here." },
        },
      ],
      fixes: [
        {
          description: { text: "Mend (unsafe)" },
          artifactChanges: [
            { replacements: [{ deletedRegion: region, insertedContent: { text: "x" } }] },
          ],
        },
      ],
    });
  });

  it("has the pages of the rules that found something, and of no others", () => {
    const { rules } = sarif(finding()).tool.driver;
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      id: "DVC002",
      name: "missing-cmd",
      shortDescription: { text: "Stage without a command." },
      fullDescription: { text: expect.stringMatching(/^Reports a stage/) as unknown },
      help: { markdown: expect.stringContaining("## Why it matters") as unknown },
      defaultConfiguration: { level: "error" },
    });
    expect(sarif().results).toEqual([]);
  });

  const levels: readonly [severity: Severity, level: string | undefined][] = [
    ["error", "error"],
    ["warning", "warning"],
    ["info", "note"],
    ["hint", undefined],
  ];
  it.each(levels)("tells of %s as %s", (severity, level) => {
    expect(sarif(finding({ severity })).results[0]?.level).toBe(level);
  });

  it("keeps the worst 5,000", () => {
    const many = Array.from({ length: 6000 }, (_, index) =>
      finding({ severity: index < 5500 ? "warning" : "error" }),
    );
    const { results } = sarif(...many);
    expect(results).toHaveLength(5000);
    expect(results.filter(({ level }) => level === "error")).toHaveLength(500);
  });

  it("knows a finding again when lines move, and tells those alike apart", () => {
    const hashes = (...findings: readonly ReportedFinding[]): string[] =>
      sarif(...findings).results.map((one) => one.partialFingerprints.primaryLocationLineHash);
    const [first, second] = hashes(
      finding(),
      finding({ range: { start: at(7), end: at(7) }, sourceLine: "a:  \r\n" }),
    );
    const [moved] = hashes(finding({ range: { start: at(30), end: at(30) } }));
    expect(moved).toBe(first);
    expect(second).toBe(first?.replace(/:1$/, ":2"));
    const others = [
      finding({ rule: "DVC003" }),
      finding({ path: "x/dvc.yaml" }),
      finding({ sourceLine: "  b:" }),
    ];
    expect(new Set([first, ...hashes(...others)]).size).toBe(4);
  });
});

describe("GitHub's annotations", () => {
  const cases: readonly [some: Partial<ReportedFinding>, expected: string][] = [
    [
      {},
      "::error title=Sextant DVC002,file=dvc.yaml,line=2,endLine=2,col=3,endColumn=4::" +
        "stage `a` has no `cmd` (DVC002)\n",
    ],
    [
      { severity: "info", path: "a,b:c%.yaml", message: "100%\r\n::error::x" },
      "::notice title=Sextant DVC002,file=a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=3,endColumn=4::" +
        "100%25%0D%0A::error::x (DVC002)\n",
    ],
    [
      {
        severity: "warning",
        range: { start: at(0), end: at(3, 4) },
        related: [{ path: "p.yaml", range: { start: at(8), end: at(8) }, message: "there" }],
      },
      "::warning title=Sextant DVC002,file=dvc.yaml,line=1,endLine=4::" +
        "stage `a` has no `cmd` (DVC002)%0Ap.yaml:9: there\n",
    ],
    [{ severity: "hint" }, ""],
  ];
  it.each(cases)("%j", (some, expected) => {
    expect(renderLintGithub(report(finding(some)))).toBe(expected);
  });
});

describe("JUnit", () => {
  it("has a suite for each file with findings", () => {
    const text = renderLintJunit(
      report(finding(), finding({ path: "b.yaml" }), finding({ severity: "hint", path: "c.yaml" })),
      "/",
    );
    expect(text.match(/<testsuite name="[^"]+"/g)).toEqual([
      '<testsuite name="p/dvc.yaml"',
      '<testsuite name="p/b.yaml"',
    ]);
    expect(text).toContain('<testsuites name="sextant lint" tests="2" failures="2" errors="0">');
    expect(text).toContain("p/dvc.yaml:2:3: error DVC002 stage `a` has no `cmd`</failure>");
  });

  it("stays XML whatever is in a message", () => {
    const text = renderLintJunit(report(finding({ message: '<a b="\'">&\u0000\ud800\n\t' })), "/p");
    expect(text).toContain('message="&lt;a b=&quot;&apos;&quot;&gt;&amp;��&#10;&#9;"');
  });

  it("passes when there is nothing", () => {
    expect(renderLintJunit(report(), "/p")).toContain('tests="1" failures="0"');
  });
});
