import { afterAll, beforeAll, describe, it } from "vitest";
import { DriftPanelPage } from "../support/driftPanelPage.ts";
import { Editor } from "../support/editor.ts";
import type { EditorWindow } from "../support/editorWindow.ts";
import { MonitoredShop } from "../support/monitoredShop.ts";
import { recordFailures } from "../support/recordFailures.ts";

/** Two data sets compared once, and the monitors of a shop looked at, part by part. */
let shop: MonitoredShop;
let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  shop = await MonitoredShop.create();
  editor = await Editor.start({ folder: shop.folder, extension: "checkout" });
  window = await editor.openWindow();
}, 120_000);

afterAll(async () => {
  await editor.dispose();
  await shop.dispose();
});

recordFailures(() => window);

async function compare(reference: string, current: string): Promise<DriftPanelPage> {
  await window.runCommand("Sextant: Check Drift…");
  await window.pick(reference);
  await window.quickInput
    .locator(".monaco-list-row", { hasText: reference })
    .waitFor({ state: "hidden" });
  await window.pick(current);
  return await DriftPanelPage.find(window, `${reference} and ${current}`);
}

describe("data of two months", () => {
  it("are compared from the palette, Parquet with Parquet", async () => {
    const panel = await compare("orders-march.parquet", "orders-april.parquet");
    await panel.verdict("Drift").waitFor();
    await panel.feature("coupon").waitFor();
    await editor.takeScreenshots(window, "drift-compare");
  });

  it("are compared from the palette, CSV with Parquet, and say the same", async () => {
    const panel = await compare("orders-march.csv", "orders-april.parquet");
    await panel.verdict("Drift").waitFor();
    await panel.feature("age").click();
    await panel.frame.getByText("Distribution", { exact: false }).first().waitFor();
    await editor.takeScreenshots(window, "drift-feature");
  });
});

describe("the monitors of a shop", () => {
  it("are listed in the side bar with their alerts", async () => {
    await window.openSideBar();
    await window.treeItem("checkout-service").waitFor();
    await window.runCommand("Sextant: Check All Monitors");
    await window.treeItem("The model misjudges too many orders").waitFor({ timeout: 60_000 });
    await window.treeItem("Customers see errors").waitFor({ timeout: 60_000 });
    await window.page
      .locator(".statusbar-item", { hasText: /\d+ alerts/ })
      .waitFor({ timeout: 60_000 });
    await window.runCommand("Notifications: Clear All Notifications");
    await editor.takeScreenshots(window, "drift-tree");
  });

  /** A monitor → what its panel says → the tabs to look at. */
  const monitors = [
    ["returns", "Degraded", ["Performance", "Validation", "Alerts"]],
    ["checkout-service", "Degraded", ["Health"]],
    ["assistant", "", ["Language Model"]],
  ] as const;

  for (const [monitor, verdict, tabs] of monitors) {
    it(`show what is known of ${monitor}`, async () => {
      await window.treeItem(monitor).click();
      const panel = await DriftPanelPage.find(window, monitor);
      await panel.verdict(verdict).waitFor();
      await editor.takeScreenshots(window, `drift-${monitor}`);
      for (const tab of tabs) {
        await panel.openTab(tab);
        await editor.takeScreenshots(
          window,
          `drift-${monitor}-${tab.toLowerCase().replaceAll(" ", "-")}`,
        );
      }
    });
  }
});
