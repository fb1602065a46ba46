import { expect, it } from "vitest";
import { distinctNames } from "../../../webview/runs/distinctNames.ts";
import { createRun } from "../runs/runFixture.ts";

it("tells runs of one name apart by experiment, place, and id", () => {
  const runs = [
    createRun({ id: "a", name: "otter", experiment: "digits" }),
    createRun({ id: "b", name: "train", experiment: "digits" }),
    createRun({ id: "c", name: "train", experiment: "letters" }),
    createRun({ id: "d", name: "train", experiment: "letters", location: { path: "p", key: "" } }),
    createRun({ id: "e", name: "b", experiment: "x" }),
    createRun({ id: "f", name: "b", experiment: "x" }),
  ];
  expect([...distinctNames(runs).values()]).toEqual([
    "otter",
    "train (digits)",
    "train (c)",
    "train (p)",
    "b (e)",
    "b (f)",
  ]);
});
