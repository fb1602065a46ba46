import type { LintProject } from "../project/lintProject.ts";
import { nodeAt, pairAt, valueAt } from "../source/nodes.ts";
import type { ElementOf } from "./element.ts";
import { refusePlaceholder, refuseStageName } from "./newNames.ts";
import { placeholderMentions, stageMentions } from "./references.ts";
import { refuse, type Renaming } from "./renaming.ts";

/** A stage: its name, and what `dvc.lock` records of it and of its instances. */
export function stageRenaming(
  project: LintProject,
  { file, name, span }: ElementOf<"stage">,
): Renaming {
  const stages = valueAt(project.pipeline(file)?.root, "stages");
  if (pairAt(stages, name) === undefined) return refuse(`\`${file}\` has no stage \`${name}\``);
  const word = { start: span.start, end: span.start + name.length };
  return {
    ok: true,
    span: word,
    name,
    rename: (newName) => {
      const reason = refuseStageName(newName);
      if (reason !== undefined) return refuse(reason);
      if (pairAt(stages, newName) !== undefined) {
        return refuse(`\`${file}\` has a stage \`${newName}\` already`);
      }
      const mentions = stageMentions(project, file, name);
      return { ok: true, edits: mentions.map(({ path, at }) => ({ path, at, text: newName })) };
    },
  };
}

/** A parameter of an MLproject: its declaration, and `{name}` in the command. */
export function placeholderRenaming(
  project: LintProject,
  { name, entry, span }: ElementOf<"placeholder">,
  path: string,
): Renaming {
  const parameters = nodeAt(project.file(path)?.root, ["entry_points", entry, "parameters"]);
  if (pairAt(parameters, name) === undefined) {
    return refuse(`\`${name}\` is not declared in \`parameters\` of \`${entry}\``);
  }
  return {
    ok: true,
    span,
    name,
    rename: (newName) => {
      const reason = refusePlaceholder(newName);
      if (reason !== undefined) return refuse(reason);
      if (pairAt(parameters, newName) !== undefined) {
        return refuse(`\`${entry}\` has a parameter \`${newName}\` already`);
      }
      const mentions = placeholderMentions(project, path, { name, entry });
      return { ok: true, edits: mentions.map(({ at }) => ({ path, at, text: newName })) };
    },
  };
}
