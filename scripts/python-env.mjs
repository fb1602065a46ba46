// Makes a Python environment with the packages that tests and benchmarks compare Sextant with.
//
// `node scripts/python-env.mjs mlflow` ensures the packages of
// `test/contract/requirements-mlflow.txt` in `.cache/python/mlflow` and prints its interpreter.
// What is there already is left alone, so that calling it again costs nothing.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The interpreter of the environment with that set of packages; throws a sentence when it cannot be made. */
export function ensurePythonEnv(set) {
  const requirements = path.join(root, "test", "contract", `requirements-${set}.txt`);
  if (!existsSync(requirements)) {
    throw new Error(
      `There is no set of Python packages called "${set}": ${requirements} is missing.`,
    );
  }
  const folder = path.join(root, ".cache", "python", set);
  const python = path.join(
    folder,
    ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
  );
  const stamp = path.join(folder, "installed");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted)
    return python;

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  run(
    basePython(),
    ["-m", "venv", folder],
    "Python could not make an environment. On Debian and Ubuntu, install python3-venv.",
  );
  run(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
    `The packages of ${requirements} could not be installed.`,
  );
  writeFileSync(stamp, wanted);
  return python;
}

function basePython() {
  for (const name of [process.env.PYTHON, "python3", "python"]) {
    if (name === undefined || name === "") continue;
    try {
      execFileSync(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"], {
        stdio: "ignore",
      });
      return name;
    } catch {
      continue;
    }
  }
  throw new Error("Python 3.10 or newer is needed: install it, or name its interpreter in PYTHON.");
}

function run(command, argv, explanation) {
  try {
    execFileSync(command, argv, { stdio: ["ignore", "pipe", "pipe"], maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const output = `${error.stdout ?? ""}${error.stderr ?? ""}`
      .trim()
      .split("\n")
      .slice(-20)
      .join("\n");
    throw new Error(`${explanation}\n${output || error.message}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${ensurePythonEnv(process.argv[2] ?? "")}\n`);
  } catch (error) {
    process.stderr.write(`python-env: ${error.message}\n`);
    process.exitCode = 1;
  }
}
