import { formatLabels, isFormatId } from "../formats/formatIds.ts";
import { formatRelativeTime } from "../charts/format.ts";
import type { Run } from "./run.ts";

/** Where runs come from, as it is kept in cells and shown. */

/** Between the formats of one run in its cell: no id holds it. */
export const sourceSeparator = ", ";

/** The formats that a cell of the column `source` names, the run's own first. */
export function splitSources(cell: string): readonly string[] {
  return cell === "" ? [] : cell.split(sourceSeparator);
}

/** A format's name; an id that this version does not know is shown as it is. */
export function sourceLabel(source: string): string {
  return isFormatId(source) ? formatLabels[source] : source;
}

/** Sextant did not launch it and keeps no files of it: it can be looked at, not changed. */
export function isOutsideRun({ source }: Pick<Run, "source">): boolean {
  return source !== "sextant";
}

/**
 * Whether a run began with uncommitted changes; null when nobody looked, as with runs of other tools
 * that do not say so.
 */
export function isDirtyOf({ source, git }: Pick<Run, "source" | "git">): boolean | null {
  if (git === null) return null;
  return !git.isDirty && isOutsideRun({ source }) ? null : git.isDirty;
}

/** `TensorBoard in logs/run1`, `MLflow in mlflow.db (4f2a…)`; "" for Sextant's own runs. */
export function describeSource({ source, sources, location }: SourceFacts): string {
  if (!isOutsideRun({ source })) return "";
  const names = (sources.length === 0 ? [source] : sources).map(sourceLabel).join(", ");
  if (location === null) return names;
  const place = location.path === "" ? "this folder" : location.path;
  return `${names} in ${place}${location.key === null ? "" : ` (${location.key})`}`;
}

export type SourceFacts = Pick<Run, "source" | "sources" | "location">;

/**
 * When it was last written to, for runs of which nobody can tell whether they still run: `last
 * write 3m ago`. "" for others.
 */
export function describeLastWrite(
  { status, updatedAt }: Pick<Run, "status" | "updatedAt">,
  now: number,
): string {
  if (status !== "unknown" || updatedAt === null) return "";
  const since = formatRelativeTime(updatedAt, now);
  return since === "now" ? "last write just now" : `last write ${since}`;
}
