import type { Command } from "commander";

/** Where commands look for runs of other tools, beside the project and its `sextant.yaml`. */
export interface SourceFlags {
  readonly sourceFolder: readonly string[];
  readonly sourceExclude: readonly string[];
  /** The project's file may name neither servers nor folders outside of the project. */
  readonly restricted?: boolean;
}

export function addSourceOptions(command: Command): Command {
  return command
    .option(
      "--source-folder <folder>",
      "a folder outside the project to search for runs of other tools (repeatable)",
      collect,
      [],
    )
    .option(
      "--source-exclude <glob>",
      "what is not searched for runs of other tools (repeatable)",
      collect,
      [],
    )
    .option("--restricted", "follow no servers and outside folders that the project names");
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
