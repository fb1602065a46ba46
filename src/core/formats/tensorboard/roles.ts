/**
 * What an event file is to its run, as the role of the claimed file:
 * - `events`: the run's own.
 * - `hparams`: of a folder that `add_hparams` made, at the end of the run mostly.
 * - `split:train`: of a folder beside others for the same run: its metrics are `train/loss`.
 * - `series:loss_val`, `series:loss/val`: of a folder that `add_scalars("loss", {"val": …})` made,
 *   by its path below the run: PyTorch makes the first, tensorboardX the second. The metric is
 *   `loss/val`, next to `loss/train` in one chart group, as `add_scalars` meant them.
 */
export type EventFileRole = "events" | "hparams" | `split:${string}` | `series:${string}`;

/** The name of the metric that a tag's numbers belong to, in a file of that role. */
export function metricNaming(role: string): (tag: string) => string {
  if (role.startsWith("split:")) return (tag) => `${role.slice("split:".length)}/${tag}`;
  if (!role.startsWith("series:")) return (tag) => tag;
  const folder = role.slice("series:".length);
  // Not of `add_scalars` after all: the folder says whose numbers these are.
  return (tag) => `${tag}/${seriesKey(folder, tag) ?? folder}`;
}

/** Which of the series of `tag` the folder is made for; undefined for one that is not. */
export function seriesKey(folder: string, tag: string): string | undefined {
  const beginnings = [`${tag.replaceAll("/", "_")}_`, `${tag}/`];
  const beginning = beginnings.find((text) => folder.startsWith(text));
  const key = beginning === undefined ? "" : folder.slice(beginning.length);
  return key === "" ? undefined : key;
}
