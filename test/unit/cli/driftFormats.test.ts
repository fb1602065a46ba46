import { describe, expect, it } from "vitest";
import {
  isFinding,
  type CheckedMonitor,
  type FailOn,
  type PlacedAlert,
} from "../../../src/cli/drift/driftOutcome.ts";
import {
  renderDriftHtml,
  renderDriftMarkdown,
} from "../../../src/cli/reporters/drift/driftPages.ts";
import { renderDriftJunit } from "../../../src/cli/reporters/drift/driftJunit.ts";
import { renderDriftSarif } from "../../../src/cli/reporters/drift/driftSarif.ts";
import { renderDriftText } from "../../../src/cli/reporters/drift/driftText.ts";
import { renderRetrained } from "../../../src/cli/reporters/drift/retrainedText.ts";
import {
  alertKinds,
  type AlertSeverity,
  type AlertState,
} from "../../../src/core/monitors/alert.ts";
import type { MonitorReport } from "../../../src/core/monitors/monitorReport.ts";
import { createComparison, createReport } from "../../support/panel/driftReports.ts";

const terminal = { write: () => undefined, isTty: true, columns: 60 };

function alert(some: Partial<PlacedAlert> = {}): PlacedAlert {
  return {
    key: "drift",
    monitor: "churn",
    kind: "drift",
    severity: "warning",
    message: "The data drifted",
    state: "open",
    firstSeen: "2026-11-20T18:25:00.000Z",
    lastSeen: "2026-11-20T18:25:00.000Z",
    ...{ resolvedAt: null, snoozedUntil: null, note: null, occurrences: 1 },
    ...{ evidence: "", retrainRun: null, line: 4 },
    ...some,
  };
}

function checked(some: Partial<CheckedMonitor> = {}): CheckedMonitor {
  return {
    name: "churn",
    place: { path: "sextant.yaml", line: 2 },
    ...{ report: createReport(6), failure: null, alerts: [alert()] },
    ...{ retraining: null, retrained: null },
    ...some,
  };
}

const failed = checked({ report: null, failure: "There is no file x.csv.", alerts: [] });

/** Control characters and markup in every name. */
const hostile = '\u001b[2J<b a="1">\u0000\u202e&\'\n| `x`';
const named = (report: MonitorReport): MonitorReport => ({
  ...report,
  reason: hostile,
  problems: [hostile],
  drift: report.drift && {
    ...report.drift,
    features: report.drift.features.map((feature) => ({ ...feature, name: hostile })),
  },
});
const poisoned = checked({
  ...{ name: hostile, report: named(createReport(3)) },
  alerts: [alert({ message: hostile, monitor: hostile, key: hostile })],
});

const text = (...monitors: readonly CheckedMonitor[]): string =>
  renderDriftText({ monitors }, { output: terminal, hasColors: false, isVerbose: false });

describe("text", () => {
  it("tells everything that a monitor has, whole", async () => {
    const retraining = { action: "offer", reason: "Accuracy fell." } as const;
    const told = text(checked({ retraining }), failed);
    await expect(told).toMatchFileSnapshot("../../fixtures/cli/drift-check.txt");
  });

  it("lists everything when asked", async () => {
    const options = { output: terminal, hasColors: false, isVerbose: true };
    const told = renderDriftText({ monitors: [checked()] }, options);
    await expect(told).toMatchFileSnapshot("../../fixtures/cli/drift-check-verbose.txt");
  });

  it("has colours only where they are wanted", () => {
    const options = { output: terminal, isVerbose: false };
    expect(renderDriftText({ monitors: [checked()] }, { ...options, hasColors: true })).toContain(
      "\u001b[31mdegraded",
    );
    expect(text(checked())).not.toContain("\u001b");
  });

  it("does not steer the terminal, whatever is in a name", () => {
    expect(text(poisoned)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it("says once why a check failed", () => {
    const again = alert({ kind: "failure", key: "failure", message: failed.failure ?? "" });
    expect(text({ ...failed, alerts: [again] })).toBe("churn: failed: There is no file x.csv.\n");
  });

  it("tells of a new model overall and by slice", async () => {
    const ended = { monitor: "churn", run: "r1", exitCode: 0, problem: null };
    const told = renderRetrained(
      { ...ended, comparison: createComparison() },
      { output: terminal, hasColors: false, isVerbose: false },
    );
    await expect(told).toMatchFileSnapshot("../../fixtures/cli/drift-retrain.txt");
  });

  it("lists the groups that a new model does worse in before all others", () => {
    const comparison = createComparison();
    const [better] = comparison.slices;
    if (better === undefined) throw new Error("no slices");
    const lost = { ...better, conditions: [{ column: "x", label: "x > 1" }], difference: -0.1 };
    const many = [
      ...Array.from({ length: 30 }, () => better),
      { ...lost, verdict: "worse" as const },
    ];
    const told = renderRetrained(
      {
        monitor: "m",
        run: "r",
        exitCode: 0,
        problem: null,
        comparison: { ...comparison, slices: many },
      },
      { output: terminal, hasColors: false, isVerbose: false },
    );
    expect(told).toMatch(/all rows .*\nx > 1 .*10 % .* worse\nage > 61 /);
    expect(told).toContain("Of 31 groups: 30 better, 1 worse (--verbose lists all)\n");
    expect(told.match(/^age > 61/gm)).toHaveLength(9);
  });
});

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly locations: readonly { readonly physicalLocation: unknown }[];
}

const sarif = (...monitors: readonly CheckedMonitor[]): readonly SarifResult[] => {
  const { runs } = JSON.parse(renderDriftSarif({ monitors })) as {
    runs: readonly [{ results: readonly SarifResult[] }];
  };
  return runs[0].results;
};

describe("SARIF", () => {
  it("has the alerts at their lines", () => {
    expect(sarif(checked())).toMatchObject([
      {
        ruleId: "monitor/drift",
        ruleIndex: alertKinds.indexOf("drift"),
        level: "warning",
        message: { text: "churn: The data drifted" },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "sextant.yaml", uriBaseId: "%SRCROOT%" },
              region: { startLine: 5 },
            },
          },
        ],
      },
    ]);
  });

  const states: readonly [state: AlertState, count: number][] = [
    ["open", 1],
    ["acknowledged", 1],
    ["snoozed", 0],
    ["muted", 0],
  ];
  it.each(states)("of alerts that are %s has %i", (state, count) => {
    expect(sarif(checked({ alerts: [alert({ state })] }))).toHaveLength(count);
  });

  const levels: readonly [severity: AlertSeverity, level: string][] = [
    ["error", "error"],
    ["warning", "warning"],
    ["info", "note"],
  ];
  it.each(levels)("tells of %s as %s", (severity, level) => {
    expect(sarif(checked({ alerts: [alert({ severity })] }))[0]?.level).toBe(level);
  });

  it("tells of a check that failed, once", () => {
    expect(sarif(failed)).toMatchObject([{ ruleId: "monitor/failure", level: "error" }]);
    const kept = alert({ kind: "failure", key: "failure" });
    expect(sarif({ ...failed, alerts: [kept] })).toHaveLength(1);
  });

  it("knows an alert again, and tells those of two monitors apart", () => {
    const prints = (...alerts: readonly PlacedAlert[]): readonly unknown[] =>
      sarif(checked({ alerts })).map(
        (one) => (one as { partialFingerprints?: unknown }).partialFingerprints,
      );
    expect(prints(alert())).toEqual(prints(alert({ line: 99, message: "other words" })));
    expect(prints(alert())).not.toEqual(prints(alert({ monitor: "fraud" })));
  });
});

/** Whether every element that is opened is closed, and nothing else looks like markup. */
function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  const element = /<(\/?)([a-z]+)(?: [a-z]+="[^"<]*")*(\/?)>/g;
  for (const [, end, name = "", self] of xml.matchAll(element)) {
    if (end === "/" && open.pop() !== name) return false;
    if (end !== "/" && self !== "/") open.push(name);
  }
  const rest = xml.replace(/^<\?xml [^>]*\?>/, "").replaceAll(element, "");
  const isPlain = !/[<>]|&(?!\w+;|#\d+;)/.test(rest) && !/[\0-\x08\x0b-\x1f]/.test(xml);
  return open.length === 0 && isPlain;
}

describe("JUnit", () => {
  it("has a suite for each monitor and a test for all that was judged", () => {
    const xml = renderDriftJunit({ monitors: [checked(), failed] });
    expect(isWellFormed(xml)).toBe(true);
    expect(xml.match(/<testsuite name="churn"/g)).toHaveLength(2);
    for (const group of ["performance", "drift", "rules", "health", "llm", "check"]) {
      expect(xml).toContain(`classname="churn.${group}"`);
    }
    expect(xml).toContain('<error message="There is no file x.csv."/>');
    expect(xml).toMatch(/<testcase name="worst groups" classname="churn\.performance">/);
  });

  it("fails where a rule of the project fired", () => {
    const fired = alert({ kind: "rule", key: "rule:low", message: "it is low" });
    const xml = renderDriftJunit({ monitors: [checked({ alerts: [fired] })] });
    expect(xml).toContain(
      '<testcase name="low" classname="churn.alerts">\n      <failure message="it is low"/>',
    );
  });

  it("counts what it has", () => {
    const xml = renderDriftJunit({ monitors: [checked()] });
    const [, tests, failures] = /<testsuites [^>]*tests="(\d+)" failures="(\d+)"/.exec(xml) ?? [];
    expect(xml.match(/<testcase /g)).toHaveLength(Number(tests));
    expect(xml.match(/<failure /g)).toHaveLength(Number(failures));
  });

  it("stays XML whatever is in a name", () => {
    expect(isWellFormed(renderDriftJunit({ monitors: [poisoned] }))).toBe(true);
    expect(isWellFormed('<a b="<"></a>')).toBe(false);
  });
});

describe("pages", () => {
  it("hold all monitors, and why one failed", () => {
    const page = renderDriftHtml({ monitors: [checked(), failed] });
    expect(page).toContain("<title>churn: Degraded, churn: Failed</title>");
    expect(page).toContain(": There is no file x.csv.</span>");
    const note = renderDriftMarkdown({ monitors: [checked(), failed] });
    expect(note).toMatch(
      /^# churn: Degraded\n[^]*\n# churn: failed\n\nThere is no file x\.csv\.\n$/,
    );
  });

  it("stay what they are whatever is in a name", () => {
    const broken = { ...poisoned, report: null, failure: hostile };
    expect(renderDriftHtml({ monitors: [poisoned, broken] })).not.toContain("<b a=");
    expect(renderDriftMarkdown({ monitors: [broken] })).not.toMatch(/[^\\]<b a=/);
  });
});

describe("a finding", () => {
  const at = (verdict: MonitorReport["verdict"], ...alerts: readonly PlacedAlert[]) =>
    checked({ report: { ...createReport(1), verdict }, alerts });
  const rule = (some: Partial<PlacedAlert>) => alert({ kind: "rule", key: "rule:x", ...some });
  const cases: readonly [one: CheckedMonitor, failOn: FailOn, is: boolean][] = [
    [at("stable"), "watch", false],
    [at("not-enough-rows"), "watch", false],
    [at("watch"), "watch", true],
    [at("watch"), "drift", false],
    [at("drift"), "drift", true],
    [at("degraded"), "drift", true],
    [at("degraded"), "never", false],
    [at("stable", rule({ severity: "warning" })), "drift", true],
    [at("stable", rule({ severity: "error" })), "never", false],
    [at("stable", rule({ severity: "info" })), "drift", false],
    [at("stable", rule({ severity: "info" })), "watch", true],
    [at("stable", rule({ state: "muted" })), "watch", false],
    [at("stable", alert()), "watch", false],
  ];
  it.each(cases)("of case %#", (one, failOn, is) => {
    expect(isFinding(one, failOn)).toBe(is);
  });
});
