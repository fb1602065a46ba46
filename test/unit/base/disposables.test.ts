import { describe, expect, it } from "vitest";
import { DisposableStore, toDisposable } from "../../../src/base/disposables.ts";

function recorder(): { readonly calls: string[]; item: (name: string) => { dispose(): void } } {
  const calls: string[] = [];
  return { calls, item: (name) => toDisposable(() => void calls.push(name)) };
}

describe("DisposableStore", () => {
  it("releases last in, first out, and once", () => {
    const { calls, item } = recorder();
    const store = new DisposableStore();
    store.add(item("a"));
    store.add(item("b"));
    store.dispose();
    store.dispose();
    expect(calls).toEqual(["b", "a"]);
  });

  it("releases at once what is added after disposal", () => {
    const { calls, item } = recorder();
    const store = new DisposableStore();
    store.dispose();
    store.add(item("late"));
    expect(calls).toEqual(["late"]);
    expect(store.isDisposed).toBe(true);
  });

  it("goes on after a failing dispose and rethrows the first failure", () => {
    const { calls, item } = recorder();
    const store = new DisposableStore();
    store.add(item("a"));
    store.add({
      dispose() {
        throw new Error("no");
      },
    });
    expect(() => {
      store.dispose();
    }).toThrow("no");
    expect(calls).toEqual(["a"]);
  });
});
