import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { driftReportSchema } from "../../../src/core/drift/report/driftReport.ts";
import { monitorReportSchema } from "../../../src/core/monitors/monitorReport.ts";
import { MonitorStore } from "../../../src/platform/monitors/monitorStore.ts";
import { customers, DriftProject, type CommandResult } from "./driftProject.ts";

const config = `monitors:
  steady:
    reference: reference.csv
    current: steady.csv
    columns: { exclude: [id] }
  moved:
    reference: reference.csv
    current: moved.csv
    columns: { exclude: [id] }
    alerts:
      - name: much
        when: drift.share > 0.4
        severity: error
  ruled:
    reference: reference.csv
    current: steady.csv
    columns: { exclude: [id] }
    alerts:
      - when: drift.share >= 0
  gone:
    current: gone.csv
    validate: [{ column: id, required: true }]
  misspelt:
    curent: steady.csv
`;

let project: DriftProject;
beforeAll(() => {
  project = new DriftProject(config);
  project.write("reference.csv", customers({ rows: 2000, seed: 1 }));
  project.write("steady.csv", customers({ rows: 2000, seed: 2 }));
  project.write("moved.csv", customers({ rows: 2000, seed: 3, shift: 40 }));
});
afterAll(() => project.dispose());

const sextant = (...argv: readonly string[]): Promise<CommandResult> => project.sextant(...argv);

interface CheckJson {
  readonly version: number;
  readonly monitors: readonly {
    readonly monitor: string;
    readonly failure: string | null;
    readonly report: unknown;
    readonly alerts: readonly { readonly key: string; readonly line: number | null }[];
    readonly retraining: unknown;
    readonly retrained: unknown;
  }[];
}

describe("drift check", () => {
  const codes: readonly [argv: string, exitCode: number][] = [
    ["steady", 0],
    ["moved", 1],
    ["moved --fail-on watch", 1],
    ["moved --fail-on never", 0],
    ["steady moved", 1],
    // A rule of the project fired, though nothing moved.
    ["ruled", 1],
    ["ruled --fail-on never", 0],
    ["gone", 3],
    ["gone --fail-on never", 3],
    ["misspelt", 3],
    ["misspelt moved", 3],
    ["nothing", 2],
    ["steady --format pdf", 2],
    ["steady --fail-on often", 2],
    ["steady --memory 1", 2],
    ["steady --path nowhere", 3],
  ];
  it.each(codes)("%s ends with %i", async (argv, exitCode) => {
    const result = await sextant("drift", "check", ...argv.split(" "));
    expect(result).toMatchObject({ exitCode });
  });

  it("tells the verdict and its reason first, then what moved, and by how much", async () => {
    const { stdout } = await sextant("drift", "check", "moved");
    expect(stdout).toMatch(
      /^moved: drift: .*`amount`.*\n\nData\nmoved\.csv \(2,000 rows\) against/,
    );
    expect(stdout).toMatch(
      /\ncolumn +verdict +score +shift +q +also\namount +drift +0\.\d+ +\d.* σ/,
    );
    expect(stdout).toContain("and 1 column stable (--verbose lists all)\n");
    expect(stdout).toMatch(
      /\nAlerts\nwarning {2}The data drifted: .*\nerror {4}drift\.share is 0\.5/,
    );
    expect(stdout).not.toContain("\u001b");
  });

  it("lists stable columns, tests and p-values when asked", async () => {
    const { stdout } = await sextant("drift", "check", "moved", "--verbose");
    expect(stdout).toMatch(/\ncity +stable .*Chi-square/);
    expect(stdout).not.toContain("--verbose");
  });

  it("checks all monitors, whatever becomes of one", async () => {
    const { exitCode, stdout } = await sextant("drift", "check");
    expect(exitCode).toBe(3);
    expect(stdout.match(/^\w+: (failed|stable|drift): /gm)).toEqual([
      "steady: stable: ",
      "moved: drift: ",
      "ruled: stable: ",
      "gone: failed: ",
      "misspelt: failed: ",
    ]);
    expect(stdout).toMatch(/gone\.csv/);
    expect(stdout).toMatch(
      /misspelt: failed: sextant\.yaml, line \d+: .*misspelt\.current` is missing.*misspelt\.curent`/,
    );
    expect(stdout).toMatch(/\n5 monitors: 2 failed, 1 drift, 2 stable\n$/);
  });

  it("gives JSON as documented", async () => {
    const { stdout } = await sextant("drift", "check", "moved", "gone", "--format", "json");
    const { version, monitors } = JSON.parse(stdout) as CheckJson;
    const [moved, gone] = monitors;
    expect(version).toBe(1);
    expect(Object.keys(moved ?? {})).toEqual([
      "monitor",
      "failure",
      "report",
      "alerts",
      "retraining",
      "retrained",
    ]);
    expect(monitorReportSchema.parse(moved?.report).verdict).toBe("drift");
    expect(moved?.alerts.map(({ key, line }) => [key, line])).toEqual([
      ["drift", 8],
      ["rule:much", 11],
    ]);
    expect(gone).toMatchObject({ monitor: "gone", report: null });
    expect(gone?.failure).toContain("gone.csv");
  });

  it("keeps history and alerts as the editor does", async () => {
    const store = new MonitorStore(project.root);
    const before = store.readHistory("moved").length;
    await sextant("drift", "check", "moved");
    expect(store.readHistory("moved")).toHaveLength(before + 1);
    expect(store.readReport("moved").report?.verdict).toBe("drift");
    expect(store.readAlerts("moved").map(({ key }) => key)).toEqual(["drift", "rule:much"]);
  });

  it("writes to a file, and says on standard error what is in it", async () => {
    const result = await sextant("drift", "check", "moved", "--format", "sarif", "-o", "d.sarif");
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toMatch(/^sextant: The report is in d\.sarif\.\nsextant: moved: drift: /);
    const sarif: unknown = JSON.parse(readFileSync(path.join(project.root, "d.sarif"), "utf8"));
    expect(sarif).toMatchObject({ version: "2.1.0" });
    expect(await sextant("drift", "check", "moved", "-o", "no/such/folder")).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("could not be written") as unknown,
    });
  });

  const unknown: readonly [name: string, message: string][] = [
    ["stedy", "There is no monitor `stedy` in sextant.yaml; did you mean `steady`?"],
    ["xyzzy", "There is no monitor `xyzzy` in sextant.yaml. It has steady, moved, ruled,"],
    ["\u001b[31mred", "There is no monitor ` [31mred` in sextant.yaml."],
  ];
  it.each(unknown)("knows no %s", async (name, message) => {
    const { exitCode, stderr } = await sextant("drift", "check", name);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("a webhook", () => {
  async function withServer(
    status: number,
    work: (address: string, bodies: readonly unknown[]) => Promise<void>,
  ): Promise<void> {
    const bodies: unknown[] = [];
    const server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        bodies.push(JSON.parse(text));
        response.writeHead(status).end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, bodies);
    } finally {
      server.close();
    }
  }

  const watched = (address: string): DriftProject => {
    const own = new DriftProject(
      `monitors:\n  hooked: { reference: a.csv, current: b.csv, webhook: "${address}" }\n`,
    );
    own.write("a.csv", customers({ rows: 1000, seed: 1 }));
    own.write("b.csv", customers({ rows: 1000, seed: 2, shift: 50 }));
    return own;
  };

  it("is told of an alert once", () =>
    withServer(204, async (address, bodies) => {
      const own = watched(address);
      await own.sextant("drift", "check");
      await own.sextant("drift", "check");
      expect(bodies).toMatchObject([
        { version: 1, monitor: "hooked", verdict: "drift", alerts: [{ key: "drift" }] },
      ]);
      own.dispose();
    }));

  it("that fails is no failure of the check", () =>
    withServer(500, async (address) => {
      const own = watched(address);
      const { exitCode, stderr } = await own.sextant("drift", "check");
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/webhook at 127\.0\.0\.1:\d+ was not told: .*500/);
      expect(stderr).not.toContain("/x");
      own.dispose();
    }));
});

describe("a configuration", () => {
  const cases: readonly [text: string, exitCode: number, message: RegExp][] = [
    ["", 3, /There are no monitors in .*sextant\.yaml.*drift compare/],
    ["monitors: {}\n", 3, /There are no monitors/],
    ["monitors: [a, b]\n", 3, /line 1: `monitors` is not a mapping/],
    ["monitors: {a: {current: x\n", 3, /sextant\.yaml, line \d/],
    ["monitors:\n  ../etc: { current: x.csv }\n", 3, /the monitor's name `..\/etc` has characters/],
    [
      "monitors:\n  a: { current: x.csv, alerts: [{ when: nonsense }] }\n",
      3,
      /a: failed: sextant\.yaml, line 2: .*is not a figure/,
    ],
  ];
  it.each(cases)("%j ends with %i", async (text, exitCode, message) => {
    const own = new DriftProject(text);
    const result = await own.sextant("drift", "check");
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout + result.stderr).toMatch(message);
    own.dispose();
  });
});

describe("drift compare", () => {
  const compare = (...argv: readonly string[]): Promise<CommandResult> =>
    sextant("drift", "compare", ...argv);

  it("prints the documented report as JSON", async () => {
    const { exitCode, stdout } = await compare(
      ...["reference.csv", "moved.csv", "--columns", "amount,city", "--format", "json"],
    );
    expect(exitCode).toBe(1);
    const report = driftReportSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ verdict: "drift", behaviour: "robust" });
    expect(report.features.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["amount", "drift"],
      ["city", "stable"],
    ]);
    expect(report.features[0]).toMatchObject({
      type: "number",
      test: "ks",
      score: expect.any(Number) as unknown,
      pValue: expect.any(Number) as unknown,
      qValue: expect.any(Number) as unknown,
      effect: expect.any(Number) as unknown,
      equivalentShift: expect.any(Number) as unknown,
      nulls: { reference: 0, current: 0 },
      unseen: { share: 0, values: [] },
    });
  });

  it("leaves nothing behind", async () => {
    const own = new DriftProject("");
    own.write("a.csv", customers({ rows: 500, seed: 1 }));
    await own.sextant("drift", "compare", "a.csv", "a.csv");
    expect(existsSync(path.join(own.root, ".sextant"))).toBe(false);
    own.dispose();
  });

  const chosen: readonly [argv: string, expected: object][] = [
    ["--behaviour evidently", { behaviour: "evidently" }],
    ["--behaviour nannyml", { behaviour: "nannyml" }],
    ["--test wasserstein", { features: [{ test: "wasserstein" }, {}] }],
    ["--test psi --threshold 0.4", { features: [{ test: "psi", threshold: 0.4 }, {}] }],
    ["--types amount=category", { features: [{ type: "category" }, {}] }],
    ["--target amount", { features: [{ name: "amount", role: "target" }, {}] }],
    ["--prediction city", { features: [{ name: "city", role: "prediction" }, {}] }],
  ];
  it.each(chosen)("takes %s", async (argv, expected) => {
    const { stdout } = await compare(
      ...["reference.csv", "moved.csv", "--columns", "amount,city", "--format", "json"],
      ...argv.split(" "),
    );
    const report = driftReportSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject(expected);
  });

  const wrong: readonly [argv: string, message: string][] = [
    ["reference.csv", "missing required argument 'current'"],
    ["reference.csv moved.csv --test psii", "There is no such test. Did you mean `psi`?"],
    ["reference.csv moved.csv --test zzzzzz", "There is no such test. There are ks, "],
    ["reference.csv moved.csv --threshold 0", "It is a number above 0."],
    ["reference.csv moved.csv --types amount", "It is written column=type, with one of number"],
    ["reference.csv moved.csv --types amount=colour", "with one of number"],
    ["reference.csv moved.csv --columns a,,b", "It is a list of names with commas"],
    ["reference.csv moved.csv --behaviour mine", "Allowed choices are robust, evidently, nannyml"],
  ];
  it.each(wrong)("%s is wrong usage", async (argv, message) => {
    const { exitCode, stderr } = await compare(...argv.split(" "));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it.each([
    ["gone.csv", "There is no file or folder"],
    ["gone.json", "There is no profile gone.json"],
    ["sextant.yaml", "does not tell its format"],
    ["broken.parquet", "broken.parquet"],
  ])("cannot read %s, and says why", async (file, message) => {
    project.write("broken.parquet", "PAR1 and no more");
    const { exitCode, stdout, stderr } = await compare("reference.csv", file);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("this is a bug");
  });
});

describe("profile", () => {
  it("can be the reference, instead of the data", async () => {
    const made = await sextant("profile", "reference.csv", "-o", "reference.json");
    expect(made).toMatchObject({ exitCode: 0 });
    expect(made.stdout).toMatch(/\namount +number .*\n(.*\n)*\n2,000 rows, 3 columns\n$/);
    expect(made.stderr).toBe("sextant: The profile is in reference.json.\n");
    const { stdout } = await sextant(
      ...["drift", "compare", "reference.json", "moved.csv", "--format", "json"],
    );
    const report = driftReportSchema.parse(JSON.parse(stdout));
    expect(report.reference).toMatchObject({ label: "reference.json", rows: 2000 });
    expect(report.verdict).toBe("drift");
  });

  it("of parts with the same bins becomes one of all", async () => {
    await sextant("profile", "reference.csv", "-o", "one.json");
    await sextant("profile", "moved.csv", "--like", "one.json", "-o", "other.json");
    const { exitCode, stdout } = await sextant("profile", "--merge", "one.json", "other.json");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("4,000 rows, 3 columns");
    await sextant("profile", "steady.csv", "-o", "apart.json");
    const apart = await sextant("profile", "--merge", "one.json", "apart.json");
    expect(apart.exitCode).toBe(3);
    expect(apart.stderr).toContain("The profiles cannot be merged: ");
  });

  it("masks what people wrote", async () => {
    const { stdout } = await sextant("profile", "steady.csv", "--mask", "--format", "json");
    expect(stdout).not.toContain("Bergen");
    const text = await sextant("profile", "steady.csv", "--mask");
    expect(text.stdout).toMatch(/\ncity .*\(masked\)\n/);
  });

  it("suggests rules, as a monitor has them", async () => {
    const { stdout } = await sextant("profile", "steady.csv", "--suggest-rules");
    expect(stdout).toMatch(/^validate:\n {2}# /);
    expect(stdout).toContain("  - column: city\n    required: true\n    type: category\n");
    const own = new DriftProject(
      `monitors:\n  ruled:\n    current: steady.csv\n${stdout.replace(/^/gm, "    ")}\n`,
    );
    own.write("steady.csv", customers({ rows: 2000, seed: 2 }));
    expect(await own.sextant("drift", "check")).toMatchObject({ exitCode: 0 });
    own.write("steady.csv", customers({ rows: 2000, seed: 2, isWithoutCity: true }));
    const broken = await own.sextant("drift", "check");
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toMatch(/^ruled: degraded: .*city/);
    own.dispose();
  });
});
