import type { LintProject } from "../project/lintProject.ts";

/** Files that may pin the version of Kedro, from the folder that holds `conf`. */
const files = [
  "requirements.txt",
  "src/requirements.txt",
  "pyproject.toml",
  "requirements.in",
  "src/requirements.in",
  "environment.yml",
  "setup.py",
  "uv.lock",
  "poetry.lock",
];

/**
 * Whether a project's pins say which spelling of data sets its Kedro knows: `new` from 0.19 on and
 * with kedro-datasets 2.0; undefined when nothing is pinned.
 */
export function datasetSpelling(source: string, project: LintProject): "old" | "new" | undefined {
  return project.remember(`kedro:version:${source}`, () => {
    const parent = source.slice(0, Math.max(0, source.lastIndexOf("/")));
    const texts = files.map(
      (name) => project.file(parent === "" ? name : `${parent}/${name}`)?.text,
    );
    return spellingIn(texts.filter((text) => text !== undefined).join("\n"));
  });
}

const pin =
  /(?:^|["'\s=])(kedro(?:[-_]datasets)?)(?:\[[\w,. -]*\])?["']?\s*(?:=\s*["']?|\n\s*version\s*=\s*["'])?[~=^><!]*=?\s*["']?v?(\d+)\.(\d+)/gm;

/** A pin of `kedro-datasets` counts more. They have a package of their own since 0.18; its 1.x still knew the old names only. */
function spellingIn(text: string): "old" | "new" | undefined {
  let found: "old" | "new" | undefined;
  for (const [, name = "", major = "", minor = ""] of text.matchAll(pin)) {
    const isDatasets = name !== "kedro";
    const isNew = isDatasets ? Number(major) >= 2 : Number(major) >= 1 || Number(minor) >= 19;
    if (isDatasets) return isNew ? "new" : "old";
    found ??= isNew ? "new" : "old";
  }
  return found;
}
