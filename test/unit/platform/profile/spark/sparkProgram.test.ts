import { describe, expect, it } from "vitest";
import {
  findSpark,
  submitCommand,
  type SparkSearch,
} from "../../../../../src/platform/profile/spark/sparkProgram.ts";

function search(
  files: readonly string[],
  env: SparkSearch["env"],
  {
    platform = "linux",
    pyspark = null,
  }: { readonly platform?: NodeJS.Platform; readonly pyspark?: string | null } = {},
): SparkSearch {
  return {
    ...{ env, platform },
    isExecutable: (file) => files.includes(file),
    run: (_program, args) => Promise.resolve(args[0] === "-c" ? pyspark : null),
  };
}

const submits = ["/home/spark/bin/spark-submit", "/env/bin/spark-submit"];

describe("finding spark-submit", () => {
  it.each([
    [
      "of SPARK_HOME first",
      search(submits, { SPARK_HOME: "/home/spark", PATH: "/env/bin" }),
      "/home/spark/bin/spark-submit",
    ],
    [
      "on the PATH when SPARK_HOME has none",
      search(submits, { SPARK_HOME: "/gone", PATH: "/bin:/env/bin" }),
      "/env/bin/spark-submit",
    ],
    [
      "on Windows",
      search(
        ["C:\\spark\\bin\\spark-submit.cmd"],
        { SPARK_HOME: "C:\\spark" },
        { platform: "win32" },
      ),
      "C:\\spark\\bin\\spark-submit.cmd",
    ],
  ])("takes the one %s", async (_, where, expected) => {
    expect(await findSpark(where)).toEqual({ submit: expected, env: where.env });
  });

  it("takes the one of an installed PySpark, with its Python unless another is named", async () => {
    const files = ["/env/bin/python3", "/env/lib/pyspark/bin/spark-submit"];
    const pyspark = "/env/lib/pyspark\n";
    const find = async (env: SparkSearch["env"]): Promise<unknown> =>
      (await findSpark(search(files, env, { pyspark }))).env["PYSPARK_PYTHON"];
    expect(await find({ PATH: "/env/bin" })).toBe("/env/bin/python3");
    expect(await find({ PATH: "/env/bin", PYSPARK_PYTHON: "mine" })).toBe("mine");
  });

  it.each([
    ["nothing", search([], { PATH: "/bin" }), /^spark-submit was not found\. Put/],
    ["a Python without PySpark", search(["/bin/python3"], { PATH: "/bin" }), /pip install pyspark/],
    [
      "a SPARK_HOME without it",
      search([], { SPARK_HOME: "/gone", PATH: "/bin" }),
      /SPARK_HOME is \/gone, where there is no bin\/spark-submit/,
    ],
  ])("says what to do when there is %s", async (_, where, message) => {
    await expect(findSpark(where)).rejects.toMatchObject({
      code: "spark-not-found",
      message: expect.stringMatching(message) as string,
    });
  });
});

describe("the command", () => {
  const call = { script: "s.py", request: "r.json" };

  it.each([
    ["linux", null, ["spark-submit", "--deploy-mode", "client", "s.py", "r.json"]],
    [
      "linux",
      "local[2]; rm",
      ["spark-submit", "--master", "local[2]; rm", "--deploy-mode", "client", "s.py", "r.json"],
    ],
    [
      "win32",
      "local[*]",
      [
        ...["cmd.exe", "/d", "/s", "/c"],
        '"spark-submit" "--master" "local[*]" "--deploy-mode" "client" "s.py" "r.json"',
      ],
    ],
  ] as const)("on %s with master %s", (platform, master, expected) => {
    const argv = submitCommand({ submit: "spark-submit" }, { ...call, master }, platform);
    expect(argv).toEqual(expected);
  });

  it.each(['x" & calc "', "%PATH%"])("gives Windows' shell no master like %s", (master) => {
    expect(() => submitCommand({ submit: "s" }, { ...call, master }, "win32")).toThrow(
      /characters that Windows would interpret/,
    );
  });
});
