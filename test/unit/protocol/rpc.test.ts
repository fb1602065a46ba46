import * as z from "zod/mini";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import { toDisposable } from "../../../src/base/disposables.ts";
import { createRpc, type Handlers, type MessagePort } from "../../../src/protocol/rpc.ts";

const host = {
  add: { body: z.object({ a: z.number(), b: z.number() }), reply: z.number() },
  fail: { body: z.object({}), reply: z.string() },
} as const;
const view = { changed: { body: z.object({ revision: z.number() }) } } as const;

/** Two ports joined as in a window: what one sends, the other hears, structurally cloned. */
function createPorts(): [MessagePort & { inject(message: unknown): void }, MessagePort] {
  const listeners = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()];
  const deliver = (side: number, message: unknown) => {
    const copy: unknown = structuredClone(message);
    for (const listener of listeners[side] ?? []) listener(copy);
  };
  const port = (own: number, other: number) => ({
    send: (message: unknown) => deliver(other, message),
    onMessage(listener: (message: unknown) => void) {
      listeners[own]?.add(listener);
      return toDisposable(() => listeners[own]?.delete(listener));
    },
    inject: (message: unknown) => deliver(own, message),
  });
  return [port(0, 1), port(1, 0)];
}

function connect(handlers: Partial<Handlers<typeof host>> = {}) {
  const [hostPort, viewPort] = createPorts();
  const faults: string[] = [];
  const changes: number[] = [];
  const server = createRpc({
    port: hostPort,
    local: host,
    remote: view,
    handlers: {
      add: ({ a, b }) => a + b,
      fail: () => Promise.reject(new AppError("run-missing", "no such run")),
      ...handlers,
    },
    onFault: (message) => faults.push(message),
  });
  const client = createRpc({
    port: viewPort,
    local: view,
    remote: host,
    handlers: { changed: ({ revision }) => void changes.push(revision) },
    onFault: (message) => faults.push(message),
    timeoutMs: 1000,
  });
  return { hostPort, server, client, faults, changes };
}

describe("rpc", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("answers requests and passes events on", async () => {
    const { client, server, changes, faults } = connect();
    await expect(client.request("add", { a: 1, b: 2 })).resolves.toBe(3);
    server.notify("changed", { revision: 7 });
    expect(changes).toEqual([7]);
    expect(faults).toEqual([]);
  });

  it("rejects with the code and sentence of a handler that throws", async () => {
    const { client, faults } = connect();
    await expect(client.request("fail", {})).rejects.toMatchObject({
      name: "AppError",
      code: "run-missing",
      message: "no such run",
    });
    expect(faults).toEqual(["fail: no such run"]);
  });

  it("names the place of a fault in an invalid request and never calls the handler", async () => {
    const add = vi.fn(() => 0);
    const { client, faults } = connect({ add });
    const wrong = { a: 1, b: "2" } as unknown as { a: number; b: number };
    await expect(client.request("add", wrong)).rejects.toMatchObject({ code: "invalid-message" });
    expect(add).not.toHaveBeenCalled();
    expect(faults[0]).toContain("dropped an invalid add at b:");
  });

  it("rejects an invalid reply", async () => {
    const { client, faults } = connect({ add: () => "three" as unknown as number });
    const request = client.request("add", { a: 1, b: 2 });
    await expect(request).rejects.toMatchObject({ code: "invalid-message" });
    expect(faults[0]).toContain("reply to add");
  });

  it("ends a request that nobody answers, and ignores the late reply", async () => {
    let answer: (sum: number) => void = () => undefined;
    const { client, faults } = connect({ add: () => new Promise((done) => (answer = done)) });
    const request = client.request("add", { a: 1, b: 2 });
    const ended = expect(request).rejects.toMatchObject({ code: "rpc-timeout" });
    await vi.advanceTimersByTimeAsync(1001);
    await ended;
    answer(3);
    await vi.advanceTimersByTimeAsync(0);
    expect(faults).toEqual([]);
  });

  it("ends pending requests when it is disposed, and refuses new ones", async () => {
    const { client } = connect({ add: () => new Promise(() => undefined) });
    const request = client.request("add", { a: 1, b: 2 });
    client.dispose();
    await expect(request).rejects.toMatchObject({ code: "rpc-closed" });
    await expect(client.request("add", { a: 1, b: 2 })).rejects.toMatchObject({
      code: "rpc-closed",
    });
  });

  it("sends no reply once its own side is disposed", async () => {
    let answer: (sum: number) => void = () => undefined;
    const { client, server } = connect({ add: () => new Promise((done) => (answer = done)) });
    const settled = vi.fn();
    client.request("add", { a: 1, b: 2 }).then(settled, () => undefined);
    server.dispose();
    answer(3);
    await vi.advanceTimersByTimeAsync(10);
    expect(settled).not.toHaveBeenCalled();
  });

  it.each([
    ["text", "hello"],
    ["null", null],
    ["an unknown kind", { kind: "shout", name: "add", body: {} }],
    ["an unknown name", { kind: "event", name: "constructor", body: {} }],
    ["an inherited name", { kind: "request", id: 1, name: "toString", body: {} }],
  ])("drops %s and goes on", async (_label, message) => {
    const { hostPort, client, faults } = connect();
    hostPort.inject(message);
    expect(faults).toHaveLength(1);
    await expect(client.request("add", { a: 2, b: 2 })).resolves.toBe(4);
  });

  it("ignores a reply that nobody waits for", () => {
    const { hostPort, faults } = connect();
    hostPort.inject({ kind: "reply", id: 99, ok: true, body: 1 });
    expect(faults).toEqual([]);
  });
});
