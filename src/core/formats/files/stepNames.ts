/** Names of what counts training, the finest first: of several, the first is the step. */
const stepNames = [
  "global_step",
  "step",
  "_step",
  "steps",
  "current_steps",
  "total_timesteps",
  "timesteps_total",
  "timesteps",
  "timestep",
  "num_timesteps",
  "env_steps",
  "iteration",
  "iterations",
  "iter",
  "training_iteration",
  "update",
  "updates",
  "num_updates",
  "episode",
  "batch",
  "epoch",
  "epochs",
  "round",
];

const rank = new Map(stepNames.map((name, index) => [name, index]));

/** How a step's name is written in many ways: `Total Timesteps` is `total_timesteps`. */
function plain(name: string): string {
  return name
    .trim()
    .replace(/^(?:train|time|trainer|charts|misc)\//i, "")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
}

export function isStepName(name: string): boolean {
  return rank.has(plain(name));
}

/** The one of these names that is the step's; undefined for none. */
export function stepNameIn(names: readonly string[]): string | undefined {
  return stepNamesIn(names)[0];
}

/** Those of these names that count training, the finest first. */
export function stepNamesIn(names: readonly string[]): string[] {
  return names
    .filter(isStepName)
    .sort((a, b) => (rank.get(plain(a)) ?? 0) - (rank.get(plain(b)) ?? 0));
}

/** Names of texts that say which part of the data a row is about: training, validation. */
export function isSplitName(name: string): boolean {
  return /^(?:split|phase|mode|stage|subset)$/i.test(name);
}
