import type { Command } from "commander";
import { formatDuration } from "../../core/charts/format.ts";
import { snapshotErrorTag, type Run } from "../../core/runs/run.ts";
import { durationOf } from "../../core/runs/table/runColumns.ts";
import type { CliContext, Output } from "../io.ts";
import { withProjectIndex } from "../projectIndex.ts";
import { formatNumber, formatTime } from "../reporters/cells.ts";
import { runToJson } from "../reporters/runJson.ts";
import { printable, renderTable } from "../reporters/textTable.ts";
import { formatOption } from "./runs.ts";
import { addSourceOptions, type SourceFlags } from "../sourceOptions.ts";

interface ShowFlags extends SourceFlags {
  readonly path?: string;
  readonly format: "text" | "json";
}

export function registerShow(program: Command, context: CliContext): void {
  const command = program
    .command("show")
    .summary("print everything about a run")
    .description(
      "Prints what is known of one run: its code, command, parameters, metrics and tags.",
    )
    .argument("<run>", "id, beginning of an id, name, @latest or @latest~1")
    .option("--path <folder>", "the project, or a folder inside it (default: the current one)");
  addSourceOptions(command)
    .addOption(formatOption(["text", "json"]))
    .action((reference: string, flags: ShowFlags) =>
      withProjectIndex({ io: context.io, folder: flags.path, looking: flags }, ({ resolve }) => {
        const run = resolve(reference);
        const { stdout } = context.io;
        if (flags.format === "json") stdout.write(`${JSON.stringify(runToJson(run), null, 2)}\n`);
        else stdout.write(renderRun(run, stdout));
      }),
    );
}

function renderRun(run: Run, output: Output): string {
  const facts = [...identity(run), ...times(run), ...code(run)];
  const width = Math.max(...facts.map(([label]) => label.length));
  const head = facts.map(([label, value]) => `${label.padEnd(width)}  ${printable(value)}\n`);
  return [...head, ...sections(run, output)].join("");
}

type Fact = readonly [label: string, value: string];

function identity(run: Run): Fact[] {
  const ending = run.signal ?? (run.exitCode === null ? null : `exit code ${run.exitCode}`);
  return [
    ["run", `${run.name} (${run.id})`],
    ["status", ending === null ? run.status : `${run.status} (${ending})`],
    ["experiment", run.experiment],
    ...given("parent", run.parentId),
    ...given("entry point", run.entryPoint),
    ...given("command", run.command?.argv.join(" ") ?? null),
    ...given("host", run.host),
    ...(run.isDeleted ? [["deleted", "yes"] as const] : []),
  ];
}

function times(run: Run): Fact[] {
  const duration = durationOf(run);
  return [
    ...given("started", run.startTime === null ? null : formatTime(run.startTime)),
    ...given("ended", run.endTime === null ? null : formatTime(run.endTime)),
    ...given("duration", duration === null ? null : formatDuration(duration)),
  ];
}

function code({ git, tags }: Run): Fact[] {
  if (git === null) return [["commit", describeMissingCode(tags)]];
  const changes = git.isDirty ? " + uncommitted changes" : "";
  const subject = git.subject === null ? "" : ` ${git.subject}`;
  return [
    ["commit", `${git.commit ?? "none yet"}${changes}${subject}`],
    ...given("branch", git.branch),
    ...given("snapshot", git.snapshot),
  ];
}

function describeMissingCode(tags: Run["tags"]): string {
  const error = tags[snapshotErrorTag];
  return error === undefined ? "not recorded" : `not recorded: ${error}`;
}

function given(label: string, value: string | null): Fact[] {
  return value === null || value === "" ? [] : [[label, value]];
}

function sections(run: Run, output: Output): string[] {
  const metrics = Object.entries(run.metrics).sort(byName);
  const table = renderTable(
    {
      columns: ["metric", "last", "step", "min", "max", "points"].map((header) => ({
        header,
        align: header === "metric" ? "left" : "right",
      })),
      rows: metrics.map(([name, { last, lastStep, min, max, count }]) => [
        name,
        ...[last, lastStep, min, max, count].map(formatNumber),
      ]),
    },
    output,
  );
  return [
    ...pairs("parameters", run.params),
    ...(metrics.length === 0 ? [] : [`\n${table}`]),
    ...pairs("tags", run.tags),
    ...(run.note === "" ? [] : [`\nnote\n${indent(run.note)}\n`]),
  ];
}

function pairs(title: string, values: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(values).sort(byName);
  if (entries.length === 0) return [];
  const lines = entries.map(([key, value]) => `  ${printable(`${key} = ${value}`)}\n`);
  return [`\n${title}\n`, ...lines];
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${printable(line)}`)
    .join("\n");
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
