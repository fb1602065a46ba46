/**
 * Files a second of `sextant lint` from a cold process, against DVC's own load of such projects and
 * yaml-language-server's validation of such files.
 *
 *   node test/bench/lintFiles/lintFiles.ts [--folders N] [--rounds N]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot } from "../../../scripts/checkout.ts";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import { writeSmallProjects } from "../lintProjects.ts";
import { formatMs, formatRatio, median, numberAfter, printReport } from "../report.ts";
import { installYamlServer, yamlServerVersion } from "../yamlLanguageServer.ts";

/** DVC's time for a folder grows with their number: at about this one it reads the most a second. */
const dvcFolders = 500;
/** What kubeconform says of itself, for another schema and on four cores. */
const kubeconform = 5200;

async function main(): Promise<void> {
  const folders = numberAfter("--folders", 5000);
  const rounds = numberAfter("--rounds", 5);
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-bench-"));
  try {
    const whole = project(folder, "whole", folders);
    const forDvc = project(folder, "dvc", dvcFolders);
    const cli = buildCli(folder);
    const python = ensurePythonEnv("dvc");
    const server = await installYamlServer();
    const own: Taken[] = [];
    const dvc: Taken[] = [];
    const yaml: Taken[] = [];
    const maxRss =
      "data:text/javascript,process.on('exit',()=>console.error(process.resourceUsage().maxRSS))";
    // The first round warms the file cache.
    for (let round = 0; round <= rounds; round++) {
      const taken = run(process.execPath, ["--import", maxRss, cli, "lint", "--statistics"], whole);
      if (round > 0) own.push(taken);
      if (round > 0 && round <= 3) {
        dvc.push(run(python, [path.join(import.meta.dirname, "load_projects.py")], forDvc, folder));
        yaml.push(
          run(process.execPath, [path.join(import.meta.dirname, "validate.ts"), server], whole),
        );
      }
    }
    const rate = (taken: readonly Taken[], files: number): number =>
      files / (median(taken.map(({ ms }) => ms)) / 1000);
    const rates = {
      own: rate(own, folders * 2),
      dvc: rate(dvc, dvcFolders * 2),
      yaml: rate(yaml, folders * 2),
    };
    const row = (what: string, files: number, taken: readonly Taken[], speed: number): string[] => [
      what,
      files.toLocaleString("en"),
      formatMs(median(taken.map(({ ms }) => ms))),
      Math.round(speed).toLocaleString("en"),
      speed === rates.own ? "" : formatRatio(rates.own / speed),
    ];
    const memory = Math.round(median(own.map(({ maxRssMb }) => maxRssMb)));
    printReport({
      title: `Lint ${(folders * 2).toLocaleString("en")} small pipeline files`,
      method: `Folders with a \`dvc.yaml\` of two stages with templates, its \`params.yaml\` and two scripts; one in twenty has a fault. Each from a cold process: \`sextant lint\` of the production bundle with files found, git asked, parsed, indexed and all rules run, ${rounds} rounds; DVC ${dvcVersion(python)} opening a repository of ${dvcFolders} of the same folders and checking its graph, and yaml-language-server ${yamlServerVersion} validating the same files one by one with a schema of our own wording about as strict as the official one, 3 rounds between; medians. All but kubeconform on this machine. Peak memory of \`sextant lint\`: ${memory} MB. Target: 5,000 files a second on 2 cores.`,
      columns: ["what", "files", "time", "files a second", "Sextant is faster by"],
      rows: [
        row("`sextant lint`", folders * 2, own, rates.own),
        row("DVC: load and check the graph", dvcFolders * 2, dvc, rates.dvc),
        row("yaml-language-server: validate", folders * 2, yaml, rates.yaml),
        [
          "kubeconform, as published, on 4 cores",
          "",
          "",
          "5,200",
          formatRatio(rates.own / kubeconform),
        ],
      ],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function project(folder: string, name: string, count: number): string {
  const root = path.join(folder, name);
  mkdirSync(root);
  writeSmallProjects(root, count);
  return root;
}

function buildCli(folder: string): string {
  const args = ["scripts/build.mjs", "--production", `--out=${folder}/dist`, "cli"];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: checkoutRoot,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the bundle was not built: ${stderr}`);
  writeFileSync(path.join(folder, "dist/package.json"), '{ "type": "commonjs" }\n');
  return path.join(folder, "dist/cli.cjs");
}

interface Taken {
  readonly ms: number;
  readonly maxRssMb: number;
}

/** `home`: where a peer may keep what it keeps. Exit code 1 means findings. */
function run(program: string, args: readonly string[], cwd: string, home?: string): Taken {
  const env = { ...process.env, ...(home === undefined ? {} : peerEnvironment(home)) };
  const start = performance.now();
  const done = spawnSync(program, args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 });
  const ms = performance.now() - start;
  if (done.status !== 0 && done.status !== 1) throw new Error(`${program}: ${done.stderr}`);
  if (done.stdout.trim() === "") throw new Error(`${program} found nothing: ${done.stderr}`);
  const lastLine = done.stderr.trimEnd().split("\n").at(-1) ?? "";
  return { ms, maxRssMb: Number(lastLine) / 1024 };
}

function peerEnvironment(home: string): Record<string, string> {
  const siteCache = path.join(home, "site");
  return {
    ...{ HOME: home, DVC_NO_ANALYTICS: "1", DVC_STUDIO_OFFLINE: "true" },
    DVC_SITE_CACHE_DIR: siteCache,
  };
}

function dvcVersion(python: string): string {
  const { stdout } = spawnSync(python, ["-m", "dvc", "--version"], { encoding: "utf8" });
  return stdout.trim();
}

await main();
