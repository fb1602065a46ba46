import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendToRun } from "../../../src/platform/runs/appendToRun.ts";
import { followFile, followLog } from "../../../src/platform/runs/followLog.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { RunJournal } from "../../../src/platform/runs/runJournal.ts";
import { withRunLock } from "../../../src/platform/runs/runLock.ts";
import { superviseRun } from "../../../src/platform/runs/supervisor.ts";
import { waitFor } from "../../support/waitFor.ts";
import { TestProject } from "./testProject.ts";

let project: TestProject;
beforeEach(() => {
  project = new TestProject();
  mkdirSync(runPaths(project.root, "r1").folder, { recursive: true });
});
afterEach(() => project.dispose());

const never = new AbortController().signal;

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString();
}

describe("the journal", () => {
  it("does not glue an entry to half a line", () => {
    const { journal } = runPaths(project.root, "r1");
    writeFileSync(journal, '{"step":1,"los');
    const writer = new RunJournal(journal);
    writer.append({ type: "note", note: "a" }, { type: "note", note: "b" });
    writer.dispose();
    expect(readFileSync(journal, "utf8").split("\n").slice(1, 3)).toEqual([
      '{"type":"note","note":"a"}',
      '{"type":"note","note":"b"}',
    ]);
  });

  // Only Linux has a device that is always full; a folder cannot be written to anywhere.
  const unwritable =
    process.platform === "linux"
      ? { target: (): string => "/dev/full", error: /ENOSPC/ }
      : { target: (): string => project.root, error: /EISDIR|EPERM|EACCES/ };

  it("throws when nothing can be written", () => {
    const write = (): void => {
      const writer = new RunJournal(unwritable.target());
      try {
        writer.append({ type: "note", note: "a" });
      } finally {
        writer.dispose();
      }
    };
    expect(write).toThrow(unwritable.error);
  });
});

describe("editing a run", () => {
  it("loses no edit of many at once", async () => {
    writeFileSync(runPaths(project.root, "r1").journal, "");
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        appendToRun(project.root, "r1", [{ type: "note", note: String(index) }]),
      ),
    );
    const notes = project.entries("r1", "note").map(({ note }) => Number(note));
    expect(notes.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it.each(["none", "../r1", ""])("refuses the run %j", async (runId) => {
    writeFileSync(runPaths(project.root, "r1").journal, "");
    await expect(appendToRun(project.root, runId, [])).rejects.toMatchObject({
      code: "run-not-found",
    });
  });

  it("takes away a lock that a killed process left, not one that is held", async () => {
    const lock = path.join(runPaths(project.root, "r1").folder, "lock");
    writeFileSync(lock, "a process that is gone");
    const old = Date.now() / 1000 - 60;
    utimesSync(lock, old, old);
    const order: string[] = [];
    const hold = (name: string) => async (): Promise<void> => {
      order.push(`${name} in`);
      await delay(50);
      order.push(`${name} out`);
    };
    await Promise.all(["a", "b", "c"].map((name) => withRunLock(project.root, "r1", hold(name))));
    const names = order.filter((_, index) => index % 2 === 0).map((entry) => entry.charAt(0));
    expect(order).toEqual(names.flatMap((name) => [`${name} in`, `${name} out`]));
    expect(existsSync(lock)).toBe(false);
  });

  it("gives the lock back when the work fails", async () => {
    const failing = withRunLock(project.root, "r1", () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await withRunLock(project.root, "r1", () => 7)).toBe(7);
  });
});

describe("following a log", () => {
  it("gives all bytes until the run has ended, then ends", async () => {
    const argv = project.script(`
      let count = 0;
      const timer = setInterval(() => {
        console.log("line " + count++ + " é");
        if (count === 20) { clearInterval(timer); process.stdout.write("no newline"); }
      }, 20);`);
    const options = project.options(argv);
    const running = superviseRun(options);
    await waitFor(() => existsSync(runPaths(project.root, options.runId).supervisor), {
      label: "the run has begun",
    });
    const text = await textOf(followLog(project.root, options.runId, { signal: never }));
    await running;
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index} é\n`).join("");
    expect(text).toBe(`${lines}no newline`);
  });

  it("gives what there is of a run that has ended, and nothing without a log", async () => {
    expect(await textOf(followLog(project.root, "r1", { signal: never }))).toBe("");
    const { log } = runPaths(project.root, "r1");
    writeFileSync(log, "x".repeat(200_000));
    expect(await textOf(followLog(project.root, "r1", { signal: never }))).toHaveLength(200_000);
    const tail = followLog(project.root, "r1", { signal: never, offset: 199_990 });
    expect(await textOf(tail)).toHaveLength(10);
  });

  it("keeps up with a flood", async () => {
    const file = path.join(project.root, "flood");
    const flood = "a line of a log that is written very quickly\n".repeat(200_000);
    let isEnded = false;
    const reading = textOf(followFile(file, () => isEnded, { signal: never }));
    appendFileSync(file, flood);
    isEnded = true;
    expect((await reading).length).toBe(flood.length);
  });

  it("ends when it is told to, without an error", async () => {
    const stop = new AbortController();
    const reading = textOf(
      followFile(path.join(project.root, "none"), () => false, { signal: stop.signal }),
    );
    stop.abort();
    expect(await reading).toBe("");
  });
});
