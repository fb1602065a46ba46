import type { LintProject } from "../project/lintProject.ts";
import { keyText, visitTree } from "../source/nodes.ts";
import { hydraRootOf } from "./configFiles.ts";

/**
 * All names that a composed config of a tree can have: keys of its files, its folders, and
 * packages. What is composed is up to the command line, hence names and not paths.
 */
export function treeNames(folder: string, project: LintProject): ReadonlySet<string> | undefined {
  const root = project.remember(`hydra:root:${folder}`, () => hydraRootOf(folder, project));
  if (root === undefined) return undefined;
  return project.remember(`hydra:names:${root}`, () => {
    const names = new Set<string>();
    const lead = root === "" ? "" : `${root}/`;
    for (const path of project.paths) {
      if (!path.startsWith(lead) || !/\.ya?ml$/.test(path)) continue;
      for (const part of path.slice(lead.length).split("/"))
        names.add(part.replace(/\.ya?ml$/, ""));
      for (const name of namesIn(path, project)) names.add(name);
    }
    return names;
  });
}

function namesIn(path: string, project: LintProject): ReadonlySet<string> {
  return project.remember(`hydra:file:${path}`, () => {
    const names = new Set<string>();
    const file = project.file(path);
    if (file === undefined) return names;
    for (const { node } of visitTree(file.root)) {
      if (node.kind !== "map") continue;
      for (const pair of node.pairs) {
        for (const name of (keyText(pair) ?? "").split(/[./@: ]/)) if (name !== "") names.add(name);
      }
    }
    for (const [, packages = ""] of file.text.matchAll(/(?:@package\s+|@)([\w.]+)/g)) {
      for (const name of packages.split(".")) names.add(name);
    }
    return names;
  });
}
