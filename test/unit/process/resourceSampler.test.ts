import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { parseNvidiaSmi } from "../../../src/platform/process/nvidiaSmi.ts";
import { thisMachine, type ProcessHost } from "../../../src/platform/process/processHost.ts";
import { ResourceSampler } from "../../../src/platform/process/resourceSampler.ts";
import { waitFor } from "../../support/waitFor.ts";

describe("nvidia-smi", () => {
  const cases = [
    [
      "0, 87, 10240\n1, 0, 3\n",
      [
        { index: 0, utilization: 87, memoryMb: 10240 },
        { index: 1, utilization: 0, memoryMb: 3 },
      ],
    ],
    ["0, [N/A], 512\r\n", [{ index: 0, utilization: null, memoryMb: 512 }]],
    ["0, 5, [Not Supported]\n", [{ index: 0, utilization: 5, memoryMb: null }]],
    ["0\n", [{ index: 0, utilization: null, memoryMb: null }]],
    ["", []],
    ["NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n", []],
    ["index, utilization.gpu [%], memory.used [MiB]\n", []],
  ] as const;
  it.each(cases)("%j", (output, expected) => expect(parseNvidiaSmi(output)).toEqual(expected));
});

describe("sampling", () => {
  function hostWith(nvidiaSmi: () => Promise<string>): ProcessHost {
    return {
      ...thisMachine,
      run: (command, args) =>
        command === "nvidia-smi" ? nvidiaSmi() : thisMachine.run(command, args),
    };
  }

  it("adds up the tree, and the GPUs of the machine", async () => {
    const source =
      'require("node:child_process").spawn(process.execPath,["-e","setInterval(()=>{},1e3)"]);' +
      "for(;;);";
    const child = spawn(process.execPath, ["-e", source], { detached: true, stdio: "ignore" });
    await once(child, "spawn");
    const sampler = new ResourceSampler(
      child.pid!,
      hostWith(() => Promise.resolve("0, 50, 100\n")),
    );
    try {
      const sample = await waitFor(
        async () => {
          const now = await sampler.sample();
          return (now["cpu_percent"] ?? 0) > 20 && now["process_count"] === 2 && now;
        },
        { label: "a busy tree of two" },
      );
      expect(sample["memory_mb"]).toBeGreaterThan(20);
      expect(sample).toMatchObject({ gpu_0_percent: 50, gpu_0_memory_mb: 100 });
    } finally {
      process.kill(-child.pid!, "SIGKILL");
      sampler.dispose();
    }
    await once(child, "exit");
    // Its child may take a moment longer to go.
    await waitFor(async () => Object.keys(await sampler.sample()).length === 0, {
      label: "nothing to be left",
    });
  });

  it("stops asking a machine without nvidia-smi", async () => {
    let count = 0;
    const sampler = new ResourceSampler(
      process.pid,
      hostWith(() => {
        count++;
        return Promise.reject(new Error("ENOENT"));
      }),
    );
    for (let i = 0; i < 6; i++) {
      const sample = await sampler.sample();
      expect(Object.keys(sample).sort()).toEqual(["cpu_percent", "memory_mb", "process_count"]);
    }
    sampler.dispose();
    expect(count).toBe(3);
  });
});
