import type { Consumer, GraphStage } from "../../dvc/pipelineGraph.ts";
import type { Report, Rule } from "../../rule.ts";
import { isAtOrBelow } from "../../dvc/projectPaths.ts";
import type { LintProject } from "../../project/lintProject.ts";
import type { Related } from "../../finding.ts";
import { mergeByPlace, relatedTo, shortName } from "../../dvc/stageReports.ts";

/**
 * Reports stages that need each other in a circle, and a stage that needs what it makes itself. A
 * stage needs another one when a dependency is one of its outputs, lies in one, or holds one.
 *
 * ## Why it matters
 * There is no order in which such stages could run: DVC ends with `Same item(s) are defined as both a
 * dependency and an output` at each command that looks at the graph.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   clean:
 *     cmd: python clean.py
 *     deps:
 *       - data
 *     outs:
 *       - data/clean.csv
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   clean:
 *     cmd: python clean.py
 *     deps:
 *       - data/raw.csv
 *     outs:
 *       - data/clean.csv
 * ```
 *
 * ## Limits
 * Of stages that are tied together by several circles, the shortest one is shown.
 */
export const stageCycle: Rule = {
  id: "DVC203",
  name: "cycle",
  summary: "stages that need each other",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline", "dvc-file"],
  check(file, project): Iterable<Report> {
    return mergeByPlace(findCycles(file.path, project));
  },
};

const maxShown = 10;

function* findCycles(path: string, project: LintProject): Generator<Report> {
  for (const cycle of project.graph.cyclesOf(path)) {
    if (cycle.some(({ file }) => project.graph.isHidden(file))) continue;
    const [first, next] = cycle;
    const dep = first === undefined || next === undefined ? undefined : link(first, next);
    const at = dep === undefined ? undefined : project.graph.placeOf(dep);
    if (dep === undefined || at === undefined) continue;
    yield { at, message: describe(cycle, dep, path), related: relate(cycle, project, path) };
  }
}

/** The dependency of a stage by which it needs another. */
function link(stage: GraphStage, needed: GraphStage): Consumer | undefined {
  return stage.deps.find(({ path }) =>
    needed.outs.some((out) => isAtOrBelow(path, out.path) || isAtOrBelow(out.path, path)),
  );
}

function describe(cycle: readonly GraphStage[], dep: Consumer, from: string): string {
  const [first] = cycle;
  if (first !== undefined && cycle.length === 2) return describeSelf(first, dep, from);
  const names = cycle.map((stage) => shortName(stage, from));
  const shown = names.length > maxShown ? [...names.slice(0, maxShown - 1), "…", names[0]] : names;
  return `stages need each other: \`${shown.join(" → ")}\``;
}

function describeSelf(stage: GraphStage, dep: Consumer, from: string): string {
  const lead = `stage \`${shortName(stage, from)}\` needs \`${dep.path || "."}\``;
  if (stage.outs.some(({ path }) => path === dep.path)) return `${lead}, which it makes itself`;
  const inner = stage.outs.find(({ path }) => isAtOrBelow(path, dep.path));
  if (inner !== undefined) return `${lead}, which holds its own output \`${inner.path}\``;
  const outer = stage.outs.find(({ path }) => isAtOrBelow(dep.path, path));
  return `${lead}, which lies in its own output \`${outer?.path ?? ""}\``;
}

function relate(cycle: readonly GraphStage[], project: LintProject, from: string): Related[] {
  return cycle.slice(1, maxShown).flatMap((stage, index) => {
    const needed = cycle[index + 2];
    const dep = needed === undefined ? undefined : link(stage, needed);
    if (dep === undefined || needed === undefined) return [];
    const message = `\`${shortName(stage, from)}\` needs \`${shortName(needed, from)}\` here`;
    return relatedTo(project, dep, message);
  });
}
