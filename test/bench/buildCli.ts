import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { checkoutRoot } from "../../scripts/checkout.ts";

/** The command line as it ships, with its data process, in `folder`; the path of its program. */
export function buildCli(folder: string): string {
  const args = ["scripts/build.mjs", "--production", `--out=${folder}/dist`, "cli", "data"];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: checkoutRoot,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the bundles were not built: ${stderr}`);
  // DuckDB is a program of its own, and is loaded from beside the bundle.
  symlinkSync(
    path.join(checkoutRoot, "node_modules"),
    path.join(folder, "node_modules"),
    "junction",
  );
  return path.join(folder, "dist/cli.cjs");
}
