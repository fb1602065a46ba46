import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Alert } from "../../../src/core/monitors/alert.ts";
import { MonitorStore } from "../../../src/platform/monitors/monitorStore.ts";
import { answers, customers, DriftProject } from "./driftProject.ts";

interface Retraining {
  readonly mode?: "auto" | "offer";
  /** What the launched script does. */
  readonly script?: string;
  readonly run?: string;
  readonly evaluate?: string;
}

const copy = (file: string): string =>
  `import { copyFileSync } from "node:fs"; copyFileSync("${file}", "predictions.csv"); console.log("trained");`;

const config = ({ mode = "offer", run = "again", evaluate }: Retraining): string => `entryPoints:
  again: [${JSON.stringify(process.execPath)}, retrain.mjs]
monitors:
  model:
    reference: reference.csv
    current: current.csv
    id: id
    target: truth
    prediction: prediction
    performance: { metrics: [accuracy] }
    retrain:
      run: ${run}
      mode: ${mode}
      ${evaluate ?? "evaluate: { predictions: predictions.csv, metric: accuracy }"}
  idle: { reference: reference.csv, current: current.csv }
`;

let project: DriftProject;
afterEach(() => project.dispose());

/** A model that fell from 95 % to 70 %, with better and worse ones at hand. */
function create(retraining: Retraining = {}): DriftProject {
  project = new DriftProject(config(retraining));
  project.write("reference.csv", answers({ rows: 1000, right: 0.95, seed: 1 }));
  project.write("current.csv", answers({ rows: 1000, right: 0.7, seed: 2 }));
  project.write("better.csv", answers({ rows: 1000, right: 0.95, seed: 2 }));
  project.write("worse.csv", answers({ rows: 1000, right: 0.4, seed: 2 }));
  project.write("retrain.mjs", retraining.script ?? copy("better.csv"));
  return project;
}

async function tagsOfNewestRun(): Promise<Readonly<Record<string, string>>> {
  const shown = await project.sextant("show", "@latest", "--format", "json");
  return (JSON.parse(shown.stdout) as { readonly tags: Record<string, string> }).tags;
}

describe("drift retrain", () => {
  it("launches a recorded run with the reasons, and tells that the new model is better", async () => {
    create();
    const checked = await project.sextant("drift", "check", "model");
    expect(checked.exitCode).toBe(1);
    expect(checked.stdout).toContain(
      "\nRetraining\nIt would help. Launch it with `sextant drift retrain model`.\n",
    );
    const { exitCode, stdout, stderr } = await project.sextant("drift", "retrain", "model");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("trained\n");
    expect(stdout).toMatch(/^model: The new model is better: 0\.9\d+, before 0\.\d+/);
    expect(stdout).toMatch(
      /\nall rows +1,000 +\d+.* % +9\d.* % +\+2\d.* % +\+\d+.* % to \+\d+.* % .* better\n/,
    );
    expect(stdout).toMatch(/\nOf \d+ groups: \d+ better/);
    const tags = await tagsOfNewestRun();
    expect(tags["sextant.retrain.monitor"]).toBe("model");
    expect(tags["sextant.retrain.causes"]).toContain("performance");
    expect(tags["sextant.retrain.reason"]).toMatch(/^Accuracy fell from 0\.9/);
  });

  it("keeps the launch, so that the same evidence asks once", async () => {
    create();
    await project.sextant("drift", "check", "model");
    await project.sextant("drift", "retrain", "model");
    const store = new MonitorStore(project.root);
    const [launch] = store.readLaunches("model");
    expect(store.readLaunches("model")).toHaveLength(1);
    expect(store.readAlerts("model")[0]).toMatchObject({ retrainRun: launch?.run });
    const { stdout } = await project.sextant("drift", "check", "model");
    expect(stdout).toMatch(
      /\nRetraining\nThe run \S+ was launched because of these data already; new data may ask for another\.\n/,
    );
  });

  it("needs no check before it", async () => {
    create();
    expect(await project.sextant("drift", "retrain", "model")).toMatchObject({ exitCode: 0 });
    expect(await tagsOfNewestRun()).toMatchObject({
      "sextant.retrain.reason": "Launched by hand.",
    });
  });

  it("gives JSON as documented", async () => {
    create();
    const { stdout } = await project.sextant("drift", "retrain", "model", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({
      monitor: "model",
      run: expect.any(String) as unknown,
      exitCode: 0,
      comparison: { metric: "accuracy", verdict: "better" },
      problem: null,
    });
  });

  const ends: readonly [retraining: Retraining, exitCode: number, stdout: RegExp][] = [
    [{ script: copy("worse.csv") }, 1, /^model: The new model is worse: /],
    [{ script: copy("current.csv") }, 0, /^model: /],
    [
      { script: "process.exit(4)" },
      3,
      /^model: The retraining ended with exit code 4, so there is no new model\. \(run \S+\)\n$/,
    ],
    [{ script: "" }, 3, /^model: .*the run wrote no predictions\.csv/],
    [{ evaluate: "on: [performance]" }, 0, /^model: The monitor model does not say where/],
  ];
  it.each(ends)("%j ends with %i", async (retraining, exitCode, stdout) => {
    create(retraining);
    const result = await project.sextant("drift", "retrain", "model");
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout).toMatch(stdout);
  });

  const refused: readonly [name: string, run: string, exitCode: number, message: string][] = [
    ["idle", "again", 3, "The monitor idle does not say what to launch: add `retrain`"],
    ["model", "agian", 3, "`agian`, which is no entry point of sextant.yaml. Known are again."],
    ["modle", "again", 2, "did you mean `model`?"],
  ];
  it.each(refused)("%s by %s ends with %i", async (name, run, exitCode, message) => {
    create({ run });
    const result = await project.sextant("drift", "retrain", name);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toContain(message);
    expect(new MonitorStore(project.root).readLaunches(name)).toEqual([]);
  });
});

describe("drift check --retrain", () => {
  const launches: readonly [mode: "auto" | "offer", flag: string, count: number][] = [
    ["auto", "--retrain", 1],
    ["auto", "--retrain=offered", 1],
    ["offer", "--retrain=offered", 1],
    ["offer", "--retrain", 0],
  ];
  it.each(launches)("with the mode %s and %s launches %i", async (mode, flag, count) => {
    create({ mode });
    const { exitCode, stdout } = await project.sextant("drift", "check", "model", flag);
    expect(exitCode).toBe(1);
    expect(new MonitorStore(project.root).readLaunches("model")).toHaveLength(count);
    expect(stdout.includes("The new model is better")).toBe(count > 0);
  });

  it("keeps what the script prints out of the report, and fails with it", async () => {
    create({ mode: "auto", script: "console.log('{'); process.exit(4)" });
    const result = await project.sextant(
      ...["drift", "check", "model", "--retrain", "--format", "json"],
    );
    expect(result.exitCode).toBe(3);
    expect(JSON.parse(result.stdout)).toMatchObject({
      monitors: [
        { retraining: { action: "launch" }, retrained: { exitCode: 4, comparison: null } },
      ],
    });
  });

  it("says that it is due where it was not asked for", async () => {
    create({ mode: "auto" });
    const { stdout } = await project.sextant("drift", "check", "model");
    expect(stdout).toContain("It is due. Launch it with `sextant drift retrain model`, or give");
  });
});

describe("drift accept", () => {
  it("writes the profile, names it in sextant.yaml, and says what to commit", async () => {
    create();
    const { exitCode, stdout } = await project.sextant("drift", "accept", "idle");
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      "idle: the reference is profiles/idle.json now: 1,000 rows, 4 columns\n\n" +
        "Commit it, so that it is reviewed:\n" +
        "  git add profiles/idle.json sextant.yaml\n" +
        "  git commit -m 'Accept new reference data for idle'\n",
    );
    const text = readFileSync(path.join(project.root, "sextant.yaml"), "utf8");
    expect(text).toMatch(/reference: *\{ profile: profiles\/idle\.json \}/);
    const again = await project.sextant("drift", "accept", "idle");
    expect(again.stdout).toContain("  git add profiles/idle.json\n");
  });

  it("changes nothing where the data cannot be read", async () => {
    project = new DriftProject("monitors: { m: { current: gone.csv } }\n");
    expect(await project.sextant("drift", "accept", "m")).toMatchObject({ exitCode: 3 });
    const text = readFileSync(path.join(project.root, "sextant.yaml"), "utf8");
    expect(text).toBe("monitors: { m: { current: gone.csv } }\n");
  });
});

describe("drift alerts", () => {
  const moved = async (): Promise<void> => {
    project = new DriftProject(
      "monitors:\n  one: { reference: a.csv, current: b.csv }\n  two: { reference: a.csv, current: b.csv }\n",
    );
    project.write("a.csv", customers({ rows: 500, seed: 1 }));
    project.write("b.csv", customers({ rows: 500, seed: 2, shift: 60 }));
    await project.sextant("drift", "check");
  };
  const alerts = (...argv: readonly string[]) => project.sextant("drift", "alerts", ...argv);
  const states = (): readonly string[] =>
    ["one", "two"].flatMap((name) =>
      new MonitorStore(project.root).readAlerts(name).map(({ state }) => state),
    );

  it("lists them, and changes one", async () => {
    await moved();
    const { stdout } = await alerts();
    expect(stdout).toMatch(
      /^monitor +key +severity +state +since +what\none +drift +warning +open /,
    );
    const json = await alerts("two", "--format", "json");
    expect((JSON.parse(json.stdout) as Alert[]).map(({ monitor, key }) => [monitor, key])).toEqual([
      ["two", "drift"],
    ]);
    expect(await alerts("one", "--acknowledge", "drift", "--note", "Ada looks")).toMatchObject({
      exitCode: 0,
      stdout: "one: `drift` is acknowledged now\n",
    });
    expect((await alerts("one")).stdout).toContain("(Ada looks)");
    const snoozed = await alerts("two", "--snooze", "drift", "--for", "2d");
    expect(snoozed.stdout).toMatch(
      /^two: `drift` is snoozed until \d{4}-\d\d-\d\d \d\d:\d\d UTC now\n$/,
    );
    expect(states()).toEqual(["acknowledged", "snoozed"]);
    await alerts("one", "--mute", "drift");
    await alerts("two", "--reopen", "drift");
    expect(states()).toEqual(["muted", "open"]);
  });

  const wrong: readonly [argv: string, message: string][] = [
    ["--mute drift", "Several monitors have an alert `drift`: one, two. Name one of them."],
    ["one --mute drifd", "There is no alert `drifd`; did you mean `drift`?"],
    ["one --mute xyz", "There is no alert `xyz`; `sextant drift alerts` lists them."],
    ["one --snooze drift", "--snooze needs --for"],
    ["one --for 1d", "--for says how long --snooze lasts"],
    ["one --snooze drift --for soon", "It is a duration such as 30m"],
    ["one --mute drift --reopen drift", "Only one thing can be done at a time"],
    ["three", "There is no monitor `three`"],
  ];
  it("tells wrong usage", async () => {
    await moved();
    for (const [argv, message] of wrong) {
      const { exitCode, stderr } = await alerts(...argv.split(" "));
      expect([argv, exitCode, stderr]).toEqual([argv, 2, expect.stringContaining(message)]);
    }
    expect(states()).toEqual(["open", "open"]);
  });

  it("leaves those out that are resolved", async () => {
    await moved();
    project.write("b.csv", customers({ rows: 500, seed: 1 }));
    await project.sextant("drift", "check");
    expect((await alerts()).stdout).toBe("There are no alerts.\n");
    expect((await alerts("--all")).stdout).toMatch(/\none +drift +warning +resolved /);
    const { exitCode, stderr } = await alerts("one", "--acknowledge", "drift");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("is resolved");
  });
});
