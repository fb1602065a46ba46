import type { RawColumn } from "../../../core/drift/compatibility/rawColumn.ts";
import type { ColumnType, DataProfile } from "../../../core/drift/profile/profile.ts";
import { numberExpression, textExpression } from "../columnTypes.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { CompareJob, JobContext } from "../dataJobs.ts";
import type { DataTable, TableColumn } from "../dataTable.ts";
import { openTable } from "../openTable.ts";

/** The rows of both sides, opened when they are first asked for. */
export class PairOfTables {
  readonly #job: CompareJob;
  readonly #profiles: { readonly reference: DataProfile; readonly current: DataProfile };
  readonly #engine: DataEngine;
  readonly #context: JobContext;
  #opened: Promise<{ readonly reference: DataTable; readonly current: DataTable }> | null = null;

  constructor(
    job: CompareJob,
    profiles: { readonly reference: DataProfile; readonly current: DataProfile },
    { engine, context }: { readonly engine: DataEngine; readonly context: JobContext },
  ) {
    this.#job = job;
    this.#profiles = profiles;
    this.#engine = engine;
    this.#context = context;
  }

  /** False where a side is a profile. */
  get hasRows(): boolean {
    return this.#job.reference.kind === "files" && this.#job.current.kind === "files";
  }

  open(): Promise<{ readonly reference: DataTable; readonly current: DataTable }> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /**
   * All values of a column on both sides in the order of rows; null for what cannot be compared as
   * numbers, categories or texts. `asCategory` for numbers that are classes.
   */
  async readColumn(name: string, asCategory: boolean): Promise<RawColumn | null> {
    const { reference, current } = await this.open();
    const [before, now] = [reference, current].map((table) =>
      table.columns.find((column) => column.name === name),
    );
    if (before === undefined || now === undefined) return null;
    const kind = kindOf(before, asCategory);
    if (kind === null) return null;
    if (kind === "numbers") {
      if (kindOf(now, asCategory) !== "numbers") return null;
      return {
        kind,
        name,
        reference: await this.#numbers(reference, before),
        current: await this.#numbers(current, now),
      };
    }
    return {
      kind,
      name,
      reference: await this.#texts(reference, before),
      current: await this.#texts(current, now),
    };
  }

  async #numbers(table: DataTable, column: TableColumn): Promise<Float64Array> {
    const query = `SELECT ${numberExpression(column)} AS value FROM ${table.sql}`;
    return (await this.#engine.columns(query)).numbers("value");
  }

  async #texts(table: DataTable, column: TableColumn): Promise<readonly (string | null)[]> {
    const query = `SELECT ${textExpression(column)} AS value FROM ${table.sql}`;
    return (await this.#engine.columns(query)).texts("value");
  }

  async #open(): Promise<{ readonly reference: DataTable; readonly current: DataTable }> {
    const { reference, current, settings, monitor } = this.#job;
    if (reference.kind !== "files" || current.kind !== "files") {
      throw new Error("A profile has no rows");
    }
    const optionsFor = (profile: DataProfile) => ({
      settings,
      types: { ...textTypes(profile), ...monitor.columns.types },
      report: (label: string, fraction: number | null): void => {
        this.#context.report(label, fraction);
      },
    });
    const { reference: before, current: now } = this.#profiles;
    return {
      reference: await openTable(this.#engine, reference, optionsFor(before)),
      current: await openTable(this.#engine, current, optionsFor(now)),
    };
  }
}

/** Which columns of strings are texts and which are categories: profiling has told them apart. */
function textTypes({ columns }: DataProfile): Readonly<Record<string, ColumnType>> {
  const strings = columns.filter(
    ({ type, storedType }) => storedType === "VARCHAR" && (type === "text" || type === "category"),
  );
  return Object.fromEntries(strings.map(({ name, type }) => [name, type]));
}

function kindOf({ type }: TableColumn, asCategory: boolean): RawColumn["kind"] | null {
  switch (type) {
    case "number":
      return asCategory ? "categories" : "numbers";
    case "boolean":
    case "category":
      return "categories";
    case "text":
      return "texts";
    case "timestamp":
    case "nested":
    case "unsupported":
      return null;
  }
}
