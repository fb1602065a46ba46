import { describe, expect, it } from "vitest";
import { usePanels } from "./panelFixture.ts";

/**
 * What the panel expects of its form controls, whichever library draws them: each is found by role
 * and name, shows its value, is worked by keyboard and reports changes.
 */
const openPanel = usePanels();

describe("form controls", () => {
  it("a text field reports typing and shows a value that is set from elsewhere", async () => {
    const panel = await openPanel();
    const field = panel.frame.getByRole("textbox", { name: "Search runs" });
    await field.focus();
    await panel.page.keyboard.type("zzz");
    await panel.frame.getByText("0 of 200 runs").waitFor();
    await panel.frame.getByRole("button", { name: "Show All Runs" }).click();
    await expect.poll(() => field.inputValue()).toBe("");
  });

  it("a text field says that it is invalid", async () => {
    const panel = await openPanel();
    const field = panel.frame.getByRole("textbox", { name: "Filter runs" });
    await field.fill("((");
    await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
    await field.fill("");
    await expect.poll(() => field.getAttribute("aria-invalid")).not.toBe("true");
  });

  it("a dropdown is opened, moved in and closed by keys", async () => {
    const panel = await openPanel();
    const dropdown = panel.frame.getByRole("combobox", { name: "Group runs" });
    await dropdown.focus();
    await panel.press("Enter", "ArrowDown", "Enter");
    await expect
      .poll(async () => (await panel.sent("openView")).at(-1))
      .toMatchObject({ group: "experiment" });
    expect(await dropdown.textContent()).toContain("By experiment");
  });

  it("a checkbox is toggled by Space and shows its state", async () => {
    const panel = await openPanel();
    const box = panel.frame.getByRole("checkbox", { name: "Log y" });
    expect(await box.getAttribute("aria-checked")).toBe("false");
    await box.focus();
    await panel.press(" ");
    await expect.poll(() => box.getAttribute("aria-checked")).toBe("true");
    await expect
      .poll(async () => (await panel.sent("saveLayout")).at(-1))
      .toMatchObject({ charts: { isLogY: true } });
  });

  it("a checkbox that is off limits cannot be changed", async () => {
    const panel = await openPanel();
    const axis = panel.frame.getByRole("combobox", { name: "Horizontal axis" });
    await axis.focus();
    await panel.press("End");
    const box = panel.frame.getByRole("checkbox", { name: "Log x" });
    await expect.poll(() => box.getAttribute("aria-disabled")).toBe("true");
    await box.click({ force: true });
    expect(await box.getAttribute("aria-checked")).toBe("false");
  });

  it("a button is pressed by Enter, and says that it stays down", async () => {
    const panel = await openPanel();
    const button = panel.frame.getByRole("button", { name: /Only columns that differ/ });
    await button.focus();
    await panel.press("Enter");
    await expect.poll(() => button.getAttribute("aria-pressed")).toBe("true");
  });

  it("every control has a name", async () => {
    const panel = await openPanel();
    const tree = await panel.frame.locator("#root").ariaSnapshot();
    const controls = tree.match(/- (button|textbox|combobox|checkbox|slider|tab)\b.*/g) ?? [];
    expect(controls.length).toBeGreaterThan(10);
    expect(controls.filter((line) => !line.includes('"'))).toEqual([]);
    expect(tree).not.toContain('"Text field"');
  });
});
