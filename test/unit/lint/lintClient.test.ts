import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/base/errors.ts";
import type { Log } from "../../../src/base/logging.ts";
import {
  startLintClient,
  type EditorText,
  type LintClient,
} from "../../../src/platform/lint/lintClient.ts";
import { waitFor } from "../../support/waitFor.ts";
import { LintFolder } from "./lintFolder.ts";

const workerPath = fileURLToPath(
  new URL("../../../src/platform/lint/lintWorker.ts", import.meta.url),
);
const dyingWorkerPath = fileURLToPath(new URL("dyingLintWorker.ts", import.meta.url));
const good = "stages:\n  a:\n    cmd: echo 1\n";
const bad = "stages:\n  a:\n    desc: nothing\n";

let disk: LintFolder | undefined;
let client: LintClient | undefined;

afterEach(() => {
  client?.dispose();
  disk?.dispose();
});

/** What is known of each file, as somebody who listens has it. */
function open(
  files: Readonly<Record<string, string>>,
  texts = new Map<string, EditorText>(),
  thread = workerPath,
) {
  disk = new LintFolder(files);
  const found = new Map<string, string>();
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  const log: Log = { error: say, warn: say, info: say, debug: say };
  let resets = 0;
  const started = startLintClient({
    ...{ root: disk.root, isTrusted: false, workerPath: thread, log },
    readText: (path) => texts.get(path),
  });
  started.onDidFind((told) => {
    for (const { path, version, findings } of told) {
      const rules = findings.map(({ rule, range }) => `${rule} ${range.start.line}`);
      found.set(path, [...(version === null ? [] : [`@${version}`]), ...rules].join(" "));
    }
  });
  started.onDidReset(() => {
    resets += 1;
    found.clear();
  });
  client = started;
  return { client: started, found, said, resets: () => resets };
}

describe("the thread that lints", () => {
  it("tells of the files on the disk, then of what is typed", async () => {
    const { client, found, said } = open({ "dvc.yaml": bad, "b/dvc.yaml": good });
    await client.settled();
    expect([...found]).toEqual([["dvc.yaml", "DVC002 1"]]);
    client.setText("dvc.yaml", 1, good);
    await client.settled();
    expect(found.get("dvc.yaml")).toBe("@1");
    for (let version = 2; version < 40; version++) {
      client.changeText("dvc.yaml", version, [{ start: 0, end: 0, text: "\n" }]);
    }
    const cmd = good.indexOf("cmd") + 38;
    client.changeText("dvc.yaml", 40, [{ start: cmd, end: cmd + 3, text: "desc" }]);
    await client.settled();
    expect(found.get("dvc.yaml")).toContain("@40 DVC002 39");
    client.setText("dvc.yaml", 41, null);
    await client.settled();
    expect(found.get("dvc.yaml")).toBe("DVC002 1");
    expect(await client.paths()).toEqual(["b/dvc.yaml", "dvc.yaml"]);
    expect(said).toEqual([]);
  });

  it("looks at the disk again when it is told to", async () => {
    const { client, found } = open({ "dvc.yaml": bad });
    await client.settled();
    disk?.write({ "dvc.yaml": good, "new/dvc.yaml": bad });
    await client.refresh(["dvc.yaml", "new"]);
    await client.settled();
    expect(Object.fromEntries(found)).toEqual({ "dvc.yaml": "", "new/dvc.yaml": "DVC002 1" });
  });

  it("asks for a string that it does not know", async () => {
    const texts = new Map([["dvc.yaml", { version: 7, text: bad }]]);
    const { client, found } = open({ "dvc.yaml": good }, texts);
    client.changeText("dvc.yaml", 7, [{ start: 0, end: 3, text: "abc" }]);
    await waitFor(() => found.get("dvc.yaml") === "@7 DVC002 1", { label: "the whole text" });
  });

  it("is started again when it ends, and told all texts", async () => {
    const texts = new Map([["b/dvc.yaml", { version: 3, text: bad }]]);
    const { client, found, said, resets } = open({ "dvc.yaml": bad }, texts, dyingWorkerPath);
    client.setText("b/dvc.yaml", 3, bad);
    await client.settled();
    expect(found.size).toBe(2);
    client.setText("other.yaml", 1, "end");
    await waitFor(() => resets() === 1 && found.size === 2, { label: "all told again" });
    expect(found.get("b/dvc.yaml")).toBe("@3 DVC002 1");
    expect(said).toContain("the linter's thread ended; it is started again");
  });

  it("is not started again for ever", async () => {
    const texts = new Map([["a.yaml", { version: 1, text: "end" }]]);
    const { client, said, resets } = open({}, texts, dyingWorkerPath);
    client.setText("a.yaml", 1, "end");
    await waitFor(() => said.some((line) => line.includes("not started again")), { label: "end" });
    expect(resets()).toBe(4);
    await expect(client.paths()).rejects.toMatchObject({ code: "lint-worker-died" });
  });

  it("fails what is asked when it is disposed, and only that", async () => {
    const { client } = open({ "dvc.yaml": good });
    const asked = client.settled();
    client.dispose();
    await expect(asked).rejects.toBeInstanceOf(CancelledError);
    await expect(client.paths()).rejects.toBeInstanceOf(CancelledError);
    client.setText("dvc.yaml", 1, bad);
  });
});
