import { markGuess } from "../../snapshots/describe.ts";
import type { Run } from "../run.ts";
import type { GroupRow, Grouping } from "../view.ts";

/** A line of the table: a group, or a run with its place in the tree. */
export type Line =
  | { readonly kind: "group"; readonly group: GroupRow }
  | {
      readonly kind: "run";
      readonly row: number;
      readonly depth: number;
      readonly childCount: number;
      readonly isCollapsed: boolean;
    };

export interface LayoutOptions {
  readonly group: Grouping;
  readonly collapsed: ReadonlySet<string>;
  readonly isSorted: boolean;
  readonly runOf: (row: number) => Run | undefined;
  readonly rowOf: (id: string) => number | undefined;
  /** Hashes of commits that a branch still reaches; null while that is not known. */
  readonly reachable: ReadonlySet<string> | null;
}

/** A chain of parents longer than this, or a circle, is cut. */
const maxDepth = 50;
const shortHashLength = 7;

/**
 * The lines of a table from the rows that are shown, in their order. A run stands under the
 * nearest of its parents that is shown too, and its group is that of the topmost.
 */
export function layoutRows(rows: Uint32Array, options: LayoutOptions): Line[] {
  const shown = new Set(rows);
  const roots: number[] = [];
  const children = new Map<number, number[]>();
  for (const row of rows) {
    const parent = shownParent(row, shown, options);
    if (parent === undefined) roots.push(row);
    else append(children, parent, row);
  }
  const lines: Line[] = [];
  const addTree = (row: number, depth: number): void => {
    const inner = children.get(row) ?? [];
    const isCollapsed = inner.length > 0 && options.collapsed.has(options.runOf(row)?.id ?? "");
    lines.push({ kind: "run", row, depth, childCount: inner.length, isCollapsed });
    if (!isCollapsed) for (const child of inner) addTree(child, depth + 1);
  };
  if (options.group === "none") {
    for (const row of roots) addTree(row, 0);
    return lines;
  }
  for (const { group, members } of collectGroups(roots, children, options)) {
    lines.push({ kind: "group", group });
    if (!group.isCollapsed) for (const row of members) addTree(row, 0);
  }
  return lines;
}

/** Undefined too for a run whose parents go round in a circle. */
function shownParent(
  row: number,
  shown: ReadonlySet<number>,
  options: LayoutOptions,
): number | undefined {
  let nearest: number | undefined;
  let current = row;
  for (let depth = 0; depth < maxDepth; depth++) {
    const parentId = options.runOf(current)?.parentId ?? null;
    const parent = parentId === null ? undefined : options.rowOf(parentId);
    if (parent === undefined) return nearest;
    if (nearest === undefined && shown.has(parent)) nearest = parent;
    current = parent;
  }
  return undefined;
}

interface Group {
  readonly group: GroupRow;
  readonly members: readonly number[];
}

function collectGroups(
  roots: readonly number[],
  children: ReadonlyMap<number, readonly number[]>,
  options: LayoutOptions,
): Group[] {
  const members = new Map<string, number[]>();
  for (const row of roots) append(members, groupIdOf(options.runOf(row), options.group), row);
  const groups = [...members].map(([id, rows]) => ({
    group: groupRow(id, { rows, runCount: countAll(rows, children) }, options),
    members: rows,
  }));
  // Under a chosen order the groups come in the order of their first runs.
  if (options.isSorted) return groups;
  return groups.sort((a, b) => (b.group.time ?? -Infinity) - (a.group.time ?? -Infinity) || 0);
}

function groupIdOf(run: Run | undefined, group: Grouping): string {
  if (group === "experiment") return `experiment:${run?.experiment ?? ""}`;
  // Runs that were recorded at a commit do not share a group with those only guessed to be at it.
  return `commit:${run?.git?.isGuess === true ? "~" : ""}${run?.git?.commit ?? ""}`;
}

function groupRow(
  id: string,
  content: { readonly rows: readonly number[]; readonly runCount: number },
  options: LayoutOptions,
): GroupRow {
  const runs = content.rows.flatMap((row) => options.runOf(row) ?? []);
  const describe = options.group === "experiment" ? describeExperiment : describeCommit;
  return {
    kind: "group",
    id,
    runCount: content.runCount,
    isCollapsed: options.collapsed.has(id),
    ...describe(runs, options.reachable),
  };
}

type GroupDescription = Omit<GroupRow, "kind" | "id" | "runCount" | "isCollapsed">;

const emptyDescription = {
  ...{ subject: "", branch: "", author: "" },
  ...{ isOrphaned: false, isGuess: false },
};

function describeExperiment(runs: readonly Run[]): GroupDescription {
  const label = runs[0]?.experiment ?? "";
  return { ...emptyDescription, label, time: newestStart(runs) };
}

function describeCommit(
  runs: readonly Run[],
  reachable: ReadonlySet<string> | null,
): GroupDescription {
  const git = runs[0]?.git ?? null;
  const time = newestStart(runs);
  if (git?.commit == null) {
    return { ...emptyDescription, label: "No commit", time };
  }
  return {
    label: markGuess(git.commit.slice(0, shortHashLength), git),
    subject: git.subject ?? "",
    branch: branchesOf(runs),
    author: git.author ?? "",
    time: git.committedAt ?? time,
    isOrphaned: reachable?.has(git.commit) === false,
    isGuess: git.isGuess === true,
  };
}

function branchesOf(runs: readonly Run[]): string {
  return [...new Set(runs.flatMap((run) => run.git?.branch ?? []))].join(", ");
}

function newestStart(runs: readonly Run[]): number | null {
  let newest: number | null = null;
  for (const { startTime } of runs) {
    if (startTime !== null && (newest === null || startTime > newest)) newest = startTime;
  }
  return newest;
}

function countAll(
  rows: readonly number[],
  children: ReadonlyMap<number, readonly number[]>,
): number {
  return rows.reduce((sum, row) => sum + 1 + countAll(children.get(row) ?? [], children), 0);
}

function append<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
