import { describe, expect, it } from "vitest";
import { background, Coalescer, throwIfAborted } from "../../../src/base/async.ts";
import { AppError, CancelledError } from "../../../src/base/errors.ts";
import { Emitter } from "../../../src/base/events.ts";
import { silentLog } from "../../../src/base/logging.ts";

describe("Coalescer", () => {
  it("runs once more after a run that many requests came in during", async () => {
    let started = 0;
    let release = (): void => undefined;
    const coalescer = new Coalescer(() => {
      started += 1;
      return new Promise((resolve) => (release = resolve));
    });
    const first = coalescer.request();
    const second = coalescer.request();
    const third = coalescer.request();
    expect(started).toBe(1);
    expect(third).toBe(second);
    release();
    await first;
    await Promise.resolve();
    expect(started).toBe(2);
    release();
    await second;
    expect(started).toBe(2);
  });

  it("runs again after a run that failed", async () => {
    let runs = 0;
    const coalescer = new Coalescer(() => {
      runs += 1;
      return runs === 1 ? Promise.reject(new Error("disk")) : Promise.resolve();
    });
    const first = coalescer.request();
    const second = coalescer.request();
    await expect(first).rejects.toThrow("disk");
    await second;
    expect(runs).toBe(2);
  });
});

describe("background", () => {
  it("logs failures under their label, and cancellation not at all", async () => {
    const lines: string[] = [];
    const log = { ...silentLog, error: (message: string) => void lines.push(message) };
    background(Promise.reject(new Error("gone")), "refresh", log);
    background(Promise.reject(new CancelledError()), "search", log);
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual(["refresh: gone"]);
  });
});

describe("throwIfAborted", () => {
  it("throws only for an aborted signal", () => {
    const controller = new AbortController();
    expect(() => {
      throwIfAborted(controller.signal);
    }).not.toThrow();
    controller.abort();
    expect(() => {
      throwIfAborted(controller.signal);
    }).toThrow(CancelledError);
  });
});

describe("AppError", () => {
  it("is told by its code", () => {
    const error = new AppError("git-missing", "git was not found", { cause: new Error("ENOENT") });
    expect(AppError.is(error, "git-missing")).toBe(true);
    expect(AppError.is(error, "other")).toBe(false);
    expect(AppError.is(new Error("git-missing"))).toBe(false);
    expect(error.cause).toBeInstanceOf(Error);
  });
});

describe("Emitter", () => {
  it("tells every listener though one throws, and none that left", () => {
    const emitter = new Emitter<number>();
    const seen: string[] = [];
    emitter.event(() => {
      throw new Error("listener");
    });
    emitter.event((value) => void seen.push(`b${value}`));
    emitter.event((value) => void seen.push(`c${value}`)).dispose();
    expect(() => {
      emitter.fire(1);
    }).toThrow("listener");
    expect(seen).toEqual(["b1"]);
  });
});
