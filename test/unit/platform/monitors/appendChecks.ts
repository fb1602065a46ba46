// A process that records checks, as a second window does.
import { MonitorStore } from "../../../../src/platform/monitors/monitorStore.ts";
import { createReport } from "../../monitors/createReport.ts";

const [root = "", name = "", count = "0"] = process.argv.slice(2);
const store = new MonitorStore(root);
for (let index = 0; index < Number(count); index++) {
  const finding = { key: `${name}${index}`, kind: "rule", severity: "info", message: "x" } as const;
  await store.recordCheck(createReport({}), {
    findings: [{ ...finding, evidence: "", path: [] }],
    problems: [],
    isUndecided: () => true,
  });
}
