import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import { toDisposable } from "../../../src/base/disposables.ts";
import { driftPanelMessages } from "../../../src/protocol/driftPanel.ts";
import { createRpc, type Handlers, type MessagePort } from "../../../src/protocol/rpc.ts";
import { DriftModel } from "../../../webview/drift/driftModel.ts";
import { createEntry, createSetup } from "../../support/panel/driftSetups.ts";

type ToHost = (typeof driftPanelMessages)["toHost"];

/** Two ends of a wire in one process. */
function createWire(): readonly [MessagePort, MessagePort] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const port = (own: number): MessagePort => ({
    send: (message) => queueMicrotask(() => listeners[1 - own]?.forEach((take) => take(message))),
    onMessage(listener) {
      listeners[own]?.push(listener);
      return toDisposable(() => undefined);
    },
  });
  return [port(0), port(1)];
}

function createPanel(over: Partial<Handlers<ToHost>> = {}) {
  const setup = createSetup();
  const sent: [name: string, body: unknown][] = [];
  const record = (name: string) => (body: unknown) => void sent.push([name, body]);
  const [hostPort, panelPort] = createWire();
  const events =
    "check cancel changeAlerts acceptReference retrain exportReport openConfig openRun openCommit openFile compare removeComparison addMonitor";
  const handlers = {
    readOverview: () => setup.overview,
    readReport: ({ id }: { readonly id: string }) => {
      record("readReport")(id);
      const detail = setup.details[id];
      if (detail === undefined) throw new AppError("no-monitor", `no monitor ${id}`);
      return detail;
    },
    readFeature: ({ name }: { readonly name: string }) => ({
      feature: setup.features.find((one) => one.name === name) ?? null,
      history: setup.history,
    }),
    readFigure: ({ figure }: { readonly figure: string }) => ({
      figure: setup.figures.find(({ id }) => id === figure) ?? null,
    }),
    suggestRules: () => ({ suggestions: setup.suggestions }),
    acceptRule: () => ({}),
    ...Object.fromEntries(events.split(" ").map((name) => [name, record(name)])),
    ...over,
  } as unknown as Handlers<ToHost>;
  const faults: string[] = [];
  const host = createRpc({
    port: hostPort,
    local: driftPanelMessages.toHost,
    remote: driftPanelMessages.toWebview,
    handlers,
    onFault: (message) => faults.push(message),
  });
  return { model: new DriftModel(panelPort), host, sent, faults, setup };
}

async function opened(over?: Partial<Handlers<ToHost>>) {
  const panel = createPanel(over);
  await panel.model.refresh();
  await vi.waitFor(() => expect(panel.model.data.get().detail).not.toBeNull());
  return panel;
}

describe("the model of the Drift panel", () => {
  it("shows the monitor that is worst off first", async () => {
    const order = ["stable", null, "watch", "degraded", "drift"] as const;
    const monitors = order.map((verdict, index) => createEntry(`m${index}`, { verdict }));
    const { model } = createPanel({ readOverview: () => ({ monitors, problem: null }) });
    await model.refresh();
    expect(model.look.get().selected).toBe("m3");
  });

  it("goes to another when the one that was shown is gone", async () => {
    let monitors = createSetup().overview.monitors;
    const { model } = await opened({ readOverview: () => ({ monitors, problem: null }) });
    expect(model.look.get().selected).toBe("churn");
    monitors = monitors.slice(1);
    await model.refresh();
    expect(model.look.get()).toMatchObject({ selected: "compare:1", feature: null });
    monitors = [];
    await model.refresh();
    expect(model.look.get().selected).toBeNull();
    expect(model.data.get().detail).toBeNull();
  });

  it("opens features and figures by asking for them", async () => {
    const { model } = await opened();
    await model.openFeature("age");
    expect(model.opened.get().feature?.report?.name).toBe("age");
    await model.openFigure("health", "latency.p95");
    expect([...model.opened.get().figures.keys()]).toEqual(["health.latency.p95"]);
    await model.openFigure("health", "no such");
    expect(model.opened.get().figures.size).toBe(1);
    model.select("fraud, nightly");
    expect(model.opened.get()).toMatchObject({ feature: null, suggestions: null });
    expect(model.look.get().feature).toBeNull();
  });

  it("takes of two features under way the newer one", async () => {
    const { model } = await opened();
    await Promise.all([model.openFeature("age"), model.openFeature("income")]);
    expect(model.opened.get().feature?.report?.name).toBe("income");
    await Promise.all([model.openFeature("age"), model.openFeature(null)]);
    expect(model.opened.get().feature).toBeNull();
  });

  it("says what went wrong where it belongs", async () => {
    const fail = () => {
      throw new AppError("failed", "it is broken");
    };
    const whole = createPanel({ readOverview: fail });
    await whole.model.refresh();
    expect(whole.model.data.get().error).toBe("it is broken");
    const { model } = await opened({ readFeature: fail, suggestRules: fail, acceptRule: fail });
    await model.openFeature("age");
    expect(model.opened.get().featureError).toBe("it is broken");
    await model.suggestRules();
    expect(model.opened.get().suggestionError).toBe("it is broken");
    await model.acceptRule("1");
    expect(model.opened.get().accepted.size).toBe(0);
  });

  it("keeps which suggestions were accepted", async () => {
    const { model } = await opened();
    await model.suggestRules();
    expect(model.opened.get().suggestions).toHaveLength(2);
    await model.acceptRule("2");
    expect([...model.opened.get().accepted]).toEqual(["2"]);
  });

  it("sends what is done about the monitor that is shown", async () => {
    const { model, sent, faults } = await opened();
    sent.length = 0;
    model.act("retrain");
    model.changeAlerts(["a", "b"], "mute");
    model.snoozeAlerts(["a"], 3_600_000);
    model.exportReport("html");
    model.openConfig(2);
    model.openFile("logs/x.jsonl", 9);
    const id = "churn";
    await vi.waitFor(() =>
      expect(sent).toEqual([
        ["retrain", { id }],
        ["changeAlerts", { id, keys: ["a", "b"], action: "mute", durationMs: null }],
        ["changeAlerts", { id, keys: ["a"], action: "snooze", durationMs: 3_600_000 }],
        ["exportReport", { id, format: "html" }],
        ["openConfig", { id, rule: 2 }],
        ["openFile", { id, path: "logs/x.jsonl", line: 9 }],
      ]),
    );
    expect(faults).toEqual([]);
  });

  it("asks again for what changed, and only for that", async () => {
    const { host, sent } = await opened();
    const reads = () => sent.filter(([name]) => name === "readReport").length;
    expect(reads()).toBe(1);
    host.notify("changed", { ids: ["prices"] });
    host.notify("changed", { ids: ["churn"] });
    await vi.waitFor(() => expect(reads()).toBe(2));
    host.notify("changed", { ids: null });
    await vi.waitFor(() => expect(reads()).toBe(3));
  });

  it("shows progress as it comes, and what is to be revealed", async () => {
    const { model, host } = await opened();
    const entry = (id: string) => model.data.get().overview?.monitors.find((one) => one.id === id);
    const progress = { message: "Reading", share: 0.5 };
    host.notify("progress", { id: "prices", progress });
    await vi.waitFor(() => expect(entry("prices")?.progress).toEqual(progress));
    expect(entry("churn")?.progress).toBeNull();
    host.notify("reveal", { id: "churn", feature: null, tab: "retraining" });
    await vi.waitFor(() => expect(model.look.get().tab).toBe("retraining"));
    host.notify("reveal", { id: "compare:1", feature: "age", tab: null });
    await vi.waitFor(() => expect(model.opened.get().feature?.report?.name).toBe("age"));
    expect(model.look.get()).toMatchObject({
      selected: "compare:1",
      tab: "features",
      feature: "age",
    });
  });
});
