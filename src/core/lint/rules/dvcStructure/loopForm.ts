import { misfitsOf } from "../../dvc/misfits.ts";
import type { StageEntry } from "../../dvc/pipeline.ts";
import type { Fix, Report } from "../../finding.ts";
import type { LintFile } from "../../project/lintFile.ts";
import type { Rule } from "../../rule.ts";
import { asMap, asScalar, keyText, pairAt, pairsOf, type Pair } from "../../source/nodes.ts";
import { resolveScalar } from "../../source/scalars.ts";
import { columnOf, indentLines, isNullScalar } from "./structureFixes.ts";

/**
 * Reports loops that are not of one of DVC's two forms: `foreach` with `do` and nothing beside
 * them, or a stage with `matrix`.
 *
 * ## Why it matters
 * DVC refuses keys beside `foreach` and `do`, loops in loops, and `matrix` beside `foreach`. A
 * `matrix` below `do` is worse: it is left out without a word, and one stage is made instead of many.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     foreach: [small, large]
 *     cmd: python train.py ${item}
 *     outs:
 *       - ${item}.pkl
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     foreach: [small, large]
 *     do:
 *       cmd: python train.py ${item}
 *       outs:
 *         - ${item}.pkl
 * ```
 *
 * ## Fix
 * Moves the stage's keys below `do`, where they stand one after the other.
 */
export const loopForm: Rule = {
  id: "DVC008",
  name: "foreach-matrix-shape",
  summary: "loop that is not of one of DVC's forms",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    const stages = project.pipeline(file.path)?.stages ?? [];
    for (const stage of stages) yield* checkStage(file, stage);
    for (const { kind, path, at, shape } of misfitsOf(file, project)) {
      const isNested = kind === "unknown-key" && shape.kind === "map" && shape.level === "stage";
      if (!isNested || path.at(-1) !== "foreach") continue;
      const stage = String(path[1]);
      yield {
        at,
        message: `stage \`${stage}\` has a loop in a loop, which DVC does not know; use \`matrix\``,
      };
    }
  },
};

function* checkStage(file: LintFile, stage: StageEntry): Iterable<Report> {
  if (stage.kind === "foreach") yield* checkLoop(file, stage);
  if (stage.kind === "matrix") yield* checkMatrix(stage);
}

function* checkLoop(file: LintFile, stage: StageEntry): Iterable<Report> {
  const { name, pair } = stage;
  const loopPair = pairAt(pair.value, "foreach");
  const doPair = pairAt(pair.value, "do");
  const others = pairsOf(pair.value).filter((it) => it !== loopPair && it !== doPair);
  if (doPair === undefined) yield reportMissingDo(file, stage, others);
  else {
    for (const { key } of others) {
      yield { at: key, message: messageBeside(asScalar(key)?.text ?? "", name) };
    }
    if (isNullScalar(doPair.value)) {
      yield { at: doPair.key, message: `nothing below \`do\` of stage \`${name}\`` };
    }
  }
  if (loopPair === undefined) {
    yield {
      at: doPair?.key ?? pair.key,
      message: `stage \`${name}\` has \`do\` but no \`foreach\``,
    };
  } else if (isNullScalar(loopPair.value)) {
    const message = `nothing to loop over below \`foreach\` of stage \`${name}\``;
    yield { at: loopPair.key, message };
  }
  yield* checkInnerMatrix(stage);
}

function* checkInnerMatrix({ name, body }: StageEntry): Iterable<Report> {
  const matrix = pairAt(body, "matrix");
  if (matrix === undefined) return;
  const message = `\`matrix\` below \`do\` of stage \`${name}\` is left out by DVC; use \`matrix\` without \`foreach\``;
  yield { at: matrix.key, message, severity: "warning" };
}

function reportMissingDo(file: LintFile, stage: StageEntry, others: readonly Pair[]): Report {
  const { name, pair } = stage;
  const fix = moveBelowDo(file, pair, others);
  return {
    at: pairAt(pair.value, "foreach")?.key ?? pair.key,
    message: `stage \`${name}\` has \`foreach\` but no \`do\`: the stage's keys belong below \`do\``,
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}

function messageBeside(key: string, stage: string): string {
  if (key === "matrix") return `stage \`${stage}\` has both \`foreach\` and \`matrix\`; use one`;
  return `\`${key}\` of stage \`${stage}\` stands beside \`foreach\`: it belongs below \`do\``;
}

function* checkMatrix({ name, pair, loop }: StageEntry): Iterable<Report> {
  const axes = asMap(loop);
  if (axes === undefined) return;
  const key = pairAt(pair.value, "matrix")?.key ?? pair.key;
  const pairs = pairsOf(axes);
  if (pairs.length === 0) yield { at: key, message: `\`matrix\` of stage \`${name}\` has no axes` };
  for (const axis of pairs) {
    const text = asScalar(axis.value);
    if (text === undefined || text.text.includes("${")) continue;
    if (resolveScalar(text, "ruamel-1.2").type !== "str") continue;
    const message = `axis \`${keyText(axis)}\` of stage \`${name}\` is a string: DVC makes a stage of each of its letters; write a list`;
    yield { at: axis.value, message, severity: "warning" };
  }
}

/** The keys beside `foreach`, where they are the last ones of a block mapping. */
function moveBelowDo(file: LintFile, stage: Pair, others: readonly Pair[]): Fix | undefined {
  const map = asMap(stage.value);
  const first = others[0];
  if (map === undefined || first === undefined || map.isFlow || map !== stage.value)
    return undefined;
  if (map.pairs.slice(-others.length).some((pair, index) => pair !== others[index]))
    return undefined;
  const lead = " ".repeat(columnOf(file, first.key.start));
  const { start } = first.key;
  const inserted = { path: file.path, start, end: start, text: `do:\n${lead}  ` };
  const edits = [inserted, ...indentLines(file, start, map.end, 2)];
  return { title: "Move the stage's keys below `do`", applicability: "suggestion", edits };
}
