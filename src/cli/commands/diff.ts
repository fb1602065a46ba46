import type { Command } from "commander";
import { differingMetrics, differingParams } from "../../core/runs/compareRuns.ts";
import type { Run } from "../../core/runs/run.ts";
import type { ChangedFile, ChangeStatus, Side } from "../../core/snapshots/changes.ts";
import { shortHash } from "../../core/snapshots/describe.ts";
import type { Repository } from "../../platform/git/repository.ts";
import type { CliContext, CliIo } from "../io.ts";
import { withProjectIndex } from "../projectIndex.ts";
import { formatNumber } from "../reporters/cells.ts";
import { numberToJson } from "../reporters/runJson.ts";
import { printable, renderTable } from "../reporters/textTable.ts";
import { requireCode, requireRepository } from "../runCode.ts";
import { formatOption } from "./runs.ts";

interface DiffFlags {
  readonly path?: string;
  readonly patch?: boolean;
  readonly format: "text" | "json";
}

/** One side of the comparison: a run, or the files as they are now. */
interface End {
  readonly run: Run | null;
  readonly side: Side;
}

interface RunComparison {
  readonly repository: Repository;
  readonly from: End;
  readonly to: End;
  readonly files: readonly ChangedFile[];
}

export function registerDiff(program: Command, context: CliContext): void {
  program
    .command("diff")
    .summary("compare the code, parameters and metrics of runs")
    .description(
      "Shows what differs between two runs, or between a run and the working tree: files, and\n" +
        "for two runs the parameters and the last values of metrics.",
    )
    .argument("<from>", "id, beginning of an id, name, @latest or @latest~1")
    .argument("[to]", "the other run (default: the files as they are now)")
    .option("--path <folder>", "the project, or a folder inside it (default: the current one)")
    .option("-p, --patch", "the changes themselves, as a patch")
    .addOption(formatOption(["text", "json"]))
    .action((from: string, to: string | undefined, flags: DiffFlags) =>
      withProjectIndex({ io: context.io, folder: flags.path }, async ({ root, resolve }) => {
        const runs = { from: resolve(from), to: to === undefined ? null : resolve(to) };
        const repository = await requireRepository(root, context.io.signal);
        await print(await compare(repository, runs, context.io), flags, context.io);
      }),
    );
}

async function compare(
  repository: Repository,
  runs: { readonly from: Run; readonly to: Run | null },
  { signal }: CliIo,
): Promise<RunComparison> {
  const from = { run: runs.from, side: { commit: await requireCode(repository, runs.from) } };
  const to: End =
    runs.to === null
      ? { run: null, side: "working-tree" }
      : { run: runs.to, side: { commit: await requireCode(repository, runs.to) } };
  const files = await repository.changedFiles(from.side, to.side, signal);
  return { repository, from, to, files };
}

async function print(comparison: RunComparison, flags: DiffFlags, io: CliIo): Promise<void> {
  if (flags.format === "json") {
    const patch = flags.patch === true ? { patch: await readPatch(comparison, io) } : {};
    io.stdout.write(`${JSON.stringify({ ...toJson(comparison), ...patch }, null, 2)}\n`);
    return;
  }
  io.stdout.write(toText(comparison, io));
  if (flags.patch !== true || comparison.files.length === 0) return;
  io.stdout.write("\n");
  const { repository, from, to } = comparison;
  const onOutput = (chunk: Buffer): void => io.stdout.write(chunk);
  await repository.patch(from.side, to.side, { onOutput, signal: io.signal });
}

async function readPatch({ repository, from, to }: RunComparison, io: CliIo): Promise<string> {
  const chunks: Buffer[] = [];
  const onOutput = (chunk: Buffer): void => void chunks.push(chunk);
  await repository.patch(from.side, to.side, { onOutput, signal: io.signal });
  return Buffer.concat(chunks).toString("utf8");
}

const letters: Readonly<Record<ChangeStatus, string>> = {
  added: "A",
  deleted: "D",
  modified: "M",
  renamed: "R",
  copied: "C",
  "type-changed": "T",
};

function toText({ from, to, files }: RunComparison, { stdout }: CliIo): string {
  const title = `${describeEnd(from)} → ${describeEnd(to)}\n`;
  const code = files.length === 0 ? "The code is the same.\n" : files.map(fileLine).join("");
  if (from.run === null || to.run === null) return title + code;
  const rows = [
    ...differingParams(from.run, to.run).map(({ key, ...values }) => [
      `params.${key}`,
      values.from ?? "",
      values.to ?? "",
    ]),
    ...differingMetrics(from.run, to.run).map(({ key, ...values }) => [
      `metrics.${key}`,
      values.from === null ? "" : formatNumber(values.from),
      values.to === null ? "" : formatNumber(values.to),
    ]),
  ];
  if (rows.length === 0) return `${title}${code}Parameters and metrics are the same.\n`;
  const columns = [
    { header: "", align: "left" },
    { header: from.run.name, align: "left" },
    { header: to.run.name, align: "left" },
  ] as const;
  return `${title}${code}\n${renderTable({ columns, rows }, stdout)}`;
}

function describeEnd({ run, side }: End): string {
  const commit = side === "working-tree" ? "" : ` at ${shortHash(side.commit)}`;
  return run === null ? "working tree" : `${printable(run.name)} (${run.id})${commit}`;
}

function fileLine(file: ChangedFile): string {
  const name = file.oldPath === undefined ? file.path : `${file.oldPath} → ${file.path}`;
  const kind = file.isNested ? "repository" : "binary";
  const isCounted = file.insertions !== null && !file.isNested;
  const size = isCounted ? `+${file.insertions} -${file.deletions ?? 0}` : kind;
  return `${letters[file.status]}  ${printable(name)}  ${size}\n`;
}

function toJson({ from, to, files }: RunComparison) {
  return {
    from: endToJson(from),
    to: endToJson(to),
    files: files.map((file) => ({
      status: file.status,
      path: file.path,
      oldPath: file.oldPath ?? null,
      binary: file.isBinary,
      insertions: file.insertions,
      deletions: file.deletions,
    })),
    params: valuesToJson(from, to, differingParams, (value) => value),
    metrics: valuesToJson(from, to, differingMetrics, numberToJson),
  };
}

function endToJson({ run, side }: End) {
  return {
    run: run?.id ?? null,
    name: run?.name ?? null,
    commit: side === "working-tree" ? null : side.commit,
  };
}

/** Empty against the working tree, which has neither parameters nor metrics. */
function valuesToJson<T, J>(
  { run: from }: End,
  { run: to }: End,
  differing: (
    from: Run,
    to: Run,
  ) => readonly { readonly key: string; readonly from: T | null; readonly to: T | null }[],
  render: (value: T) => J,
): Record<string, { from: J | null; to: J | null }> {
  if (from === null || to === null) return {};
  const orNull = (value: T | null): J | null => (value === null ? null : render(value));
  return Object.fromEntries(
    differing(from, to).map((one) => [one.key, { from: orNull(one.from), to: orNull(one.to) }]),
  );
}
