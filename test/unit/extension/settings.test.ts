import { expect, test } from "vitest";
import { defaultSettings, parseSettings, type SettingId } from "../../../src/extension/settings.ts";

function check(
  values: Partial<Record<SettingId, unknown>>,
  expected: Partial<Record<SettingId, unknown>>,
  invalidIds: readonly SettingId[] = [],
): void {
  const { settings, invalid } = parseSettings((id) => values[id]);
  expect(settings).toEqual({ ...defaultSettings, ...expected });
  expect(invalid.map(({ id }) => id)).toEqual(invalidIds);
  for (const { id, message } of invalid) {
    expect(message).toContain(id);
    expect(message).toContain(JSON.stringify(defaultSettings[id]));
  }
}

test("nothing set gives the defaults", () => check({}, {}));

test("null counts as not set", () => check({ "sextant.runs.keyMetric": null }, {}));

test("valid values are taken", () =>
  check(
    { "sextant.runs.keyMetric": "val_acc", "sextant.runs.recentCount": 7 },
    { "sextant.runs.keyMetric": "val_acc", "sextant.runs.recentCount": 7 },
  ));

test("an invalid value gives its default and names the setting; the others stay", () =>
  check(
    { "sextant.runs.recentCount": -1, "sextant.terminal.addToPath": false },
    { "sextant.terminal.addToPath": false },
    ["sextant.runs.recentCount"],
  ));

test.each([["many"], [0], [1001], [2.5], [{}], [[]], [true]])("a count of %j is refused", (value) =>
  check({ "sextant.runs.recentCount": value }, {}, ["sextant.runs.recentCount"]),
);
