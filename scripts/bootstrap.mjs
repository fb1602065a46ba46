// Runs a script of this folder on the project's own Node, after installing what is missing:
// `node scripts/bootstrap.mjs <script> [arguments]`. Plain JavaScript for any Node from 18 on,
// because it runs before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const binFolder = path.join(root, "node_modules", ".bin");
const nodePath = path.join(
  root,
  "node_modules/node/bin",
  process.platform === "win32" ? "node.exe" : "node",
);

/** The packages of a lock file by folder, without the project itself. */
function readPackages(file) {
  try {
    const { "": _project, ...packages } = JSON.parse(readFileSync(file, "utf8")).packages;
    return packages;
  } catch {
    return undefined;
  }
}

/** npm keeps a lock of what it really installed; ours must agree with it, version by version. */
function isInstalled() {
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const installed = readPackages(path.join(root, "node_modules/.package-lock.json"));
  if (wanted === undefined || installed === undefined || !existsSync(nodePath)) return false;
  return Object.entries(wanted).every(([folder, entry]) =>
    installed[folder] === undefined
      ? entry.optional === true || entry.peer === true
      : installed[folder].version === entry.version,
  );
}

/** Under `npm start` the running npm says where it lives; otherwise the one on PATH is used. */
function runNpm(args) {
  const npmScript = process.env.npm_execpath;
  const isScript = npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript);
  return isScript
    ? spawnSync(process.execPath, [npmScript, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, {
        cwd: root,
        stdio: "inherit",
        shell: process.platform === "win32",
      });
}

function install() {
  process.stderr.write("Installing the packages that are missing (npm ci) …\n");
  const { status, error } = runNpm(["ci", "--include=dev", "--no-audit", "--no-fund"]);
  if (status !== 0) {
    const reason = error === undefined ? `exit code ${status}` : error.message;
    process.stderr.write(`npm ci did not succeed (${reason}). Mend that, then run this again.\n`);
    process.exit(1);
  }
}

/** Ctrl-C reaches the whole process group by itself: only signals sent to us alone are passed on. */
function runOnProjectNode(script, args) {
  const child = spawn(nodePath, [path.resolve(root, script), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${binFolder}${path.delimiter}${process.env.PATH ?? ""}` },
  });
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGTERM"));
  child.on("error", (error) => {
    process.stderr.write(`${nodePath} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
  });
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write("usage: node scripts/bootstrap.mjs <script> [arguments]\n");
  process.exit(2);
}
if (!isInstalled()) install();
runOnProjectNode(script, args);
