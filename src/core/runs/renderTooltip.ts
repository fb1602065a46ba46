import { formatDuration, formatNumber, formatTime } from "../charts/format.ts";
import { describeGitState } from "../snapshots/describe.ts";
import type { Run } from "./run.ts";
import { describeLastWrite, describeSource, isOutsideRun } from "./runSources.ts";
import { formatTags, isReservedTag } from "./tags.ts";

/** More rows than this do not fit beside a pointer. */
const maxRows = 12;

/**
 * What is shown of a run when the pointer rests on it, in Markdown.
 *
 * Invariant: every text of the run is escaped: a name or a value can be no link, image or markup.
 */
export function renderTooltip(run: Run, now: number): string {
  const lines = [
    `**${escapeMarkdown(run.name)}** ${escapeMarkdown(run.status)}`,
    escapeMarkdown(run.id),
    escapeMarkdown(clip(describeSource(run))),
    escapeMarkdown(describeTimes(run, now)),
    escapeMarkdown(describeLastWrite(run, now)),
    isOutsideRun(run) && run.git === null ? "" : escapeMarkdown(describeGitState(run.git)),
    run.command === null ? "" : escapeMarkdown(clip(run.command.argv.join(" "))),
    run.note === "" ? "" : `*${escapeMarkdown(clip(run.note))}*`,
    escapeMarkdown(clip(formatTags(ownTags(run)))),
  ];
  const metrics = Object.entries(run.metrics)
    .filter(([name]) => !name.startsWith("system/"))
    .map(([name, { last }]) => [name, formatNumber(last)] as const);
  return [
    lines.filter((line) => line !== "").join("  \n"),
    renderTable("metric", metrics),
    renderTable("parameter", Object.entries(run.params)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Text that Markdown shows as it is. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_{}[\]()#+\-.!|~$:@/]/g, "\\$&");
}

function renderTable(title: string, rows: readonly (readonly [string, string])[]): string {
  if (rows.length === 0) return "";
  const body = rows
    .slice(0, maxRows)
    .map(([name, value]) => `| ${escapeMarkdown(clip(name))} | ${escapeMarkdown(clip(value))} |`);
  const more = rows.length > maxRows ? [`| … | ${rows.length - maxRows} more |`] : [];
  return [`| ${title} | |`, "| :-- | :-- |", ...body, ...more].join("\n");
}

function describeTimes(run: Run, now: number): string {
  if (run.startTime === null) return "";
  const start = formatTime(run.startTime);
  // A run that nobody saw end may have ended long ago.
  if (run.endTime === null && run.status === "unknown") return start;
  return `${start} · ${formatDuration((run.endTime ?? now) - run.startTime)}`;
}

function ownTags(run: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(run.tags).filter(([key]) => !isReservedTag(key)));
}

function clip(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
