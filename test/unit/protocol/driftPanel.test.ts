import { describe, expect, it } from "vitest";
import { driftPanelMessages } from "../../../src/protocol/driftPanel.ts";
import { createSetup } from "../../support/panel/driftSetups.ts";

const { toHost, toWebview } = driftPanelMessages;
const id = "churn";
const snooze = { id, keys: ["a"], action: "snooze", durationMs: 60_000 };

describe("messages of the Drift panel", () => {
  it.each([
    ["a monitor", toHost.check.body, { id }, true],
    ["a name without end", toHost.check.body, { id: "x".repeat(2000) }, false],
    ["no monitor", toHost.retrain.body, {}, false],
    ["a snooze", toHost.changeAlerts.body, snooze, true],
    ["another way to be quiet", toHost.changeAlerts.body, { ...snooze, action: "delete" }, false],
    ["a format", toHost.exportReport.body, { id, format: "markdown" }, true],
    ["another format", toHost.exportReport.body, { id, format: "exe" }, false],
    ["a place", toHost.openFile.body, { id, path: "a.jsonl", line: null }, true],
    ["a path without end", toHost.openFile.body, { id, path: "x".repeat(5000), line: 1 }, false],
    ["a part", toHost.readFigure.body, { id, part: "llm", figure: "cost" }, true],
    ["another part", toHost.readFigure.body, { id, part: "drift", figure: "cost" }, false],
    ["the end of a check", toWebview.progress.body, { id, progress: null }, true],
    ["a change of all", toWebview.changed.body, { ids: null }, true],
  ])("take or refuse %s", (_, schema, body, isTaken) => {
    expect(schema.safeParse(body).success).toBe(isTaken);
  });

  it("carry everything that the panel shows whole", () => {
    const setup = createSetup();
    expect(toHost.readOverview.reply.parse(setup.overview)).toEqual(setup.overview);
    for (const detail of Object.values(setup.details)) {
      expect(JSON.stringify(toHost.readReport.reply.parse(detail)).length).toBeGreaterThan(50);
    }
    const [feature = null] = setup.features;
    const opened = { feature, history: setup.history };
    expect(toHost.readFeature.reply.parse(opened)).toEqual(opened);
    const suggested = { suggestions: setup.suggestions };
    expect(toHost.suggestRules.reply.parse(suggested)).toEqual(suggested);
  });
});
