import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { Run } from "../../src/core/runs/run.ts";
import type { RunSummary } from "../../src/core/runs/runSummary.ts";
import { committedFileUri, runRecordUri } from "../../src/extension/documents/documents.ts";
import type { Project } from "../../src/extension/project.ts";
import { buildExperimentsTree, buildRunsTree } from "../../src/extension/views/treeNodes.ts";
import { toTreeItem } from "../../src/extension/views/treeItems.ts";
import { waitFor } from "../support/waitFor.ts";
import {
  activateExtension,
  createRepository,
  execute,
  git,
  launch,
  workspaceFolder,
  write,
} from "./project.ts";

describe("runs of the command line tool", () => {
  let project: Project;
  let first: string;
  let second: string;

  before(async () => {
    createRepository();
    first = launch("first", "sh", "train.sh", "--lr", "0.1");
    write("train.sh", `${readFileSync(inWorkspace("train.sh"), "utf8")}# changed\n`);
    write("notes é.md", "new\n");
    second = launch("second", "sh", "train.sh", "--lr", "0.2");
    const { services } = await activateExtension();
    const [only] = services.projects.all();
    assert.ok(only);
    project = only;
    await project.runs().load();
    await seen(first, (run) => run.status === "finished");
    await seen(second, (run) => run.status === "finished");
  });

  /** The run's summary, once it is as told. */
  function seen(id: string, isRight: (run: RunSummary) => boolean): Promise<RunSummary> {
    return waitFor(
      () => {
        const run = project.runs().get(id);
        return run !== undefined && isRight(run) ? run : undefined;
      },
      { label: `${id} in the list` },
    );
  }

  async function read(id: string): Promise<Run> {
    const [run] = await project.catalog().runs([id]);
    assert.ok(run);
    return run;
  }

  const select = (...runIds: readonly string[]) => ({ root: project.root, runIds });

  it("stand in the tree under their experiment and commit", () => {
    const [experiment] = buildExperimentsTree([project]);
    assert.equal(experiment?.kind, "experiment");
    const [commit] = experiment.children;
    assert.equal(commit?.kind, "commit");
    assert.deepEqual(commit.runIds, [second, first]);
    assert.match(JSON.stringify(toTreeItem(commit).label), /Train a model/);
    const items = commit.children.map(toTreeItem);
    assert.deepEqual(
      items.map((item) => item.label),
      ["second", "first"],
    );
    assert.match(String(items[0]?.description), /val_acc/);
    assert.equal(items[0]?.contextValue, "sextant.run.own.ended.plain.code");
  });

  it("are listed newest first, as many as were asked for", () => {
    const ids = buildRunsTree([project], 50).flatMap((node) => node.runIds);
    assert.ok(ids.indexOf(second) < ids.indexOf(first));
    assert.equal(buildRunsTree([project], 1).length, 1);
  });

  it("show the metric that the settings name", async () => {
    const id = "sextant.runs.keyMetric";
    const { Workspace } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration().update(id, "loss", Workspace);
    await seen(first, (run) => run.keyMetric?.name === "loss");
    await vscode.workspace.getConfiguration().update(id, undefined, Workspace);
    await seen(first, (run) => run.keyMetric?.name === "val_acc");
  });

  it("are renamed", async () => {
    assert.equal(
      await execute("sextant.runs.rename", { ...select(first), name: "erste" }),
      "erste",
    );
    await seen(first, (run) => run.name === "erste");
  });

  it("are starred and tagged, by nodes of a tree as by ids", async () => {
    const node = buildRunsTree([project], 50).find(({ runIds }) => runIds.includes(second));
    assert.ok(node);
    assert.deepEqual(await execute("sextant.runs.star", node), [second]);
    await seen(second, (run) => run.isStarred);
    await execute("sextant.runs.unstar", node);
    await seen(second, (run) => !run.isStarred);
    await execute("sextant.runs.editTags", { ...select(first, second), tags: { team: "a" } });
    assert.equal((await read(second)).tags["team"], "a");
    await execute("sextant.runs.editTags", { ...select(second), tags: { team: null } });
    assert.equal((await read(second)).tags["team"], undefined);
    assert.equal((await read(first)).tags["team"], "a");
  });

  it("get notes", async () => {
    await execute("sextant.runs.editNote", { ...select(first), note: "keep" });
    assert.equal((await read(first)).note, "keep");
  });

  it("are deleted and come back", async () => {
    assert.deepEqual(await execute("sextant.runs.delete", select(first)), [first]);
    await waitFor(() => project.runs().get(first) === undefined, { label: "the deletion" });
    await execute("sextant.runs.undelete", select(first));
    await seen(first, () => true);
  });

  it("have ids to copy", async () => {
    await execute("sextant.runs.copyId", select(first));
    assert.equal(await vscode.env.clipboard.readText(), first);
  });

  it("are exported as the command line does", async () => {
    const file = path.join(tmpdir(), `sextant-${process.pid}.json`);
    assert.equal(
      await execute("sextant.runs.exportJson", { ...select(first, second), file }),
      file,
    );
    const runs = JSON.parse(readFileSync(file, "utf8")) as { id: string; params: object }[];
    assert.deepEqual(runs.map((run) => run.id).sort(), [first, second]);
    assert.deepEqual(runs.find((run) => run.id === second)?.params, { lr: "0.2" });
    const csv = file.replace("json", "csv");
    await execute("sextant.runs.exportCsv", { ...select(first), file: csv });
    assert.match(readFileSync(csv, "utf8"), /val_acc/);
  });

  it("have artifacts to open, and nothing outside of them", async () => {
    const artifact = { ...select(first), path: "model/weights.txt" };
    const opened = await execute<string>("sextant.runs.openArtifacts", artifact);
    assert.equal(readFileSync(opened, "utf8"), "weights\n");
    const outside = { ...select(first), path: "../journal.jsonl" };
    assert.equal(await execute("sextant.runs.openArtifacts", outside), undefined);
  });

  it("have their code diffed with the working tree, in the multi-file diff editor", async () => {
    write("train.sh", "echo other\n");
    const changed = await execute("sextant.runs.diffWithWorkingTree", select(second));
    assert.deepEqual(changed, ["train.sh"]);
    await openedTab("↔ Working Tree");
  });

  it("have their code diffed with each other's", async () => {
    const changed = await execute("sextant.runs.diff", select(second, first));
    assert.deepEqual(changed, ["notes é.md", "train.sh"]);
    await openedTab("erste ↔ second");
  });

  function openedTab(label: string): Promise<vscode.Tab> {
    return waitFor(
      () =>
        vscode.window.tabGroups.all
          .flatMap((group) => group.tabs)
          .find((tab) => tab.label.includes(label)),
      { label: `a tab named ${label}` },
    );
  }

  it("serve files of their commit byte by byte, and nothing that is not in it", async () => {
    const { git: state } = await read(second);
    const repository = await project.repository();
    const commit = state?.snapshot;
    assert.ok(commit && repository);
    const uriOf = (file: string) => committedFileUri({ project, repository, commit, path: file });
    const { fs } = vscode.workspace;
    const bytes = await fs.readFile(uriOf("data.bin"));
    assert.deepEqual([...bytes], [0, 255, 1, 254, 10, 13, 0]);
    const named = await fs.readFile(uriOf("notes é.md"));
    assert.equal(Buffer.from(named).toString(), "new\n");
    await assert.rejects(async () => {
      await fs.readFile(uriOf("../secret"));
    });
    await assert.rejects(async () => {
      await fs.readFile(vscode.Uri.parse("sextant-git:/x?{}"));
    });
    await assert.rejects(async () => {
      await fs.writeFile(uriOf("data.bin"), bytes);
    });
  });

  it("have a record that can be diffed", async () => {
    const bytes = await vscode.workspace.fs.readFile(runRecordUri(project, await read(second)));
    assert.match(Buffer.from(bytes).toString(), /lr: "0.2"/);
  });

  it("are restored into a worktree and a branch", async () => {
    const folder = path.join(tmpdir(), `sextant-worktree-${process.pid}`);
    const worktree = { ...select(second), target: "worktree", folder, isOpened: false };
    assert.equal(await execute("sextant.runs.restoreCode", worktree), folder);
    assert.match(readFileSync(path.join(folder, "train.sh"), "utf8"), /# changed/);
    git("worktree", "remove", "--force", folder);
    const branch = { ...select(first), target: "branch", branch: "back/again" };
    assert.equal(await execute("sextant.runs.restoreCode", branch), "back/again");
    assert.equal(git("rev-parse", "back/again"), git("rev-parse", "HEAD"));
  });

  it("are restored in place where nothing is at risk", async () => {
    git("checkout", "--quiet", "--", "train.sh");
    git("clean", "--quiet", "--force");
    const inPlace = { ...select(second), target: "workingTree" };
    assert.equal(await execute("sextant.runs.restoreCode", inPlace), workspaceFolder());
    assert.match(readFileSync(inWorkspace("train.sh"), "utf8"), /# changed/);
    assert.equal(readFileSync(inWorkspace("notes é.md"), "utf8"), "new\n");
  });

  it("that do not exist give no answer, and no exception", async () => {
    assert.equal(await execute("sextant.runs.rename", { ...select("gone"), name: "x" }), undefined);
    assert.equal(await execute("sextant.runs.rename", { runIds: 7 }), undefined);
    assert.equal(
      await execute("sextant.runs.copyId", { root: "/nowhere", runIds: ["a"] }),
      undefined,
    );
  });
});

function inWorkspace(file: string): string {
  return path.join(workspaceFolder(), file);
}
