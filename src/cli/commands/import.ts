import type { Command } from "commander";
import { importRun } from "../../platform/runs/importRun.ts";
import { systemClock, systemRandom } from "../../platform/runs/systemPorts.ts";
import { createCliLog } from "../cliLog.ts";
import type { CliContext } from "../io.ts";
import { withProjectIndex } from "../projectIndex.ts";
import { addSourceOptions, type SourceFlags } from "../sourceOptions.ts";

interface ImportFlags extends SourceFlags {
  readonly path?: string;
}

export function registerImport(program: Command, { io }: CliContext): void {
  const command = program
    .command("import")
    .summary("copy a run of another tool")
    .description(
      "Copies a run that another tool wrote into a run folder of Sextant's own: parameters, tags, all\n" +
        "points of all metrics, and the files of its media. The original is left as it is. Prints the\n" +
        "new run's id.",
    )
    .argument("<run>", "id, beginning of an id, name, @latest or @latest~1")
    .option("--path <folder>", "the project, or a folder inside it (default: the current one)");
  addSourceOptions(command).action((reference: string, flags: ImportFlags) =>
    withProjectIndex(
      { io, folder: flags.path, looking: flags },
      async ({ root, resolve, outside }) => {
        const imported = await importRun(resolve(reference), {
          ...{ root, outside, clock: systemClock, random: systemRandom, signal: io.signal },
        });
        const { skippedFileCount: skipped, runId } = imported;
        if (skipped > 0) {
          createCliLog(io).warn(`files of media that could not be copied: ${String(skipped)}`);
        }
        io.stdout.write(`${runId}\n`);
      },
    ),
  );
}
