/** Arguments of `nvidia-smi` whose output `parseNvidiaSmi` reads. */
export const nvidiaSmiArguments = [
  "--query-gpu=index,utilization.gpu,memory.used",
  "--format=csv,noheader,nounits",
] as const;

export interface GpuSample {
  readonly index: number;
  /** Percent of the time in which a kernel ran; null when the device does not tell. */
  readonly utilization: number | null;
  /** MiB. */
  readonly memoryMb: number | null;
}

/** Lines such as `0, 87, 10240`; a value may be "[N/A]" or "[Not Supported]". */
export function parseNvidiaSmi(output: string): readonly GpuSample[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [index, utilization, memoryMb] = line.split(",").map((cell) => numberIn(cell));
    if (index === null || index === undefined || !Number.isInteger(index)) return [];
    return [{ index, utilization: utilization ?? null, memoryMb: memoryMb ?? null }];
  });
}

function numberIn(cell: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*$/.exec(cell);
  return match ? Number(match[1]) : null;
}
