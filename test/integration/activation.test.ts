import assert from "node:assert/strict";
import fs from "node:fs";
import { getExtension, workspaceFolder } from "./project.ts";

type Callable = (...args: unknown[]) => unknown;

/** Calls of the file system's functions, each with the place it was made from. */
class FileSystemSpy {
  readonly calls: { readonly name: string; readonly stack: string }[] = [];
  readonly #restore: (() => void)[] = [];

  constructor() {
    this.#watch(fs, "fs");
    this.#watch(fs.promises, "fs.promises");
  }

  dispose(): void {
    for (const restore of this.#restore) restore();
  }

  #watch(owner: object, place: string): void {
    const functions = owner as Record<string, unknown>;
    for (const [name, original] of Object.entries(functions)) {
      if (typeof original !== "function" || /^[A-Z_]/.test(name)) continue;
      const { calls } = this;
      functions[name] = function (this: unknown, ...args: unknown[]): unknown {
        calls.push({ name: `${place}.${name}`, stack: new Error().stack ?? "" });
        return Reflect.apply(original as Callable, this, args);
      };
      this.#restore.push(() => (functions[name] = original));
    }
  }
}

// Runs before every other file: they activate the extension.
describe("activation", () => {
  it("reads nothing before it returns", async () => {
    const extension = getExtension();
    assert.equal(extension.isActive, false, "another test has activated the extension");
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 100;
    const spy = new FileSystemSpy();
    try {
      await extension.activate();
      fs.existsSync(workspaceFolder());
    } finally {
      spy.dispose();
      Error.stackTraceLimit = limit;
    }
    assert.ok(spy.calls.length > 0, "the spy saw not even its own test");
    const isDuringActivation = /\bactivate \(.*[\\/]dist[\\/]extension\.cjs:/;
    const reads = spy.calls.filter(({ stack }) => isDuringActivation.test(stack));
    assert.deepEqual(reads, []);
  });
});
