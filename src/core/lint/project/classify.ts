import { ownValue } from "../../../base/ownValue.ts";

/** What a file is for the linter. A file may be several: a `params.yaml` of DVC is `params` and `yaml`. */
export type FileKind =
  | "dvc-pipeline" // dvc.yaml
  | "dvc-lock" // dvc.lock
  | "dvc-file" // data.csv.dvc
  | "dvc-config" // .dvc/config, .dvc/config.local
  | "ignore" // .gitignore, .dvcignore
  | "params" // params.yaml, .json, .toml, .py, and files that stages name as parameters or vars
  | "mlproject" // MLproject
  | "mlproject-like" // MLproject.yaml: a name that MLflow does not find
  | "conda" // conda.yaml, environment.yml
  | "python-env" // python_env.yaml
  | "requirements" // requirements*.txt
  | "yolo" // a data set of Ultralytics, by its content
  | "hydra" // a file of a Hydra configuration tree
  | "kedro-catalog" // conf/<environment>/catalog*.yml
  | "kedro-parameters" // conf/<environment>/parameters*.yml
  | "deepspeed" // a DeepSpeed configuration, by its content
  | "accelerate" // a configuration of Accelerate, by its content
  | "env" // .env
  | "sextant" // sextant.yaml
  | "yaml" // any YAML file
  | "json"; // any JSON file

export type Language = "yaml" | "json" | "toml" | "python" | "ini" | "lines";

const languagesByEnding: Readonly<Record<string, Language>> = {
  yaml: "yaml",
  yml: "yaml",
  dvc: "yaml",
  lock: "yaml",
  json: "json",
  toml: "toml",
  py: "python",
};

export function languageOf(path: string): Language {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/^mlproject$/i.test(name)) return "yaml";
  if (/(?:^|\/)\.dvc\/config(?:\.local)?$/.test(path)) return "ini";
  if (!name.includes(".", 1)) return "lines";
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  return ownValue(languagesByEnding, ending) ?? "lines";
}

/** What a file is by its path alone. Kinds by content are added by `kindsByContent`. */
export function kindsByPath(path: string): FileKind[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const kinds = namedKinds.flatMap(([pattern, kind]) => (pattern.test(name) ? [kind] : []));
  for (const [pattern, kind] of placedKinds) if (pattern.test(path)) kinds.push(kind);
  const language = languageOf(path);
  if (language === "yaml" || language === "json") kinds.push(language);
  return kinds;
}

const namedKinds: readonly (readonly [RegExp, FileKind])[] = [
  [/^dvc\.yaml$/, "dvc-pipeline"],
  [/^dvc\.lock$/, "dvc-lock"],
  [/.\.dvc$/, "dvc-file"],
  [/^\.(?:git|dvc)ignore$/, "ignore"],
  [/^params\.(?:yaml|yml|json|toml|py)$/, "params"],
  [/^mlproject$/i, "mlproject"],
  [/^mlproject\.ya?ml$/i, "mlproject-like"],
  [/^(?:conda|environment|conda[-_]env(?:ironment)?|env)\.ya?ml$/, "conda"],
  [/^python_env\.ya?ml$/, "python-env"],
  [/^requirements[\w.-]*\.(?:txt|in)$/, "requirements"],
  [/^\.env(?:\.[\w.-]+)?$/, "env"],
  [/^sextant\.yaml$/, "sextant"],
];

const placedKinds: readonly (readonly [RegExp, FileKind])[] = [
  [/(?:^|\/)\.dvc\/config(?:\.local)?$/, "dvc-config"],
  [/(?:^|\/)conf\/[^/]+\/(?:catalog[^/]*\/.*|(?:.*\/)?catalog[^/]*)\.ya?ml$/, "kedro-catalog"],
  [
    /(?:^|\/)conf\/[^/]+\/(?:parameters[^/]*\/.*|(?:.*\/)?parameters[^/]*)\.ya?ml$/,
    "kedro-parameters",
  ],
  [/(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/, "requirements"],
];
