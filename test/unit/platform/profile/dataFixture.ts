import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DataEngine } from "../../../../src/platform/profile/dataEngine.ts";
import type { DataFormat } from "../../../../src/platform/profile/sourceFiles.ts";
import type { DataTable } from "../../../../src/platform/profile/dataTable.ts";
import { openTable } from "../../../../src/platform/profile/openTable.ts";

/** Real files and a real DuckDB in a folder of their own. */
export class DataFixture {
  readonly folder: string;
  readonly engine: DataEngine;

  private constructor(folder: string, engine: DataEngine) {
    this.folder = folder;
    this.engine = engine;
  }

  static async create(threads = 2): Promise<DataFixture> {
    const folder = await mkdtemp(path.join(tmpdir(), "sextant-data-test-"));
    const temporaryFolder = path.join(folder, "temporary");
    const engine = await DataEngine.open({ temporaryFolder, memoryLimitMb: 700, threads });
    return new DataFixture(folder, engine);
  }

  get settings() {
    return {
      root: this.folder,
      cacheFolder: path.join(this.folder, "cache"),
      memoryLimitMb: 700,
      now: 0,
      allowsNetwork: false,
    };
  }

  pathOf(name: string): string {
    return path.join(this.folder, ...name.split("/"));
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const file = this.pathOf(name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  /** A file of Parquet with the rows of a query. */
  async writeParquet(name: string, query: string): Promise<string> {
    const file = this.pathOf(name);
    await mkdir(path.dirname(file), { recursive: true });
    await this.engine.execute(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
    return file;
  }

  open(
    names: readonly string[],
    {
      types = {},
      format = null,
    }: { readonly types?: Record<string, string>; readonly format?: DataFormat | null } = {},
  ): Promise<DataTable> {
    return openTable(
      this.engine,
      {
        kind: "files",
        paths: names.map((name) => this.pathOf(name)),
        format,
        label: names.join(", "),
      },
      { settings: this.settings, types },
    );
  }

  /** A table with the rows of a query, by way of a file. */
  async tableOf(query: string, types: Record<string, string> = {}): Promise<DataTable> {
    const name = `query-${(this.#queries += 1)}.parquet`;
    await this.writeParquet(name, query);
    return this.open([name], { types });
  }
  #queries = 0;

  async rowsOf(table: DataTable): Promise<readonly (readonly unknown[])[]> {
    const rows = await this.engine.rows(`SELECT * FROM ${table.sql}`);
    return rows.map((row) => Object.values(row));
  }

  async dispose(): Promise<void> {
    this.engine.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
