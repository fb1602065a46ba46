import type { EntryPoint, SextantConfig } from "../config/sextantConfig.ts";
import type { LaunchTools } from "./interpreters.ts";
import { splitCommand } from "./shellWords.ts";
import { launchParameter, type LaunchCommand, type LaunchTarget } from "./target.ts";

/** The entry points of `sextant.yaml`. `source` is the file's path relative to `root`. */
export function collectConfigTargets(
  config: SextantConfig,
  { root, source, tools }: { readonly root: string; source: string; tools: LaunchTools },
): readonly LaunchTarget[] {
  return config.entryPoints.map((entryPoint) => {
    const command = commandOf(entryPoint, tools);
    return {
      id: `entryPoint:${source}:${entryPoint.name}`,
      kind: "entryPoint",
      label: entryPoint.name,
      source,
      description: entryPoint.description,
      root,
      cwd: entryPoint.cwd,
      command: "reason" in command ? { kind: "argv", argv: [] } : command,
      parameters: Object.entries(entryPoint.params).map(([name, value]) =>
        launchParameter({
          name,
          form: "option",
          default: value,
          isRequired: value === null,
          isPassed: true,
        }),
      ),
      paramStyle: entryPoint.paramStyle,
      env: entryPoint.env,
      experiment: entryPoint.experiment,
      entryPoint: entryPoint.name,
      unavailable: "reason" in command ? command.reason : null,
    };
  });
}

function commandOf(
  { name, command }: EntryPoint,
  tools: LaunchTools,
): LaunchCommand | { readonly reason: string } {
  if (typeof command !== "string") return { kind: "argv", argv: command };
  const split = splitCommand(command, tools);
  if (split.kind === "words") return { kind: "argv", argv: split.words };
  if (split.kind === "shell") return { kind: "shell", text: command.trim() };
  return { reason: `The command of ${name} cannot be read: ${split.reason}.` };
}
