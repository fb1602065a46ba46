import { describe, expect, it } from "vitest";
import { labelText, messageText, oneLine } from "../../../src/core/runs/displayText.ts";

describe("texts from outside", () => {
  it.each([
    ["plain-name 损失 🦊", "plain-name 损失 🦊"],
    ["a\nb\r\n\tc", "a b c"],
    ["\x1b[2J\x1b]0;title\x07x", "[2J ]0;title x"],
    ["\u202egpj.exe", "gpj.exe"],
    ["x".repeat(1000), `${"x".repeat(299)}…`],
  ])("%j is one line without effects", (text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });

  it("is no icon in a label", () => {
    expect(labelText("$(flame) $(")).toBe("\\$(flame) \\$(");
  });

  it("is no link in a notification", () => {
    expect(messageText('[Undo](command:x?["a"]) \x1b[31mred\nnext')).toBe(
      '[Undo] (command:x?["a"])  [31mred\nnext',
    );
  });
});
