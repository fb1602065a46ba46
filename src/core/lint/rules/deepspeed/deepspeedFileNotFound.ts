import { findNamedFile, namedDeepspeedFile } from "../../deepspeed/deepspeedConfig.ts";
import { isOutsidePath } from "../../dvc/projectPaths.ts";
import type { Report } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { didYouMean, findSimilar } from "../../similarNames.ts";

/**
 * Reports a DeepSpeed configuration that a configuration of Accelerate names and that is not in the
 * project.
 *
 * ## Why it matters
 * `accelerate launch` starts all processes, and each of them fails with "Expected a string path to
 * an existing deepspeed config".
 *
 * ## Example
 * ```yaml accelerate.yaml
 * compute_environment: LOCAL_MACHINE
 * distributed_type: DEEPSPEED
 * num_processes: 4
 * deepspeed_config:
 *   deepspeed_config_file: configs/zero2.json
 * ```
 * ```json configs/zero_2.json
 * { "zero_optimization": { "stage": 2 } }
 * ```
 *
 * ## Use instead
 * ```yaml accelerate.yaml
 * compute_environment: LOCAL_MACHINE
 * distributed_type: DEEPSPEED
 * num_processes: 4
 * deepspeed_config:
 *   deepspeed_config_file: configs/zero_2.json
 * ```
 * ```json configs/zero_2.json
 * { "zero_optimization": { "stage": 2 } }
 * ```
 *
 * ## Limits
 * The path counts from the folder that the program is started in: a file that fits from any folder
 * is taken for it. It is an error where a file of nearly that name is there, else a warning, as the
 * file may be made before the start.
 */
export const deepspeedFileNotFound: Rule = {
  id: "DSP004",
  name: "deepspeed-file-not-found",
  summary: "DeepSpeed configuration that is not in the project",
  severity: "error",
  confidence: "high",
  fix: "suggestion",
  since: "0.1.0",
  files: ["accelerate"],
  *check(file, project): Iterable<Report> {
    const named = namedDeepspeedFile(file);
    if (named === undefined || isOutsidePath(named.text) || /[$~\\]/.test(named.text)) return;
    if (findNamedFile(file, named.text, project) !== undefined) return;
    const near = findSimilar(
      named.text,
      [...project.paths].filter((path) => path.endsWith(".json")),
    );
    const { start, end } = named;
    yield {
      at: named,
      message: `\`${named.text}\` is not in this project${didYouMean(near)}`,
      ...(near.length > 0 ? {} : { severity: "warning", confidence: "medium" }),
      fixes: near.map((path) => ({
        title: `Change to \`${path}\``,
        applicability: "suggestion",
        edits: [{ path: file.path, start, end, text: path }],
      })),
    };
  },
};
