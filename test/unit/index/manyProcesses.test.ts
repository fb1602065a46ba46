import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";
import { ProjectFixture } from "./projectFixture.ts";

const writerCount = 10;
const readerCount = 2;
const pointCount = 300;

let project: ProjectFixture;
let children: ChildProcess[] = [];

beforeEach(() => {
  project = new ProjectFixture();
});

afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  project.dispose();
});

function start(role: "writer" | "reader", ...rest: string[]): Promise<unknown> {
  const program = new URL("indexProcess.ts", import.meta.url);
  const child = fork(program, [role, project.root, ...rest], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.push(child);
  let answer: unknown;
  child.on("message", (message) => (answer = message));
  return once(child, "exit").then(([code]) => {
    expect(code).toBe(0);
    return answer;
  });
}

it("lets ten write and two read at once", { timeout: 60_000 }, async () => {
  const ids = Array.from({ length: writerCount }, (_, index) => `run-${index}`);
  for (const id of ids) project.createRun(id);
  const readers = Array.from({ length: readerCount }, () =>
    start("reader", String(writerCount * pointCount)),
  );
  await Promise.all(ids.map((id) => start("writer", id, String(pointCount))));
  const seen = await Promise.all(readers);
  const index = RunIndex.open(project.root);
  index.refresh();
  for (const id of ids) {
    expect([...index.series(id, "loss").values], id).toEqual(
      Array.from({ length: pointCount }, (_, n) => n),
    );
    expect(index.run(id)?.metrics["loss"]).toMatchObject({
      count: pointCount,
      max: pointCount - 1,
    });
  }
  index.close();
  expect(seen).toEqual(Array.from({ length: readerCount }, () => writerCount * pointCount));
});
