/**
 * Validates every YAML file below the current folder with yaml-language-server.
 *
 *   node test/bench/lintFiles/validate.ts FOLDER_OF_THE_SERVER
 */
import { readdirSync, readFileSync } from "node:fs";
import { openYamlServer } from "../yamlLanguageServer.ts";

const validate = await openYamlServer(process.argv[2] ?? "");
const files = readdirSync(".", { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".yaml"),
);
let problems = 0;
for (const file of files) problems += await validate(file, 1, readFileSync(file, "utf8"));
process.stdout.write(`${files.length} files, ${problems} problems\n`);
