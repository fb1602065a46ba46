import { execFileSync } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ensurePythonEnv } from "../../../scripts/python-env.mjs";
import type { DataProfile } from "../../../src/core/drift/profile/profile.ts";
import { profileTable, type ProfileOptions } from "../../../src/platform/profile/profileTable.ts";
import {
  profileWithSpark,
  type SparkProfileOptions,
} from "../../../src/platform/profile/spark/sparkProfile.ts";
import { DataFixture } from "../../unit/platform/profile/dataFixture.ts";

/** The same files profiled by DuckDB and by PySpark's own Spark, in local mode. */
export class SparkFixture {
  readonly data: DataFixture;
  readonly env: NodeJS.ProcessEnv;
  readonly #temporary = process.env["TMPDIR"];

  private constructor(data: DataFixture, env: NodeJS.ProcessEnv) {
    this.data = data;
    this.env = env;
  }

  static async create(): Promise<SparkFixture> {
    const bin = path.dirname(ensurePythonEnv("spark"));
    const searched = `${bin}${path.delimiter}${process.env["PATH"] ?? ""}`;
    const env = { ...process.env, SPARK_HOME: undefined, PATH: searched };
    return new SparkFixture(await DataFixture.create(), env);
  }

  async duckdb(
    names: readonly string[],
    options: Partial<ProfileOptions & { types: Record<string, string> }> = {},
  ): Promise<DataProfile> {
    const table = await this.data.open(names, { types: options.types ?? {} });
    return profileTable(this.data.engine, table, { now: 0, ...options });
  }

  spark(
    names: readonly string[],
    options: Partial<SparkProfileOptions> = {},
  ): Promise<DataProfile> {
    const paths = names.map((name) => this.data.pathOf(name));
    return profileWithSpark(
      { kind: "files", paths, format: null, label: names.join(", ") },
      { master: "local[2]", env: this.env, root: this.data.folder, now: 0, ...options },
    );
  }

  read(name: string): Promise<Uint8Array> {
    return readFile(this.data.pathOf(name));
  }

  /** Where Spark's request and log are put from now on. */
  async temporaryFolder(): Promise<string> {
    const folder = this.data.pathOf("temporary-spark");
    await mkdir(folder, { recursive: true });
    process.env["TMPDIR"] = folder;
    return folder;
  }

  /** The command lines of living processes that have the text in them. */
  processesNaming(text: string): readonly string[] {
    const listed = execFileSync("ps", ["-A", "-ww", "-o", "args"], { encoding: "utf8" });
    return listed.split("\n").filter((line) => line.includes(text));
  }

  dispose(): Promise<void> {
    if (this.#temporary === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = this.#temporary;
    return this.data.dispose();
  }
}
