import type * as DuckDbModule from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import { AppError, CancelledError } from "../../base/errors.ts";
import { quoteName } from "./dataTable.ts";
import { engineError } from "./engineErrors.ts";
import { NumberBuffer } from "./numberBuffer.ts";

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

/** A query's answer column by column. */
export interface SqlColumns {
  readonly rows: number;
  readonly names: readonly string[];
  /**
   * Numbers, booleans (0 and 1), and dates and times (milliseconds since the epoch, UTC); NaN where
   * there is no value. Throws for a column of another type.
   */
  numbers(name: string): Float64Array;
  /** Everything else, as DuckDB writes it. Throws for a column that `numbers` gives. */
  texts(name: string): readonly (string | null)[];
}

/** One connection to an in-memory database; lives as long as the data process's job. */
export class DataEngine {
  /** Removed when the job ends. */
  readonly temporaryFolder: string;
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  #isInterrupted = false;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    temporaryFolder: string,
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.temporaryFolder = temporaryFolder;
  }

  /** Rejects with AppError `data-engine-missing` where DuckDB's program for this system is absent. */
  static async open({
    temporaryFolder,
    memoryLimitMb,
    threads,
  }: EngineOptions): Promise<DataEngine> {
    const { DuckDBInstance } = await loadDuckDb();
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${memoryLimitMb}MB`,
      temp_directory: temporaryFolder,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      // Few ask for the order of rows (`inOrder`), and keeping it costs memory.
      preserve_insertion_order: "false",
      ...(threads !== undefined && { threads: String(threads) }),
    });
    const engine = new DataEngine(instance, await instance.connect(), temporaryFolder);
    // A date without a time zone means the same on every machine.
    await engine.execute("SET TimeZone = 'UTC'");
    return engine;
  }

  async execute(sql: string): Promise<void> {
    await this.#alone(() => this.#connection.run(sql));
  }

  async rows(sql: string): Promise<readonly SqlRow[]> {
    const reader = await this.#alone(() => this.#connection.runAndReadAll(sql));
    return reader.getRowObjects();
  }

  /** The columns that a query gives, with their types as DuckDB calls them; it is not run. */
  async describe(sql: string): Promise<readonly { name: string; type: string }[]> {
    const rows = await this.rows(`DESCRIBE ${sql}`);
    return rows.map((row) => ({
      name: String(row["column_name"]),
      type: String(row["column_type"]),
    }));
  }

  /**
   * Fetches in pieces of a few thousand rows, straight into typed arrays: 8 bytes a number, and no
   * object a row. The order of rows is the engine's own unless the query orders them.
   */
  async columns(sql: string): Promise<SqlColumns> {
    const described = await this.describe(sql);
    const columns = described.map(({ name, type }) => ({ name, ...fetchPlan(type) }));
    const aliases = columns.map((_, index) => quoteName(`c${index}`));
    const selected = columns.map(({ expression }, index) => expression(aliases[index] ?? ""));
    const query = `SELECT ${selected.join(", ")} FROM (${sql}) AS fetched(${aliases.join(", ")})`;
    const numbers = new Map<string, NumberBuffer>();
    const texts = new Map<string, (string | null)[]>();
    for (const { name, isNumber } of columns) {
      if (isNumber) numbers.set(name, new NumberBuffer());
      else texts.set(name, []);
    }
    let rows = 0;
    await this.#forEachChunk(query, (chunk) => {
      rows += chunk.rowCount;
      for (const [index, { name }] of columns.entries()) {
        numbers.get(name)?.append(chunk, index);
        const list = texts.get(name);
        for (const value of list === undefined ? [] : chunk.getColumnValues(index))
          list?.push(typeof value === "string" ? value : null);
      }
    });
    const arrays = new Map([...numbers].map(([name, buffer]) => [name, buffer.finish()]));
    return {
      rows,
      names: columns.map(({ name }) => name),
      numbers: (name) => existing(arrays.get(name), name),
      texts: (name) => existing(texts.get(name), name),
    };
  }

  /**
   * What queries give meanwhile has the order that rows have in the files. It costs memory, so it is
   * asked for where the order means something.
   */
  async inOrder<T>(work: () => Promise<T>): Promise<T> {
    await this.execute("SET preserve_insertion_order = true");
    try {
      return await work();
    } finally {
      await this.execute("SET preserve_insertion_order = false");
    }
  }

  /**
   * Queries run in one thread meanwhile: each thread holds rows of its own, and of very wide tables
   * a few are too many.
   */
  async inOneThread<T>(work: () => Promise<T>): Promise<T> {
    const [row] = await this.rows("SELECT current_setting('threads') AS threads");
    await this.execute("SET threads = 1");
    try {
      return await work();
    } finally {
      await this.execute(`SET threads = ${Number(row?.["threads"] ?? 1)}`);
    }
  }

  /** Ends the statement that runs; it and all that follow reject with CancelledError. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  #forEachChunk(sql: string, visit: (chunk: DuckDBDataChunk) => void): Promise<void> {
    return this.#alone(async () => {
      const result = await this.#connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        this.#throwIfInterrupted();
        visit(chunk);
      }
    });
  }

  /** A statement that begins while another one's rows are fetched would cut those off. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      this.#throwIfInterrupted();
      try {
        return await work();
      } catch (error) {
        throw engineError(error);
      }
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  #throwIfInterrupted(): void {
    if (this.#isInterrupted) throw new CancelledError();
  }
}

async function loadDuckDb(): Promise<typeof DuckDbModule> {
  try {
    return await import("@duckdb/node-api");
  } catch (error) {
    throw new AppError(
      "data-engine-missing",
      `Data files cannot be read: DuckDB's program for ${process.platform}-${process.arch} is not installed. Install the extension's package for this system; from npm, install sextant again with optional dependencies.`,
      { cause: error },
    );
  }
}

function existing<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The query gives no such column: ${name}`);
  return value;
}

interface FetchPlan {
  readonly isNumber: boolean;
  readonly expression: (column: string) => string;
}

const numericTypes =
  /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|BOOLEAN|DECIMAL\(.*\)|BIGNUM)$/;

function fetchPlan(type: string): FetchPlan {
  if (numericTypes.test(type)) {
    return {
      isNumber: true,
      expression: (column) => `coalesce(CAST(${column} AS DOUBLE), 'nan'::DOUBLE)`,
    };
  }
  if (/^(DATE$|TIMESTAMP)/.test(type)) {
    return {
      isNumber: true,
      expression: (column) => `coalesce(CAST(epoch_ms(${column}) AS DOUBLE), 'nan'::DOUBLE)`,
    };
  }
  return { isNumber: false, expression: (column) => `CAST(${column} AS VARCHAR)` };
}
