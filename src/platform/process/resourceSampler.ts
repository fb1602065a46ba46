import pidusage from "pidusage";
import type { Disposable } from "../../base/disposables.ts";
import { nvidiaSmiArguments, parseNvidiaSmi, type GpuSample } from "./nvidiaSmi.ts";
import { thisMachine, type ProcessHost } from "./processHost.ts";
import { collectTree, readProcessTable } from "./processTable.ts";

/**
 * What a process tree uses of its machine, as metrics without their `system/` prefix:
 * `cpu_percent` (100 is one core), `memory_mb` (resident, MiB), `process_count`; and of each GPU,
 * by whomever it is used, `gpu_<i>_percent` and `gpu_<i>_memory_mb`.
 */
export type ResourceSample = Readonly<Record<string, number>>;

const bytesPerMb = 1024 * 1024;
/** Of a tree with more processes the rest is not looked at. */
const maxProcesses = 1000;
const maxGpuFailures = 3;

export class ResourceSampler implements Disposable {
  readonly #rootPid: number;
  readonly #host: ProcessHost;
  #gpuFailures = 0;

  constructor(rootPid: number, host: ProcessHost = thisMachine) {
    this.#rootPid = rootPid;
    this.#host = host;
  }

  /** Empty when the process is gone. */
  async sample(): Promise<ResourceSample> {
    const pids = collectTree(await readProcessTable(this.#host), this.#rootPid);
    if (pids.length === 0) return {};
    const [usage, gpus] = await Promise.all([this.#usage(pids), this.#gpus()]);
    return { ...usage, process_count: pids.length, ...gpus };
  }

  dispose(): void {
    pidusage.clear();
  }

  async #usage(pids: readonly number[]): Promise<ResourceSample> {
    // It rejects when all of them have ended meanwhile, and leaves out those that have.
    const usages = await pidusage(pids.slice(0, maxProcesses)).catch(() => ({}));
    const living: readonly (pidusage.Status | undefined)[] = Object.values(usages);
    let cpuPercent = 0;
    let memoryBytes = 0;
    for (const usage of living) {
      cpuPercent += usage?.cpu ?? 0;
      memoryBytes += usage?.memory ?? 0;
    }
    if (memoryBytes === 0) return {};
    return { cpu_percent: rounded(cpuPercent), memory_mb: rounded(memoryBytes / bytesPerMb) };
  }

  /** Most machines have no such device, and one whose driver fails is not asked for ever. */
  async #gpus(): Promise<ResourceSample> {
    if (this.#gpuFailures >= maxGpuFailures) return {};
    try {
      const gpus = parseNvidiaSmi(await this.#host.run("nvidia-smi", nvidiaSmiArguments));
      this.#gpuFailures = 0;
      return gpuMetrics(gpus);
    } catch {
      this.#gpuFailures++;
      return {};
    }
  }
}

function gpuMetrics(gpus: readonly GpuSample[]): ResourceSample {
  const metrics: Record<string, number> = {};
  for (const { index, utilization, memoryMb } of gpus) {
    if (utilization !== null) metrics[`gpu_${index}_percent`] = utilization;
    if (memoryMb !== null) metrics[`gpu_${index}_memory_mb`] = memoryMb;
  }
  return metrics;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
