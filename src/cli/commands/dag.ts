import { Option, type Command } from "commander";
import { LintService } from "../../platform/lint/lintService.ts";
import { createCliLog } from "../cliLog.ts";
import type { CliContext, CliIo } from "../io.ts";
import { collectDag, type Dag } from "../lint/dag.ts";
import { findTargets, pathsInScope } from "../lint/lintTargets.ts";
import { renderDagDot, renderDagJson, renderDagMermaid } from "../reporters/lint/dagFormats.ts";

const renderers: Readonly<Record<string, (dag: Dag) => string>> = {
  mermaid: renderDagMermaid,
  dot: renderDagDot,
  json: renderDagJson,
};

export function registerDag(program: Command, { io }: CliContext): void {
  program
    .command("dag")
    .summary("print the graph of a pipeline's stages")
    .description(
      "Prints the stages of all dvc.yaml and .dvc files below a path, after templates are filled\n" +
        "in, and which needs what another one makes. Nothing is executed.",
    )
    .argument("[path]", "a dvc.yaml, or a folder (default: the current one)")
    .addOption(
      new Option("--format <format>", "form of the output")
        .choices(Object.keys(renderers))
        .default("mermaid"),
    )
    .action(async (path: string | undefined, { format }: { readonly format: string }) => {
      const dag = await readDag(path, io);
      io.stdout.write(renderers[format]?.(dag) ?? "");
    });
}

async function readDag(path: string | undefined, io: CliIo): Promise<Dag> {
  const given = path === undefined ? [] : [path];
  const [target] = findTargets(given, { cwd: io.cwd, isRootGiven: false });
  if (target === undefined) return { stages: [], edges: [] };
  const log = createCliLog(io);
  const { root, scopes } = target;
  const service = await LintService.open({
    ...{ root, isTrusted: false, log, signal: io.signal, isOneShot: true },
  });
  return collectDag(service.project, new Set(pathsInScope(service.paths, scopes)));
}
