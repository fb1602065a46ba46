import { describe, expect, it } from "vitest";
import { pipelinePanelMessages, pipelineViewSchema } from "../../../src/protocol/pipelinePanel.ts";

const { toHost } = pipelinePanelMessages;

describe("messages of the Pipeline panel", () => {
  it.each([
    ["a place", toHost.openSource.body, { file: "dvc.yaml", line: 3 }, true],
    ["a line before the first", toHost.openSource.body, { file: "dvc.yaml", line: -1 }, false],
    ["half a line", toHost.openSource.body, { file: "dvc.yaml", line: 0.5 }, false],
    ["a path without end", toHost.openSource.body, { file: "x".repeat(5000), line: 0 }, false],
    ["a stage", toHost.runStage.body, { file: "dvc.yaml", name: "a", mode: "upTo" }, true],
    ["a way to run", toHost.runStage.body, { file: "dvc.yaml", name: "a", mode: "shell" }, false],
    ["all files", toHost.readView.body, { scope: null }, true],
    ["no scope", toHost.readView.body, {}, false],
  ])("take or refuse %s", (_, schema, body, isTaken) => {
    expect(schema.safeParse(body).success).toBe(isTaken);
  });

  it("carry a graph whole", () => {
    const view = {
      files: ["dvc.yaml"],
      scope: null,
      nodes: [],
      edges: [{ from: "a", to: "b", paths: ["x"] }],
      hiddenCount: 0,
    };
    expect(pipelineViewSchema.parse(view)).toEqual(view);
  });
});
