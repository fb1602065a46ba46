import { expect, it } from "vitest";
import { reportProblems } from "../../../src/core/monitors/reportProblems.ts";
import { createReport } from "../../support/panel/driftReports.ts";
import { renderMarkdown } from "../../../src/core/drift/report/renderMarkdown.ts";

it("tells what is wrong in any part of a check, each once", () => {
  const report = createReport();
  const { drift, performance, health, llm } = report;
  if (!drift || !performance || !health || !llm) throw new Error("a part is missing");
  const told = {
    ...report,
    problems: ["whole"],
    drift: { ...drift, problems: ["of drift", "twice"] },
    performance: { ...performance, problems: ["of performance", "twice"] },
    health: { ...health, problems: ["of health"] },
    llm: { ...llm, problems: ["of the log"] },
  };
  const expected = ["whole", "of drift", "twice", "of performance", "of health", "of the log"];
  expect(reportProblems(told)).toEqual(expected);
  for (const problem of expected) expect(renderMarkdown(told)).toContain(`- ${problem}`);
});
