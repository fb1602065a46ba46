import type { LintProject } from "../project/lintProject.ts";

/** What the project's Python code tells of configs that are in no YAML file. */
export interface PythonConfigs {
  /** Whether all code could be looked at. */
  readonly isComplete: boolean;
  /** The texts of the files that store configs (`ConfigStore`) or add places to search. */
  readonly texts: readonly string[];
}

const maxFolders = 2000;
const maxFiles = 1000;
const skipped =
  /^(?:\..*|node_modules|venv|env|site-packages|__pycache__|outputs|multirun|wandb|mlruns)\/$/;
const storesConfigs = /ConfigStore|hydra_zen|hydra\.experimental|SearchPath|searchpath|config_dir/;

/** Asked only when something seems to be missing: reads all Python files, within bounds. */
export function pythonConfigs(project: LintProject): PythonConfigs {
  return project.remember("hydra:python", () => {
    const found = { isComplete: true, files: 0, texts: [] as string[] };
    const open = [""];
    for (let folders = 0; open.length > 0 && found.isComplete; folders++) {
      const folder = open.pop() ?? "";
      const lead = folder === "" ? "" : `${folder}/`;
      for (const name of project.list(folder)) {
        if (name.endsWith(".py")) addFile(lead + name, found, project);
        else if (name.endsWith("/") && !skipped.test(name)) open.push(lead + name.slice(0, -1));
      }
      if (folders > maxFolders || found.files > maxFiles) found.isComplete = false;
    }
    return found;
  });
}

interface Found {
  isComplete: boolean;
  files: number;
  readonly texts: string[];
}

function addFile(path: string, found: Found, project: LintProject): void {
  const text = project.file(path)?.text;
  if (text === undefined) found.isComplete = false;
  else if (storesConfigs.test(text)) found.texts.push(text);
  found.files += 1;
}

/** Whether code that stores configs has a name in quotes. */
export function namesConfig({ texts }: PythonConfigs, name: string): boolean {
  return texts.some((text) => text.includes(`"${name}"`) || text.includes(`'${name}'`));
}
