import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * The script that Spark runs. This file is what runs from the sources: the build puts the script
 * itself in its place.
 */
export function readSparkScript(): string {
  return readFileSync(path.join(import.meta.dirname, "profile_spark.py"), "utf8");
}
