import { usualDirection } from "../../runs/metricNames.ts";

/** A metric in a name: `-val_loss=0.12`, as ModelCheckpoint writes it by its `filename`. */
const part = /(?:^|-)([^=-][^=]*?)=(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)(?=-|\.ckpt$|$)/gi;
const counters = new Set(["epoch", "step", "global_step"]);

/**
 * The metrics that a checkpoint's file name gives, with their values as written: of
 * `epoch=3-step=120-val_loss=0.12.ckpt` `val_loss` and 0.12. Empty for `last.ckpt`.
 */
export function readCheckpointName(name: string): ReadonlyMap<string, string> {
  const metrics = new Map<string, string>();
  for (const [, metric = "", value = ""] of withoutVersion(name).matchAll(part)) {
    if (!counters.has(metric)) metrics.set(metric, value);
  }
  return metrics;
}

/** The name with the best value of the first metric that any of the names gives. */
export function bestCheckpoint(names: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly metric: string; readonly value: number } | undefined;
  for (const name of names) {
    if (!name.endsWith(".ckpt")) continue;
    for (const [metric, text] of readCheckpointName(name)) {
      if (best !== undefined && best.metric !== metric) continue;
      const value = Number(text);
      const isBetter =
        best === undefined ||
        (usualDirection(metric) === "maximize" ? value > best.value : value < best.value);
      if (isBetter) best = { name, metric, value };
    }
  }
  return best?.name;
}

/** Without the `-v1` that Lightning adds where the name is taken. */
function withoutVersion(name: string): string {
  return name.replace(/(?:-v\d+)?\.ckpt$/, "");
}
