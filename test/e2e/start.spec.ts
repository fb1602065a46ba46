import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { checkoutRoot } from "../../scripts/checkout.ts";
import { chromiumArguments, ensureChromium } from "../../scripts/editor/chromium.ts";
import { DriftPanelPage } from "../support/driftPanelPage.ts";
import { screenshotFolder } from "../support/editor.ts";
import { EditorWindow } from "../support/editorWindow.ts";
import { RunsPanelPage } from "../support/runsPanelPage.ts";

const demoRuns = [
  "baseline",
  "hidden",
  "hidden-fast",
  "shuffled",
  "decayed",
  "small-batches",
  "first-year",
  "steeper-units",
];

describe("npm start", () => {
  it("serves an editor on a fresh demo with finished runs and an alert, until Ctrl-C", async () => {
    const scratch = await mkdtemp(path.join(tmpdir(), "sextant-start-"));
    const start = spawn(
      process.execPath,
      ["scripts/bootstrap.mjs", "scripts/start.ts", "--workspace", path.join(scratch, "demo")],
      { cwd: checkoutRoot, stdio: ["ignore", "ignore", "pipe"], detached: true },
    );
    let printed = "";
    start.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const ended = once(start, "exit");
    const browser = await chromium.launch({
      executablePath: await ensureChromium(),
      args: chromiumArguments,
    });
    try {
      const address = /http:\/\/127\.0\.0\.1:(\d+)\/\?tkn=\w{40}/;
      await expect.poll(() => printed, { timeout: 150_000, interval: 200 }).toMatch(address);
      const [url = "", port = ""] = address.exec(printed) ?? [];
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(url);
      const window = new EditorWindow(page);
      await window.waitUntilReady();
      const panel = await RunsPanelPage.open(window);
      for (const name of demoRuns) await panel.waitForStatus(name, "Finished");
      // The picture of the README.
      await panel.card("val_accuracy").locator(".sx-plot canvas").waitFor();
      await window.openSideBar();
      await page.screenshot({ path: path.join(screenshotFolder, "demo.png") });
      // The clinic's monitor has looked at what arrived.
      const drift = await DriftPanelPage.open(window, "clinic");
      await drift.verdict("Degraded").waitFor();
      await drift.feature("mean_concave_points").waitFor();
      await page.screenshot({ path: path.join(screenshotFolder, "demo-drift.png") });
      expect(await isOpen(Number(port))).toBe(true);
      // As a terminal does: the signal goes to the whole group.
      process.kill(-(start.pid ?? 0), "SIGINT");
      await ended;
      expect(await isOpen(Number(port))).toBe(false);
    } finally {
      await browser.close();
      if (start.exitCode === null) process.kill(-(start.pid ?? 0), "SIGKILL");
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}
