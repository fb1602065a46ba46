/**
 * `npm run package [-- --target linux-x64]`: makes a VSIX for one system, without a target for the
 * one this runs on: DuckDB is compiled.
 */
import path from "node:path";
import { cacheFolder, checkoutRoot, say } from "./checkout.ts";
import { createPackage } from "./packaging/createPackage.ts";

const at = process.argv.indexOf("--target");
const target = at < 0 ? undefined : process.argv[at + 1];

const vsix = await createPackage({
  stageFolder: path.join(cacheFolder, "package"),
  outFolder: checkoutRoot,
  ...(target === undefined ? {} : { target }),
});
say(`Packaged ${path.relative(process.cwd(), vsix)}`);
