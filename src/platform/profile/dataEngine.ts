import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";

/**
 * DuckDB, as the rest of the program sees it. It runs in the data process only: a crash of the
 * engine, or of its memory, takes neither the editor nor the command line with it.
 */

export interface EngineOptions {
  /** Where DuckDB may put what does not fit its memory; made and removed by the caller. */
  readonly temporaryFolder: string;
  readonly memoryLimitMb: number;
  readonly threads?: number;
}

/** What a query gives for one value; 64-bit integers are bigints. */
export type SqlValue = unknown;

/** Rows of a query as objects by column name; for small answers. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One connection to an in-memory database; lives as long as the data process's job. */
export class DataEngine {
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open({
    temporaryFolder,
    memoryLimitMb,
    threads,
  }: EngineOptions): Promise<DataEngine> {
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${memoryLimitMb}MB`,
      temp_directory: temporaryFolder,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      ...(threads !== undefined && { threads: String(threads) }),
    });
    return new DataEngine(instance, await instance.connect());
  }

  async execute(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  async rows(sql: string): Promise<readonly SqlRow[]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjects();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
