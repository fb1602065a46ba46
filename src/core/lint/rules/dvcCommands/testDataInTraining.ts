import type { StageInstance, StagePath } from "../../dvc/expandPipeline.ts";
import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { mergeByPlace } from "../../dvc/stageReports.ts";
import { stageCommands, type StageCommand } from "./stageCommands.ts";

/**
 * Reports stages that train and depend on a test split beside the training split, going by names.
 *
 * ## Why it matters
 * A model that has seen the test data, be it for scaling, for early stopping or to choose among
 * models, looks better than it is, and nothing fails.
 *
 * ## Example
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - train.py
 *       - data/train.csv
 *       - data/test.csv
 *     outs:
 *       - model.pkl
 * ```
 *
 * ## Use instead
 * ```yaml dvc.yaml
 * stages:
 *   train:
 *     cmd: python train.py
 *     deps:
 *       - train.py
 *       - data/train.csv
 *     outs:
 *       - model.pkl
 *   evaluate:
 *     cmd: python evaluate.py
 *     deps:
 *       - evaluate.py
 *       - model.pkl
 *       - data/test.csv
 *     metrics:
 *       - metrics.json
 * ```
 *
 * ## Limits
 * Names are all that is looked at. Stages that evaluate too are let be: by their name, by an option
 * such as `--test-data`, by an output for scores, or because they declare metrics or plots.
 */
export const testDataInTraining: Rule = {
  id: "DVC309",
  name: "test-data-in-training",
  summary: "stage that trains and depends on a test split",
  severity: "hint",
  confidence: "low",
  fix: "none",
  since: "0.1.0",
  files: ["dvc-pipeline"],
  *check(file, project): Iterable<Report> {
    const stages = project.expanded(file.path)?.stages ?? [];
    // Most pipelines name no test split: nothing else is looked at then.
    const suspects = stages.filter(({ deps }) => deps.some(isTestSplit) && deps.some(isTrainSplit));
    if (suspects.length === 0) return;
    const commands = stageCommands(file, project);
    const found = suspects.flatMap((stage): readonly Report[] => {
      const own = commands.filter((command) => command.stage === stage);
      if (!isOnlyTraining(stage, own)) return [];
      return stage.deps.filter(isTestSplit).map(({ node, text }) => ({
        at: node,
        message: `stage \`${stage.entry.name}\` trains, and \`${text}\` looks like test data: what a model has seen says nothing of how good it is`,
      }));
    });
    yield* mergeByPlace(found);
  },
};

const trains = /^(?:train(?:ing|er)?|fit|fitting|finetune|finetuning|pretrain)$/;
const evaluates =
  /^(?:tests?|testing|eval|evals|evaluat\w*|valid\w*|predict\w*|infer\w*|scor\w*|split\w*|prepar\w*|prep\w*|process\w*|transform\w*|featur\w*|report\w*|metrics?|results?|dvclive|live|experiments?|pipeline|all)$/;

function isOnlyTraining(stage: StageInstance, commands: readonly StageCommand[]): boolean {
  if (stage.isPartial || stage.outs.some(({ section }) => section !== "outs")) return false;
  const scripts = commands.flatMap((command) => command.scripts.map(({ name }) => fileName(name)));
  const names = [stage.entry.name, ...scripts].flatMap(wordsOf);
  if (!names.some((word) => trains.test(word))) return false;
  const options = commands
    .flatMap(({ shell }) => shell.commands.flatMap(({ words }) => words))
    .flatMap(({ text }) => (text.startsWith("-") ? [text.replace(/=.*/s, "")] : []));
  const outs = stage.outs.map(({ text }) => text);
  const others = [...options, ...outs].flatMap(wordsOf);
  return ![...names, ...others].some((word) => evaluates.test(word));
}

const isCode = /\.(?:py|ipynb|sh|r|jl|ya?ml|toml|cfg|ini|md|cpp|rs|go)$/i;

function isTestSplit({ text, isResolved }: StagePath): boolean {
  if (!isResolved || isCode.test(text)) return false;
  const words = wordsOf(text);
  return (
    words.some((word) => /^(?:test|testing|testset|holdout|heldout)$/.test(word)) &&
    !words.some((word) =>
      /^(?:train\w*|results?|metrics?|reports?|predict\w*|configs?)$/.test(word),
    )
  );
}

function isTrainSplit({ text, isResolved }: StagePath): boolean {
  if (!isResolved || isCode.test(text)) return false;
  const words = wordsOf(text);
  return words.some((word) => /^(?:train|training|trainset)$/.test(word));
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
}

/** `dataXTest_2.csv` is data, x, test, csv; `hold_out` is one word. */
function wordsOf(text: string): readonly string[] {
  const spaced = text
    .slice(0, 500)
    .replace(/([a-z])(?=[A-Z])/g, "$1 ")
    .toLowerCase();
  return spaced.replace(/h(?:old|eld)[-_ ]out/g, "holdout").match(/[a-z]+/g) ?? [];
}
