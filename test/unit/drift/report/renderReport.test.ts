import { describe, expect, it } from "vitest";
import {
  monitorReportSchema,
  type MonitorReport,
} from "../../../../src/core/monitors/monitorReport.ts";
import { renderHtml } from "../../../../src/core/drift/report/renderHtml.ts";
import { renderJson } from "../../../../src/core/drift/report/renderJson.ts";
import { renderMarkdown } from "../../../../src/core/drift/report/renderMarkdown.ts";
import { createFeature } from "../../../support/panel/driftFeatures.ts";
import { createReport } from "../../../support/panel/driftReports.ts";

const hostile = `<script>alert(1)</script>" onload='x' | [a](javascript:b) \`c\` @team https://x.y\n# head`;

/** Every text of the report is replaced, wherever it is, but for those that schemas fix. */
function poison(value: unknown, key = ""): unknown {
  const fixed =
    /^(type|role|verdict|severity|kind|level|outcome|unit|better|task|behaviour|checkedAt)$/;
  if (typeof value === "string") return fixed.test(key) ? value : hostile;
  if (Array.isArray(value)) return value.map((item) => poison(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, poison(item, name)]),
  );
}

const poisoned = monitorReportSchema.parse(poison(createReport()));
const bare: MonitorReport = {
  ...createReport(),
  drift: null,
  performance: null,
  validation: null,
  health: null,
  llm: null,
  problems: [],
};

describe("a report as an HTML page", () => {
  const page = renderHtml(createReport());

  it("needs nothing else: no script, no address outside", () => {
    expect(page).not.toMatch(/<script|\son\w+=|https?:|url\(|<img|<link|@import/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("prefers-color-scheme: dark");
    expect(page.match(/<svg /g)?.length).toBeGreaterThan(20);
  });

  it.each([
    "Degraded",
    "accuracy fell from 91.3 % to 84.6 %",
    "20 Nov 2026, 18:25 UTC",
    "payment_method",
    "0.84 σ",
    "2 % → 90 %",
    "1,830",
    "loyalty_level is missing",
    "AUC of 0.71",
    "83.4 % to 85.8 %",
    "age &gt; 61",
    "ADWIN",
    "age between 0 and 120",
    "312 ms",
    "41.77 USD",
    "j•••@e•••.com",
    "w47.parquet was left out",
  ])("says %s", (text) => expect(page).toContain(text));

  it("takes no text for markup", () => {
    const text = renderHtml(poisoned);
    expect(text).not.toMatch(/<script|<\/script|\sonload='/);
    expect(text).toContain("&lt;script&gt;");
  });

  it("of 1,000 features is less than 1 MB, and of 5,000 says how many it leaves out", () => {
    expect(Buffer.byteLength(renderHtml(createReport(1000)))).toBeLessThan(1_000_000);
    expect(renderHtml(createReport(5000))).toContain("and 3,500 more features");
  });

  it("flags estimates with what they assume", () => {
    const report = createReport();
    if (report.performance === null) throw new Error("no performance");
    const performance = {
      ...report.performance,
      isEstimated: true,
      assumptions: ["probabilities are calibrated"],
    };
    const text = renderHtml({ ...report, performance });
    expect(text).toContain("Estimated without labels (CBPE)");
    expect(text).toContain("probabilities are calibrated");
    expect(renderMarkdown({ ...report, performance })).toContain("- probabilities are calibrated");
  });

  it("holds several reports", () => {
    const text = renderHtml(createReport(3), { ...bare, monitor: "fraud", verdict: "stable" });
    expect(text).toContain("<title>churn: Degraded, fraud: Stable</title>");
    expect(text.match(/<!doctype html>/g)).toHaveLength(1);
    expect(text.match(/<h1>/g)).toHaveLength(2);
  });

  it("may lack every part", () => expect(renderHtml(bare)).not.toContain("<h2>"));
});

describe("a report as Markdown", () => {
  it("has its tables", () => {
    const text = renderMarkdown(createReport());
    expect(text).toContain("# churn: Degraded");
    expect(text).toContain("| age | number | Drift | 0.84 σ | 0.329 | 2e-28 | – | 0.4 % |");
    expect(text).toContain("| Accuracy | Worse | 91.3 % | 84.6 % | 83.4 % to 85.8 % |");
    expect(text).toContain("| age between 0 and 120 | error |");
    expect(text).toContain("| Cost | Drift | 18.40 USD | 41.77 USD |");
    expect(text.endsWith("|\n") || text.endsWith("requests\n")).toBe(true);
    expect(renderMarkdown(createReport(130))).toContain("and 30 more features");
  });

  it("takes no text for markup, links or the end of a cell", () => {
    const lines = renderMarkdown(poisoned).split("\n");
    for (const line of lines) {
      expect(line).not.toMatch(/(^|[^\\])<script|[^\\]\]\(|https:\/\/|@team|^# head/);
    }
    const columns = lines
      .filter((line) => line.startsWith("| \\<script"))
      .map((line) => line.match(/(?<!\\)\|/g)?.length);
    expect(new Set(columns).size).toBeLessThanOrEqual(6);
    expect(Math.max(...columns.map(Number))).toBeLessThanOrEqual(9);
  });

  it("may lack every part", () => expect(renderMarkdown(bare)).not.toContain("##"));
});

describe("a report as JSON", () => {
  it("is the report", () => {
    const report = createReport(9);
    const text = renderJson(report);
    expect(text.endsWith("}\n")).toBe(true);
    expect(monitorReportSchema.parse(JSON.parse(text))).toEqual(report);
  });

  it("keeps what is not known as null", () => {
    const feature = createFeature("a", 0, { score: null });
    const { drift } = createReport(1);
    if (drift === null) throw new Error("no drift");
    expect(renderJson({ ...drift, features: [feature] })).toContain('"score": null');
  });
});
