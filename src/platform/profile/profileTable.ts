import { maskProfile } from "../../core/drift/profile/categoryLabels.ts";
import { fingerprint } from "../../core/drift/profile/fingerprint.ts";
import {
  profileVersion,
  type ColumnProfile,
  type DataProfile,
} from "../../core/drift/profile/profile.ts";
import type { DataEngine } from "./dataEngine.ts";
import type { DataTable } from "./dataTable.ts";
import { batchesOf, withBatch, type BatchColumn, type ProfileBatch } from "./profileBatch.ts";
import { profileCategories } from "./profileCategories.ts";
import { profileNumbers } from "./profileNumbers.ts";

export interface ProfileOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Take the bins and categories of this profile, so that both can be merged and compared exactly. */
  readonly like?: DataProfile | null;
  /** Categories as hashes. */
  readonly isMasked?: boolean;
  readonly report?: (fraction: number) => void;
  /** Up to so many rows are fetched whole; of more, a sample of about as many sets the bins. */
  readonly fetchedRows?: number;
}

/**
 * The profile of a table: one scan that describes, one that counts bins, and one for each column
 * with few values. The same rows in any order give the same profile, whatever runs at once. −0 is 0;
 * numbers beyond 2^53 and decimals are the nearest double. Infinite dates count as missing.
 */
export async function profileTable(
  engine: DataEngine,
  table: DataTable,
  { now, like = null, isMasked = false, report, fetchedRows }: ProfileOptions,
): Promise<DataProfile> {
  const [counted] = await engine.rows(`SELECT count(*) AS rows FROM ${table.sql}`);
  const rows = Number(counted?.["rows"]);
  const models = new Map(like?.columns.map((column) => [column.name, column]));
  const batches = batchesOf(table, models);
  const profiled: ProfiledColumn[] = [];
  for (const [index, columns] of batches.entries()) {
    report?.(index / batches.length);
    const done = await withBatch(engine, table, { rows, columns }, (batch) =>
      profileBatch(engine, batch, fetchedRows),
    );
    profiled.push(...done);
  }
  report?.(1);
  const profile: DataProfile = {
    sextantProfile: profileVersion,
    rows,
    columns: profiled.map(({ column }) => column),
    // What is listed because another profile lists it is no part of these data.
    fingerprint: fingerprint({ rows, columns: profiled.map(({ own }) => own) }),
    createdAt: new Date(now).toISOString(),
    engine: "duckdb",
    files: table.files,
  };
  return isMasked || hasMasks(like) ? maskProfile(profile) : profile;
}

function hasMasks(like: DataProfile | null): boolean {
  return like?.columns.some(({ categories }) => categories?.isMasked === true) ?? false;
}

interface ProfiledColumn {
  readonly column: ColumnProfile;
  /** Without what was taken from another profile. */
  readonly own: ColumnProfile;
}

async function profileBatch(
  engine: DataEngine,
  batch: ProfileBatch,
  fetchedRows: number | undefined,
): Promise<readonly ProfiledColumn[]> {
  const done = new Map<string, ProfiledColumn>();
  for (const { column, nulls, summary } of await profileNumbers(engine, batch, fetchedRows)) {
    const profile = { ...commonOf(column), nulls, numbers: summary };
    done.set(column.alias, { column: profile, own: profile });
  }
  for (const { column, nulls, summary, own } of await profileCategories(engine, batch)) {
    const profile = { ...commonOf(column), nulls, categories: own };
    done.set(column.alias, { column: { ...profile, categories: summary }, own: profile });
  }
  for (const [column, nulls] of await countMissing(engine, batch)) {
    const profile = { ...commonOf(column), nulls };
    done.set(column.alias, { column: profile, own: profile });
  }
  return batch.columns.flatMap(({ alias }) => done.get(alias) ?? []);
}

function commonOf({ name, type, storedType }: BatchColumn): ColumnProfile {
  return { name, type, storedType, nulls: 0, numbers: null, categories: null };
}

async function countMissing(
  engine: DataEngine,
  batch: ProfileBatch,
): Promise<readonly (readonly [BatchColumn, number])[]> {
  const columns = batch.columns.filter(({ kind }) => kind === "other");
  if (columns.length === 0) return [];
  const selected = columns.map(({ alias }) => `count(${alias}) AS ${alias}`);
  const [row] = await engine.rows(`SELECT ${selected.join(", ")} FROM ${batch.sql}`);
  return columns.map((column) => [column, batch.rows - Number(row?.[column.alias])] as const);
}
