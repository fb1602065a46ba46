import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { launchedId, sendRaw, startTestServer, type TestServer } from "./testServer.ts";

let host: TestServer;
beforeEach(async () => {
  host = await startTestServer();
});
afterEach(() => host.close());

describe("artifacts", () => {
  const url = (name: string) => `0/${launchedId}/artifacts/${name}`;
  const folder = () => runPaths(host.root, launchedId).artifacts;

  it("are kept in the run's folder under their own names", async () => {
    expect((await host.put(url("notes/a%20b.txt"), "hello")).json).toEqual({});
    await host.put(url("img%25step%251.png"), new Uint8Array([1, 2, 3]));
    await host.put(url("empty"), "");
    expect(readFileSync(path.join(folder(), "notes", "a b.txt"), "utf8")).toBe("hello");
    expect(readdirSync(folder()).sort()).toEqual(["empty", "img%step%1.png", "notes"]);
    const list = await host.get("artifacts/list", { run_id: launchedId, path: "notes" });
    expect(list.json).toMatchObject({
      root_uri: `mlflow-artifacts:/0/${launchedId}/artifacts`,
      files: [{ path: "notes/a b.txt", is_dir: false, file_size: 5 }],
    });
    const logged = host.journal().filter((line) => line["type"] === "artifact");
    expect(logged.map((line) => line["path"])).toEqual([
      "notes/a b.txt",
      "img%step%1.png",
      "empty",
    ]);
  });

  it("come back with the headers that keep a browser from running them", async () => {
    await host.put(url("page.html"), "<script>");
    const response = await fetch(
      `${host.server.uri}/api/2.0/mlflow-artifacts/artifacts/${url("page.html")}`,
    );
    expect(await response.text()).toBe("<script>");
    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(response.headers.get("content-disposition")).toBe("attachment; filename=page.html");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("are answered with 404 when they are missing", async () => {
    const target = `${host.server.uri}/ajax-api/2.0/mlflow-artifacts/artifacts/${url("none")}`;
    const response = await fetch(target);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error_code: "RESOURCE_DOES_NOT_EXIST" });
    const list = await fetch(
      `${host.server.uri}/api/2.0/mlflow-artifacts/artifacts?path=${encodeURIComponent(url("none"))}`,
    );
    expect(await list.json()).toEqual({});
  });

  it.each([
    "..%2f..%2f..%2fescaped",
    "%2e%2e/%2e%2e/escaped",
    "a/..%2f..%2f..%2fescaped",
    "%2fetc%2fescaped",
    "a%00b",
    "%E0%A4%A",
    "..%2F",
    "../../escaped",
    "a/../../../escaped",
  ])("never leave the folder: %s", async (name) => {
    const target = `/l/${host.server.secret}/api/2.0/mlflow-artifacts/artifacts/${url(name)}`;
    for (const method of ["PUT", "GET", "DELETE"]) {
      const { status, text } = await sendRaw(host, target, {
        method,
        ...(method === "PUT" && { body: "x" }),
      });
      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({ message: "Invalid path" });
    }
    const folders = [folder(), path.dirname(folder()), path.join(host.root, ".sextant", "runs")];
    expect(folders.some((parent) => existsSync(path.join(parent, "escaped")))).toBe(false);
  });

  it("never follow a link out of the folder", async () => {
    const outside = path.join(host.root, "outside");
    mkdirSync(outside);
    writeFileSync(path.join(outside, "secret"), "s");
    symlinkSync(outside, path.join(folder(), "link"));
    symlinkSync(path.join(outside, "secret"), path.join(folder(), "file"));
    expect((await host.put(url("link/new"), "x")).status).toBe(400);
    for (const name of ["link/secret", "file"]) {
      const response = await fetch(
        `${host.server.uri}/api/2.0/mlflow-artifacts/artifacts/${url(name)}`,
      );
      expect(response.status).toBe(400);
    }
    expect(readdirSync(outside)).toEqual(["secret"]);
  });

  it("take neither a folder's place nor a file's as a folder", async () => {
    await host.put(url("dir/file"), "x");
    expect((await host.put(url("dir"), "x")).status).toBe(400);
    expect((await host.put(url("dir/file/deeper"), "x")).status).toBe(400);
    const target = `${host.server.uri}/api/2.0/mlflow-artifacts/artifacts/${url("dir")}`;
    expect((await fetch(target)).status).toBe(404);
    expect((await fetch(target, { method: "DELETE" })).status).toBe(200);
    expect(readdirSync(folder())).toEqual([]);
  });

  it("of a run that does not exist are refused", async () => {
    const { status } = await host.put("0/20990101-000000-aaaaaa/artifacts/x", "x");
    expect(status).toBe(404);
  });
});
