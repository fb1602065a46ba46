import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "../../../../src/base/errors.ts";
import {
  queryRange,
  type PrometheusOptions,
} from "../../../../src/platform/monitors/prometheus.ts";
import { runHealth } from "../../../../src/platform/profile/jobs/health.ts";
import { checkJob, healthOptions, openEngine, quietContext } from "../../../support/healthJob.ts";

/** A server on loopback that answers as Prometheus does. */

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

async function serve(answer: Answer): Promise<string> {
  const made = createServer((request, response) => {
    answer(request, response, new URL(request.url ?? "", "http://localhost"));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function matrix(values: readonly (readonly [number, string])[], extra: object = {}): unknown {
  return {
    status: "success",
    data: { resultType: "matrix", result: [{ metric: { job: "api" }, values }] },
    ...extra,
  };
}

const day = 86_400_000;
const ask = (url: string, options: PrometheusOptions = {}, days = 1) =>
  queryRange(
    { url, query: 'rate(errors[5m]) > "é"', startMs: 0, endMs: days * day, stepMs: 60_000 },
    { env: {}, ...options },
  );

async function check(code: string, message: RegExp, answer: Answer, options?: PrometheusOptions) {
  const error: unknown = await ask(await serve(answer), options).catch((thrown: unknown) => thrown);
  expect(AppError.is(error, code), String(error)).toBe(true);
  expect(String(error)).toMatch(message);
}

describe("a query over a range", () => {
  it("gives samples, with what is no number", async () => {
    let asked: URL | undefined;
    const url = await serve((_, response, address) => {
      asked = address;
      json(
        response,
        matrix(
          [
            [1.5, "2.5"],
            [2, "NaN"],
            [3, "+Inf"],
            [4, "-Inf"],
          ],
          { warnings: ["partial"] },
        ),
      );
    });
    const { series, warnings } = await ask(`${url}/prefix/`);
    expect(asked?.pathname).toBe("/prefix/api/v1/query_range");
    expect(Object.fromEntries(asked?.searchParams ?? [])).toEqual({
      query: 'rate(errors[5m]) > "é"',
      start: "0",
      end: "86400",
      step: "60",
    });
    expect(series[0]?.samples).toEqual([
      { timeMs: 1500, value: 2.5 },
      { timeMs: 2000, value: Number.NaN },
      { timeMs: 3000, value: Number.POSITIVE_INFINITY },
      { timeMs: 4000, value: Number.NEGATIVE_INFINITY },
    ]);
    expect(warnings).toEqual(["partial"]);
  });

  it("asks for no more points than a server gives", async () => {
    let step = 0;
    const url = await serve((_, response, address) => {
      step = Number(address.searchParams.get("step"));
      json(response, matrix([]));
    });
    await ask(url, {}, 365);
    expect((365 * 86_400) / step).toBeLessThan(11_000);
  });

  it.each([
    [{ SEXTANT_PROMETHEUS_TOKEN: "t0ken" }, "Bearer t0ken"],
    [
      { SEXTANT_PROMETHEUS_USER: "ü", SEXTANT_PROMETHEUS_PASSWORD: "p:w" },
      `Basic ${Buffer.from("ü:p:w").toString("base64")}`,
    ],
    [{}, undefined],
  ])("sends the credentials of the environment %j", async (env, expected) => {
    let sent: string | undefined;
    const url = await serve((request, response) => {
      sent = request.headers.authorization;
      json(response, matrix([]));
    });
    await ask(url, { env });
    expect(sent).toBe(expected);
  });
});

describe("what fails", () => {
  it("is told by the server", () =>
    check("prometheus-failed", /could not answer.*: parse error at char 3\./, (_, response) => {
      json(
        response,
        { status: "error", errorType: "bad_data", error: "parse error\n at char 3" },
        400,
      );
    }));
  it("is a refusal", () =>
    check("prometheus-refused", /SEXTANT_PROMETHEUS_TOKEN/, (_, response) => {
      response.writeHead(401).end("Unauthorized");
    }));
  it("is another server", () =>
    check("prometheus-failed", /status 200 and not as a Prometheus/, (_, response) => {
      response.end("<html>hello</html>");
    }));
  it("is an answer of another kind", () =>
    check("prometheus-failed", /not as a Prometheus/, (_, response) => {
      json(response, { status: "success", data: { resultType: "vector", result: [] } });
    }));
  it("is a redirect, which is not followed", () =>
    check("prometheus-failed", /a redirect/, (_, response) => {
      response.writeHead(302, { location: "http://127.0.0.1:1/steal" }).end();
    }));
  it("is an endless answer", () =>
    check(
      "prometheus-too-large",
      /larger than/,
      (_, response) => {
        response.end("x".repeat(2_000_000));
      },
      { maxBytes: 1_000_000 },
    ));
  it("is silence", () =>
    check("prometheus-timeout", /did not answer in time/, () => undefined, { timeoutMs: 50 }));
  it("is nobody there", async () => {
    await expect(ask("http://127.0.0.1:1")).rejects.toMatchObject({
      code: "prometheus-unreachable",
    });
    await expect(ask("http://u:p@127.0.0.1:1")).rejects.toMatchObject({
      code: "prometheus-refused",
    });
    await expect(ask("nonsense")).rejects.toMatchObject({ code: "prometheus-unreachable" });
  });
});

describe("a monitor's queries", () => {
  const prometheus = (url: string) => ({
    url,
    queries: { latency: "x" },
    windowMs: day,
    referenceWindowMs: day,
    stepMs: 600_000,
  });

  it("compare two windows of time", async () => {
    const opened = await openEngine();
    const url = await serve((_, response, address) => {
      const start = Number(address.searchParams.get("start"));
      const level = start >= Date.UTC(2026, 0, 1) / 1000 ? 0.4 : 0.2;
      const values = Array.from({ length: 144 }, (_each, i) => {
        const wobble = ((i * 7919) % 13) / 1000;
        return [start + i * 600, String(level + wobble)] as const;
      });
      json(response, matrix(values, { warnings: ["a shard is down"] }));
    });
    const job = checkJob(opened.root, { health: healthOptions({ prometheus: prometheus(url) }) });
    const report = await runHealth(job, opened.engine, quietContext);
    expect(report).toMatchObject({
      source: "prometheus",
      verdict: "drift",
      problems: ["latency: the server warns: a shard is down."],
    });
    expect(report?.figures[0]).toMatchObject({ id: "latency", verdict: "drift" });
    expect(report?.figures[0]?.reference).toBeCloseTo(0.206, 3);
    opened.close();
  });

  it("are not sent from a folder that is not trusted", async () => {
    const opened = await openEngine();
    let requests = 0;
    const url = await serve((_, response) => {
      requests++;
      json(response, matrix([]));
    });
    const job = checkJob(opened.root, {
      health: healthOptions({ prometheus: prometheus(url) }),
      isTrusted: false,
    });
    await expect(runHealth(job, opened.engine, quietContext)).rejects.toMatchObject({
      code: "prometheus-refused",
    });
    expect(requests).toBe(0);
    opened.close();
  });
});
