import { asSeq, pairAt, type Pair, type TreeNode } from "../../source/nodes.ts";
import type { Report, Rule } from "../../rule.ts";
import { isFalsy, pythonType } from "./mlProject.ts";

/**
 * Reports a `docker_env` without an image or in a project without a name, and volumes or variables
 * that MLflow cannot read.
 *
 * ## Why it matters
 * MLflow refuses to load such a project, or to run it: the image that it builds has the name of the
 * project.
 *
 * ## Example
 * ```yaml MLproject
 * name: churn
 * docker_env:
 *   volumes: /data:/data
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 *
 * ## Use instead
 * ```yaml MLproject
 * name: churn
 * docker_env:
 *   image: churn
 *   volumes: ["/data:/data"]
 * entry_points:
 *   main:
 *     command: python train.py
 * ```
 */
export const dockerSpec: Rule = {
  id: "MLF009",
  name: "docker-env-spec",
  summary: "Docker environment that MLflow cannot read",
  severity: "error",
  confidence: "high",
  fix: "none",
  since: "0.1.0",
  files: ["mlproject"],
  *check(file): Iterable<Report> {
    const docker = pairAt(file.root, "docker_env");
    if (docker === undefined || isFalsy(docker.value)) return;
    if (pythonType(docker.value) !== "map") {
      const message = "`docker_env` is a mapping: `image: name` stands below it";
      yield { at: docker.key, message };
      return;
    }
    const image = pairAt(docker.value, "image");
    if (image === undefined || isFalsy(image.value)) {
      yield { at: docker.key, message: "`docker_env` names no `image`" };
    }
    const name = pairAt(file.root, "name");
    if (name === undefined || isFalsy(name.value)) {
      const message = "a project with `docker_env` needs a `name`: that of the image that is built";
      yield { at: docker.key, message };
    }
    const isText = (node: TreeNode) => pythonType(node) === "str";
    const isTextOrList = (node: TreeNode) => isText(node) || pythonType(node) === "seq";
    yield* checkList(pairAt(docker.value, "volumes"), isText, 'strings, as `["/data:/data"]`');
    yield* checkList(
      pairAt(docker.value, "environment"),
      isTextOrList,
      'names or pairs, as `[["NAME", "value"], "NAME"]`',
    );
  },
};

function* checkList(
  pair: Pair | undefined,
  isRight: (node: TreeNode) => boolean,
  expected: string,
): Iterable<Report> {
  if (pair === undefined || isFalsy(pair.value)) return;
  const items = asSeq(pair.value)?.items;
  const wrong = items?.find((item) => !isRight(item));
  if (items !== undefined && wrong === undefined) return;
  const name = pair.key.kind === "scalar" ? pair.key.text : "";
  yield {
    at: wrong ?? pair.key,
    message: `\`${name}\` of \`docker_env\` is a list of ${expected}`,
  };
}
