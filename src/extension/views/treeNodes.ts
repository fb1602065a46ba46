import {
  collectExperiments,
  nestRuns,
  commitKey,
  type CommitSummary,
  type RunBranch,
  type RunSummary,
} from "../../core/runs/runSummary.ts";
import type { RunSelection } from "../ids.ts";
import type { Project } from "../project.ts";

/** What a tree is made of. Its fields `root` and `runIds` make a node an argument of commands. */
export type TreeNode = ProjectNode | ExperimentNode | CommitNode | RunNode;

interface NodeBase extends RunSelection {
  /** The same for the same thing after a rebuild: the editor keeps what is unfolded by it. */
  readonly key: string;
  readonly project: Project;
  readonly root: string;
  readonly runIds: readonly string[];
  readonly children: readonly TreeNode[];
}

export interface ProjectNode extends NodeBase {
  readonly kind: "project";
}

export interface ExperimentNode extends NodeBase {
  readonly kind: "experiment";
  readonly name: string;
}

export interface CommitNode extends NodeBase {
  readonly kind: "commit";
  readonly commit: CommitSummary | null;
}

export interface RunNode extends NodeBase {
  readonly kind: "run";
  readonly runId: string;
  /** Whether the project has to be named beside the run. */
  readonly isProjectShown: boolean;
}

/** Projects, where there are several, → experiments → commits → runs. */
export function buildExperimentsTree(projects: readonly Project[]): readonly TreeNode[] {
  const trees = projects
    .filter((project) => project.runs().all().length > 0)
    .map((project) => projectNode(project, buildProject(project)));
  return trees.length === 1 ? (trees[0]?.children ?? []) : trees;
}

/** Runs that are running, then the newest of the others, across projects; `count` of them. */
export function buildRunsTree(projects: readonly Project[], count: number): readonly TreeNode[] {
  const isProjectShown = projects.length > 1;
  return projects
    .flatMap((project) =>
      nestRuns(project.runs().all()).map((branch) => ({ project, branch, run: branch.run })),
    )
    .sort((a, b) => isRunning(b.run) - isRunning(a.run) || startOf(b.run) - startOf(a.run))
    .slice(0, count)
    .map(({ project, branch }) => runNode(project, branch, { parentKey: "", isProjectShown }));
}

function buildProject(project: Project): readonly TreeNode[] {
  return collectExperiments(project.runs().all()).map(({ name, commits }) => {
    const key = `${project.root}\n${name}`;
    const children = commits.map(({ commit, runs }): CommitNode => {
      const nodeKey = `${key}\n${commitKey(commit)}`;
      const nodes = runs.map((branch) =>
        runNode(project, branch, { parentKey: nodeKey, isProjectShown: false }),
      );
      return { kind: "commit", key: nodeKey, commit, ...groupOf(project, nodes) };
    });
    return { kind: "experiment", key, name, ...groupOf(project, children) };
  });
}

function projectNode(project: Project, children: readonly TreeNode[]): ProjectNode {
  return { kind: "project", key: project.root, ...groupOf(project, children) };
}

function groupOf(
  project: Project,
  children: readonly TreeNode[],
): Pick<NodeBase, "project" | "root" | "runIds" | "children"> {
  const runIds = children.flatMap((node) => node.runIds);
  return { project, root: project.root, runIds, children };
}

function runNode(
  project: Project,
  branch: RunBranch,
  place: { readonly parentKey: string; readonly isProjectShown: boolean },
): RunNode {
  const key = `${place.parentKey}\n${branch.run.id}`;
  return {
    kind: "run",
    key,
    project,
    root: project.root,
    runIds: [branch.run.id],
    runId: branch.run.id,
    isProjectShown: place.isProjectShown,
    children: branch.children.map((child) => runNode(project, child, { ...place, parentKey: key })),
  };
}

function isRunning(run: RunSummary): number {
  return Number(run.status === "running" || run.status === "queued");
}

function startOf(run: RunSummary): number {
  return run.startTime ?? 0;
}
