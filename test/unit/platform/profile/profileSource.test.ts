import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { profileSource } from "../../../../src/platform/profile/profileSource.ts";
import { DataFixture } from "./dataFixture.ts";

let data: DataFixture;

beforeAll(async () => {
  data = await DataFixture.create();
});
afterAll(() => data.dispose());

it("profiles text though nothing can be kept, and says so", async () => {
  const file = await data.write("orders.csv", "amount\n1\n2\n");
  const cacheFolder = path.join(await data.write("not-a-folder", ""), "cache");
  const said: string[] = [];
  const profile = await profileSource(
    data.engine,
    { kind: "files", paths: [file], format: null, label: "orders" },
    {
      settings: { ...data.settings, cacheFolder },
      context: { report: () => undefined, log: (level, text) => said.push(`${level} ${text}`) },
    },
  );
  expect(profile.rows).toBe(2);
  expect(said).toEqual([expect.stringMatching(/^warn orders: its profile could not be kept: E/)]);
});
