import { existsSync } from "node:fs";
import path from "node:path";
import { CommandFailed, runCommand } from "../commands.ts";
import { say } from "../checkout.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const fixedPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** Quiet, and able to run as root in a container. */
export const chromiumArguments = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/**
 * A Chromium to drive: the one `PLAYWRIGHT_CHROMIUM` names, one on PATH or in its usual place, or
 * one installed by the system's package manager where we may (Debian, as root).
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Installing Chromium (apt-get install chromium) …");
    await installByApt();
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "No Chromium was found for the tests that need a browser. Install one (Debian and Ubuntu: " +
      "`sudo apt-get install chromium`; macOS and Windows: Google Chrome), or set " +
      "PLAYWRIGHT_CHROMIUM to the path of its executable.",
  );
}

function findChromium(): string | undefined {
  const named = process.env["PLAYWRIGHT_CHROMIUM"];
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return named;
    throw new Error(`PLAYWRIGHT_CHROMIUM names ${named}, which does not exist.`);
  }
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...onPath, ...fixedPlaces].find((candidate) => existsSync(candidate));
}

async function installByApt(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await runCommand("apt-get", ["update", "-qq"], { env });
    await runCommand("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      env,
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    say(error.message);
  }
}
