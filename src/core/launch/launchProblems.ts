import type { Problem } from "../../base/errors.ts";
import { placeholdersOf } from "./mlprojectTargets.ts";
import { splitCommand } from "./shellWords.ts";
import type { LaunchEdits, LaunchParameter, LaunchTarget } from "./target.ts";

/** What stands in the way of a launch; empty when `composeLaunch` may be called. */
export function findLaunchProblems(
  target: LaunchTarget,
  edits: LaunchEdits,
  { isWindows }: { readonly isWindows: boolean },
): readonly Problem[] {
  if (target.unavailable !== null) return [problem("target-unavailable", target.unavailable)];
  const problems: Problem[] = [];
  for (const parameter of target.parameters) {
    const found = parameterProblem(target, parameter, edits);
    if (found !== undefined) problems.push(found);
  }
  for (const [key, value] of Object.entries(edits.params)) {
    if (value.includes("\0")) {
      problems.push(problem("value-not-passable", `The value of ${key} contains a NUL character.`));
    }
  }
  if (isWindows) problems.push(...windowsShellProblems(target, edits));
  return problems;
}

function parameterProblem(
  target: LaunchTarget,
  parameter: LaunchParameter,
  edits: LaunchEdits,
): Problem | undefined {
  const { key, name, choices } = parameter;
  const value = Object.hasOwn(edits.params, key) ? edits.params[key] : undefined;
  if (parameter.isRequired && parameter.default === null && value === undefined) {
    const message = `${target.label} needs a value for ${name}.`;
    return problem("parameter-missing", message);
  }
  const isForeign = value !== undefined && choices.length > 0 && !choices.includes(value);
  if (!isForeign || parameter.isList) return undefined;
  const message = `"${value}" is not a choice for ${name}; it takes ${choices.join(", ")}.`;
  return problem("parameter-choice", message);
}

/** cmd.exe has no quoting that holds for every value: only plain ones may be filled in. */
function windowsShellProblems(
  { command, parameters }: LaunchTarget,
  edits: LaunchEdits,
): Problem[] {
  if (command.kind !== "template") return [];
  if (splitCommand(command.text, { isWindows: true }).kind === "words") return [];
  const names = new Set(placeholdersOf(command.text));
  return parameters.flatMap(({ key, name, default: given }) => {
    const value = edits.params[key] ?? given ?? "";
    if (!names.has(name) || /^[\w@+=:,./\\-]*$/.test(value)) return [];
    const message = `The value of ${name} cannot be put into this command safely on Windows.`;
    return [problem("value-not-passable", message)];
  });
}

function problem(code: string, message: string): Problem {
  return { code, message, severity: "error" };
}
