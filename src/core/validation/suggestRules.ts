import type { WrittenRule } from "../config/monitorsConfig.ts";
import { normaliseRule } from "../config/normaliseMonitor.ts";
import type { ColumnProfile, DataProfile, NumberSummary } from "../drift/profile/profile.ts";
import type { ValidationRule } from "../monitors/monitor.ts";
import { describeRange, percent } from "./constraints.ts";

export interface RuleSuggestion {
  /** As it would be written in `sextant.yaml`. */
  readonly written: WrittenRule;
  readonly rule: ValidationRule;
  /** What it says and why, for people who accept it or not. */
  readonly sentence: string;
}

/** Sets longer than this are no list that people would read. */
const maxListed = 20;
/** A set is suggested where each value stands for so many rows on average. */
const minRowsPerValue = 20;
const dayMs = 86_400_000;

/**
 * Rules that the data of a profile keep, to be accepted one by one: type and presence, how much may
 * be missing, ranges with room around them, sets of few categories, ids that do not repeat, the
 * number of rows, and how fresh times are. None for data without rows.
 */
export function suggestRules(profile: DataProfile): readonly RuleSuggestion[] {
  if (profile.rows === 0) return [];
  return [
    ...rowRules(profile.rows),
    ...profile.columns.flatMap((column) => [...columnRules(column, profile)]),
  ].map(({ written, sentence }) => ({ written, rule: normaliseRule(written), sentence }));
}

type Draft = Omit<RuleSuggestion, "rule">;

function rowRules(rows: number): readonly Draft[] {
  const minRows = Math.floor(rows / 2);
  const maxRows = rows * 2;
  return [
    {
      written: { minRows, maxRows, level: "warning" },
      sentence: `Between ${minRows} and ${maxRows} rows: the reference has ${rows}.`,
    },
  ];
}

function* columnRules(column: ColumnProfile, profile: DataProfile): Iterable<Draft> {
  const { name, type } = column;
  if (type === "nested" || type === "unsupported") return;
  const missing = column.nulls + (column.numbers?.nan ?? 0);
  if (missing === profile.rows) return;
  yield {
    written: { column: name, required: true, type },
    sentence: `${name} is there and is a ${type}.`,
  };
  yield missingRule(name, missing / profile.rows);
  if (type === "number" && column.numbers) yield* numberRules(column, column.numbers, profile);
  if (type === "category" || type === "boolean") yield* setRules(column, profile.rows - missing);
  if (type === "timestamp") yield* freshness(column, profile);
}

function missingRule(column: string, share: number): Draft {
  if (share === 0) {
    return {
      written: { column, maxMissing: 0 },
      sentence: `${column} has no missing values: the reference has none.`,
    };
  }
  const maxMissing = Math.min(1, Math.ceil(share * 150) / 100);
  return {
    written: { column, maxMissing, level: "warning" },
    sentence: `${column} misses at most ${percent(maxMissing)}: the reference misses ${percent(share)}.`,
  };
}

function* numberRules(
  { name }: ColumnProfile,
  numbers: NumberSummary,
  profile: DataProfile,
): Iterable<Draft> {
  const { min, max, count, distinct, isWhole, values } = numbers;
  if (min === null || max === null) return;
  if (
    isId(name) &&
    isWhole &&
    values === null &&
    distinct >= 0.9 * count &&
    count === profile.rows
  ) {
    yield {
      written: { column: name, unique: true },
      sentence: `${name} has no value twice: it looks like an id.`,
    };
    return;
  }
  const bounds = widened(min, max, isWhole);
  yield {
    written: { column: name, ...bounds, level: "warning" },
    sentence: `${name} is ${describeRange(bounds)}: the reference lies between ${min} and ${max}.`,
  };
  if (numbers.positiveInfinities + numbers.negativeInfinities === 0) {
    yield {
      written: { column: name, allowInfinite: false },
      sentence: `${name} has no infinities: the reference has none.`,
    };
  }
}

/**
 * A tenth of the range as room on both sides, rounded to that tenth's first digit; zero is not
 * crossed downwards, and shares stay shares.
 */
function widened(min: number, max: number, isWhole: boolean): { min: number; max: number } {
  const room = (max - min) / 10;
  const unit = room > 0 ? 10 ** Math.floor(Math.log10(room)) : 1;
  const step = isWhole ? Math.max(1, unit) : unit;
  const low = tidy(Math.floor((min - room) / step) * step);
  const high = tidy(Math.ceil((max + room) / step) * step);
  const least = min >= 0 ? Math.max(0, low) : low;
  const greatest = min >= 0 && max <= 1 ? Math.min(1, high) : high;
  const isSound = least <= min && greatest >= max && Number.isFinite(greatest - least);
  return isSound ? { min: least, max: greatest } : { min, max };
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function* setRules({ name, categories }: ColumnProfile, rows: number): Iterable<Draft> {
  if (!categories || categories.isMasked) return;
  const { top, otherCount, distinct } = categories;
  if (otherCount === 0 && isId(name) && distinct === rows && rows > maxListed) {
    yield {
      written: { column: name, unique: true },
      sentence: `${name} has no value twice: it looks like an id.`,
    };
    return;
  }
  if (otherCount > 0 || top.length > maxListed || rows < top.length * minRowsPerValue) return;
  const values = top.map(({ value }) => value).toSorted();
  const isBoolean = values.every((value) => value === "true" || value === "false");
  if (isBoolean) return;
  yield {
    written: { column: name, in: values },
    sentence: `${name} is one of ${values.length} values: ${values.join(", ")}.`,
  };
}

function* freshness({ name, numbers }: ColumnProfile, profile: DataProfile): Iterable<Draft> {
  const newest = numbers?.max ?? null;
  const made = Date.parse(profile.createdAt);
  if (newest === null || Number.isNaN(made) || newest > made) return;
  const days = Math.max(1, Math.ceil((2 * (made - newest)) / dayMs));
  // Data that were old when they were profiled are an archive: nothing is to be fresh there.
  if (days > 60) return;
  yield {
    written: { column: name, maxAge: `${days}d`, level: "warning" },
    sentence: `The newest ${name} is at most ${days} ${days === 1 ? "day" : "days"} old.`,
  };
}

function isId(name: string): boolean {
  return /(^|[_\-. ])(id|uuid|guid|key|index)$/i.test(name) || /[a-z](Id|ID|Uuid|Key)$/.test(name);
}
