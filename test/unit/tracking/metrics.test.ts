import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createRun,
  getRun,
  launchedId,
  valuesOf,
  startTestServer,
  type TestServer,
} from "./testServer.ts";

let host: TestServer;
beforeEach(async () => {
  host = await startTestServer();
});
afterEach(() => host.close());

describe("metrics", () => {
  const log = (metrics: unknown[]) => host.post("runs/log-batch", { run_id: launchedId, metrics });

  it("of one step and time share a line, whatever their names and values", async () => {
    await createRun(host);
    const keys = ["loss", "val/acc", "verlust ü", "a b", "__proto__", "损失"];
    const values = [1.5, "NaN", "Infinity", "-Infinity", -0.25, 1e-300];
    await log(
      keys.map((key, at) => ({ key, value: values[at], timestamp: 1_795_194_371_831, step: 3 })),
    );
    expect(host.journal().filter((line) => line["step"] === 3)).toHaveLength(1);
    const { data } = await getRun(host, launchedId);
    expect(valuesOf(data["metrics"])).toEqual(
      valuesOf(keys.map((key, at) => ({ key, value: values[at] }))),
    );
    const { metrics } = host.run();
    expect(Object.keys(metrics).sort()).toEqual([...keys].sort());
    expect(metrics["val/acc"]?.last).toBeNaN();
    expect(metrics["verlust ü"]?.last).toBe(Infinity);
    expect(metrics["损失"]).toMatchObject({
      last: 1e-300,
      lastStep: 3,
      lastTime: 1_795_194_371_831,
    });
  });

  it("may be called as the journal calls its own fields", async () => {
    await createRun(host);
    await log(["step", "time", "type"].map((key) => ({ key, value: 7, timestamp: 1e12, step: 2 })));
    const { metrics } = host.run();
    for (const key of ["step", "time", "type"]) {
      expect(metrics[key]).toMatchObject({ last: 7, lastStep: 2, lastTime: 1e12 });
    }
  });

  it("keep the times of clients that count from nought", async () => {
    await createRun(host);
    await log([0, 1, 5000].map((timestamp, step) => ({ key: "a", value: 1, timestamp, step })));
    const [line] = host.journal().slice(-1);
    expect(line).toMatchObject({ time: 5, step: 2 });
    expect(host.run().metrics["a"]).toMatchObject({ lastTime: 5000, count: 3 });
  });

  it("are written once when they are sent twice", async () => {
    await createRun(host);
    const metrics = [1, 2, 3].map((step) => ({
      key: "loss",
      value: step,
      timestamp: 1e12 + step,
      step,
    }));
    await log(metrics);
    const before = host.journal().length;
    await log([...metrics].reverse());
    expect(host.journal()).toHaveLength(before);
    await log([{ ...metrics[0], timestamp: 1e12 + 9 }]);
    expect(host.run().metrics["loss"]?.count).toBe(4);
  });

  it("have a history in pages", async () => {
    await createRun(host);
    for (let from = 0; from < 2500; from += 1000) {
      const count = Math.min(1000, 2500 - from);
      await log(
        Array.from({ length: count }, (_, at) => ({
          key: "loss",
          value: from + at,
          timestamp: 1e12 + from + at,
          step: from + at,
        })),
      );
    }
    const values: unknown[] = [];
    let token = "";
    do {
      const { json } = await host.get("metrics/get-history", {
        run_id: launchedId,
        metric_key: "loss",
        max_results: "1000",
        ...(token === "" ? {} : { page_token: token }),
      });
      const page = json as { metrics: { value: number }[]; next_page_token?: string };
      values.push(...page.metrics.map(({ value }) => value));
      token = page.next_page_token ?? "";
    } while (token !== "");
    expect(values).toEqual(Array.from({ length: 2500 }, (_, at) => at));
    const whole = await host.get("metrics/get-history", { run_id: launchedId, metric_key: "loss" });
    expect(whole.json).not.toHaveProperty("next_page_token");
    const none = await host.get("metrics/get-history", { run_id: launchedId, metric_key: "no" });
    expect(none).toEqual({ status: 200, json: {} });
    const bulk = await host.get("metrics/get-history-bulk-interval", {
      run_ids: launchedId,
      metric_key: "loss",
      max_results: "100",
    });
    const thinned = (bulk.json as { metrics: { value: number; run_id: string }[] }).metrics;
    expect(thinned.length).toBeLessThanOrEqual(100);
    expect(thinned[0]).toMatchObject({ value: 0, run_id: launchedId });
    expect(thinned.at(-1)?.value).toBe(2499);
    const wrong = [
      ["Missing value for required parameter 'run_ids'", { run_ids: "" }],
      ["Missing value for required parameter 'metric_key'", { metric_key: "" }],
      ["max_results must be between 1 and 2500", { max_results: "2501" }],
      ["both must be specified", { start_step: "1" }],
      ["end_step must be greater", { start_step: "2", end_step: "1" }],
    ] as const;
    for (const [message, change] of wrong) {
      const query = { run_ids: launchedId, metric_key: "loss", max_results: "10", ...change };
      const filled = Object.entries(query).filter(([, value]) => value !== "");
      const interval = await host.get(
        "metrics/get-history-bulk-interval",
        Object.fromEntries(filled),
      );
      expect(interval).toMatchObject({
        status: 400,
        json: { message: expect.stringContaining(message) as string },
      });
    }
    const query = `run_id=${launchedId}&metric_key=loss&max_results=3`;
    const ajax = `${host.server.uri}/ajax-api/2.0/mlflow/metrics/get-history-bulk?${query}`;
    expect(await (await fetch(ajax)).json()).toMatchObject({
      metrics: [0, 1, 2].map((value) => ({ value, run_id: launchedId })),
    });
  });

  it("are all refused when one of a batch is wrong", async () => {
    await createRun(host);
    const before = host.journal().length;
    const good = { key: "a", value: 1, timestamp: 1 };
    const cases: readonly (readonly [unknown[], string])[] = [
      [[good, { key: "a#b", value: 1, timestamp: 1 }], "for parameter 'metrics[1].name' supplied"],
      [[good, { key: "b", timestamp: 1 }], "Missing value for required parameter 'value'"],
      [[good, { key: "b", value: true, timestamp: 1 }], "Invalid value true"],
      [[good, { key: "b", value: 1, timestamp: -1 }], "Timestamp must be a nonnegative long"],
      [[good, { value: 1, timestamp: 1 }], "Missing value for required parameter 'metrics[1].key'"],
      [Array.from({ length: 1001 }, () => good), "at most 1000 metrics. Got 1001 metrics."],
    ];
    for (const [metrics, message] of cases) {
      const { status, json } = await log(metrics);
      expect(status).toBe(400);
      expect((json as { message: string }).message).toContain(message);
    }
    expect(host.journal()).toHaveLength(before);
  });
});
