import { describe, expect, test } from "vitest";
import { alertSchema, type Alert, type AlertFinding } from "../../../src/core/monitors/alert.ts";
import {
  applyAlertAction,
  nextWake,
  updateAlerts,
  wakeAlerts,
  type AlertAction,
} from "../../../src/core/monitors/alertLog.ts";

const drift: AlertFinding = {
  key: "drift",
  kind: "drift",
  severity: "warning",
  message: "It moved",
  evidence: "a/b",
  path: [],
};

/** A minute is a check. */
function check(
  alerts: readonly Alert[],
  minute: number,
  findings: readonly AlertFinding[],
  isUndecided = () => false,
) {
  return updateAlerts(alerts, { monitor: "m", findings, isUndecided, now: minute * 60_000 });
}

type Step = "seen" | "gone" | "unknown" | "worse" | AlertAction;

/** State, occurrences and whether it was told, after each step. */
function follow(steps: readonly Step[]): string[] {
  let alerts: readonly Alert[] = [];
  return steps.map((step, minute) => {
    if (typeof step === "object") {
      alerts = applyAlertAction(alerts, "drift", step);
      return alerts[0]?.state ?? "";
    }
    const findings = { seen: [drift], worse: [{ ...drift, severity: "error" as const }] };
    const found = step === "seen" || step === "worse" ? findings[step] : [];
    const update = check(alerts, minute, found, () => step === "unknown");
    alerts = update.alerts;
    for (const alert of alerts) alertSchema.parse(alert);
    const [alert] = alerts;
    const told = update.told.length > 0 ? " told" : "";
    const resolved = update.resolved.length > 0 ? " now" : "";
    return alert ? `${alert.state} ${alert.occurrences}${told}${resolved}` : "none";
  });
}

const acknowledge: AlertAction = { kind: "acknowledge", note: "known" };
const snooze: AlertAction = { kind: "snooze", untilMs: 3.5 * 60_000, note: null };
const mute: AlertAction = { kind: "mute", note: null };

describe("what becomes of an alert", () => {
  test.each<[string, readonly Step[], readonly string[]]>([
    ["it is told once", ["seen", "seen"], ["open 1 told", "open 2"]],
    [
      "it resolves, and opens anew",
      ["seen", "gone", "gone", "seen"],
      ["open 1 told", "resolved 1 now", "resolved 1", "open 1 told"],
    ],
    [
      "what is not known changes nothing",
      ["seen", "unknown", "seen"],
      ["open 1 told", "open 1", "open 2"],
    ],
    [
      "acknowledged stays quiet",
      ["seen", acknowledge, "seen"],
      ["open 1 told", "acknowledged", "acknowledged 2"],
    ],
    [
      "until it gets worse",
      ["seen", acknowledge, "worse"],
      ["open 1 told", "acknowledged", "open 2 told"],
    ],
    [
      "or is gone",
      ["seen", acknowledge, "gone"],
      ["open 1 told", "acknowledged", "resolved 1 now"],
    ],
    [
      "snoozed until its time",
      ["seen", snooze, "seen", "worse", "seen"],
      ["open 1 told", "snoozed", "snoozed 2", "snoozed 3", "open 4 told"],
    ],
    [
      "also when it comes and goes meanwhile",
      ["seen", snooze, "gone", "seen", "gone", "seen"],
      ["open 1 told", "snoozed", "resolved 1 now", "snoozed 1", "resolved 1 now", "open 1 told"],
    ],
    [
      "muted for ever",
      ["seen", mute, "gone", "worse"],
      ["open 1 told", "muted", "muted 1", "muted 2"],
    ],
    [
      "or until it is taken back",
      ["seen", mute, { kind: "reopen" }, "seen"],
      ["open 1 told", "muted", "open", "open 2"],
    ],
    [
      "what is resolved is not acknowledged",
      ["seen", "gone", acknowledge, snooze, { kind: "reopen" }],
      ["open 1 told", "resolved 1 now", "resolved", "resolved", "resolved"],
    ],
  ])("%s", (_label, steps, expected) => {
    expect(follow(steps)).toEqual(expected);
  });
});

test("first and last time, evidence and run are kept", () => {
  const [first] = check([], 1, [drift]).alerts;
  expect(first).toMatchObject({ firstSeen: "1970-01-01T00:01:00.000Z", evidence: "a/b" });
  const launched = applyAlertAction(first ? [first] : [], "drift", { kind: "retrain", run: "r1" });
  expect(check(launched, 2, [{ ...drift, evidence: "a/c", message: "More" }]).alerts).toMatchObject(
    [
      {
        firstSeen: "1970-01-01T00:01:00.000Z",
        lastSeen: "1970-01-01T00:02:00.000Z",
        evidence: "a/c",
        message: "More",
        retrainRun: "r1",
      },
    ],
  );
});

test("only the newest hundred resolved alerts are kept", () => {
  const findings = Array.from({ length: 150 }, (_, index) => ({ ...drift, key: `k${index}` }));
  const open = check([], 1, findings).alerts;
  expect(open).toHaveLength(150);
  expect(check(check(open, 2, []).alerts, 3, []).alerts).toHaveLength(100);
});

test("snoozed alerts are open again when their time is over, also without a check", () => {
  const [open] = check([], 0, [drift]).alerts;
  if (!open) throw new Error("no alert");
  const [snoozed = open] = applyAlertAction([open], "drift", snooze);
  const stateAt = (alert: Alert, minute: number) => wakeAlerts([alert], minute * 60_000)[0]?.state;
  expect([stateAt(open, 0), stateAt(snoozed, 3), stateAt(snoozed, 4)]).toEqual([
    "open",
    "snoozed",
    "open",
  ]);
  expect(stateAt({ ...snoozed, snoozedUntil: "soon" }, 0)).toBe("open");
  const [far = open] = applyAlertAction([open], "drift", { ...snooze, untilMs: 1e300 });
  expect(stateAt(far, 1e7)).toBe("snoozed");
  expect([nextWake([open]), nextWake([open, far, snoozed])]).toEqual([null, 3.5 * 60_000]);
});
