import { describe, expect, it } from "vitest";
import { AppError } from "../../../../src/base/errors.ts";
import { allowRemote } from "../../../../src/platform/profile/remoteFiles.ts";

async function ask(paths: readonly string[], isAllowed: boolean, failure?: Error) {
  const said: string[] = [];
  const engine = {
    execute: (sql: string): Promise<void> => {
      said.push(sql.split(" ").slice(0, 2).join(" "));
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    },
  };
  try {
    await allowRemote(engine, paths, isAllowed);
    return said;
  } catch (error) {
    return AppError.is(error) ? [error.code, error.message, said.length] : error;
  }
}

describe("data that are elsewhere", () => {
  it.each<[string, readonly string[], boolean, unknown]>([
    ["loads nothing for files", ["/data/a.csv", "C:\\data\\a.csv"], true, []],
    [
      "loads what each storage needs, once",
      ["https://h/a.csv", "https://h/b.csv", "az://c/a.csv"],
      true,
      ["INSTALL httpfs", "LOAD httpfs", "INSTALL azure", "LOAD azure", "CREATE OR"],
    ],
    [
      "asks before it uses the network",
      ["s3://bucket/a.csv"],
      false,
      [
        "data-network-not-allowed",
        expect.stringMatching(/^s3:\/\/bucket\/a\.csv .*--allow-network/),
        0,
      ],
    ],
    [
      "refuses addresses that it cannot read",
      ["ftp://host/a.csv"],
      true,
      ["data-unknown-storage", expect.stringMatching(/ftp:\/\/ cannot be read\. .*s3:\/\//), 0],
    ],
  ])("%s", async (_, paths, isAllowed, expected) => {
    expect(await ask(paths, isAllowed)).toEqual(expected);
  });

  it("says when the extension cannot be had", async () => {
    expect(await ask(["s3://bucket/a.csv"], true, new Error("no route to host"))).toEqual([
      "data-network-failed",
      expect.stringMatching(/s3:\/\/ \(no route to host\) .*httpfs and aws.*online/),
      1,
    ]);
  });
});
