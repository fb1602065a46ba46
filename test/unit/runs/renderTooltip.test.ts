import { expect, test } from "vitest";
import { escapeMarkdown, renderTooltip } from "../../../src/core/runs/renderTooltip.ts";
import { renderRunRecord } from "../../../src/core/runs/renderRun.ts";
import { createRun, metric } from "./createRun.ts";

test("a tooltip says what a run was given and what came out", () => {
  const run = createRun({
    params: { lr: "0.1" },
    metrics: { val_acc: metric(0.91234567), "system/cpu_percent": metric(50) },
    note: "a good one",
  });
  const text = renderTooltip(run, 0);
  expect(text).toContain("**brave\\-otter** finished");
  expect(text).toContain("| val\\_acc | 0\\.91235 |");
  expect(text).toContain("| lr | 0\\.1 |");
  expect(text).toContain("a good one");
  expect(text).not.toContain("cpu");
});

test("hostile texts become neither links, images, commands, HTML nor table cells", () => {
  const hostile = "[x](command:evil) ![i](http://a/b) <img src=x> | a\n# b `c` **d** &lt; $(zap)";
  const text = renderTooltip(
    createRun({
      name: hostile,
      note: hostile,
      params: { [hostile]: hostile },
      tags: { k: hostile },
    }),
    0,
  );
  expect(text).not.toMatch(/(?<!\\)\[x/);
  expect(text).not.toMatch(/(?<!\\)!\[/);
  expect(text).not.toContain("<img");
  expect(text).not.toMatch(/(?<!\\)\$\(zap/);
  expect(text.split("\n").filter((line) => line.startsWith("#"))).toEqual([]);
  const row = text.split("\n").find((line) => line.startsWith("| \\[x"));
  expect(row?.match(/(?<!\\)\|/g)).toHaveLength(3);
});

test("many parameters are cut, and said so", () => {
  const params = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`p${index}`, "1"]));
  const text = renderTooltip(createRun({ params }), 0);
  expect(text).toContain("18 more");
  expect(text).not.toContain("p20");
});

test("line ends do not start new blocks", () => {
  expect(escapeMarkdown("a\r\n\tb")).toBe("a b");
});

test("records of two runs that did the same are the same text", () => {
  const first = createRun({ id: "a", name: "one", params: { b: "2", a: "1" }, startTime: 1 });
  const second = createRun({ id: "b", name: "two", params: { a: "1", b: "2" }, startTime: 2 });
  expect(renderRunRecord(first)).toBe(renderRunRecord(second));
  expect(renderRunRecord(createRun({ params: { a: "2" } }))).not.toBe(renderRunRecord(first));
});

test("a record has metrics that are not numbers by name", () => {
  expect(renderRunRecord(createRun({ metrics: { loss: metric(NaN) } }))).toContain(".nan");
});
