import { describe, expect, it } from "vitest";
import { assignColorSlots } from "../../../src/core/charts/colors.ts";

const ids = Array.from({ length: 30 }, (_, index) => `20261120-1825${index}-abc${index}`);

const supply = { slotCount: 32, roundSize: 8 };

describe("assignColorSlots", () => {
  it("gives every run its own slot while there are enough", () => {
    const slots = assignColorSlots(ids, new Map(), supply);
    expect(new Set(slots.values()).size).toBe(30);
  });

  it("uses up the plain colours before it repeats them with a pattern", () => {
    const slots = assignColorSlots(ids.slice(0, 8), new Map(), supply);
    expect([...slots.values()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("keeps a run's slot when others come and go", () => {
    const first = assignColorSlots(ids.slice(0, 10), new Map(), supply);
    const second = assignColorSlots([...ids.slice(20), ...ids.slice(5, 10)], first, supply);
    for (const id of ids.slice(5, 10)) expect(second.get(id)).toBe(first.get(id));
  });

  it("gives a run the same slot again after a restart, whatever the order", () => {
    const id = ids[3] ?? "";
    const alone = assignColorSlots([id], new Map(), supply);
    expect(assignColorSlots([id], new Map(), supply)).toEqual(alone);
  });

  it("shares slots evenly when there are too few", () => {
    const slots = assignColorSlots(ids, new Map(), { slotCount: 8, roundSize: 8 });
    const uses = Array.from(
      { length: 8 },
      (_, slot) => [...slots.values()].filter((s) => s === slot).length,
    );
    expect(Math.max(...uses) - Math.min(...uses)).toBeLessThanOrEqual(1);
  });
});
