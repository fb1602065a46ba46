import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openRepository, type Repository } from "../../../src/platform/git/repository.ts";

const env = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
  LC_ALL: "C.UTF-8",
};

/** A real repository in a folder of its own, driven by the real git. */
export class TestRepository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  git(...args: string[]): string {
    return this.gitIn(".", ...args);
  }

  gitIn(folder: string, ...args: string[]): string {
    return execFileSync("git", ["-c", "protocol.file.allow=always", ...args], {
      cwd: path.join(this.folder, folder),
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1 << 28,
    });
  }

  write(file: string, content: string | Buffer): void {
    const full = path.join(this.folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, content);
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), "utf8");
  }

  has(file: string): boolean {
    return existsSync(path.join(this.folder, file));
  }

  remove(file: string): void {
    rmSync(path.join(this.folder, file), { recursive: true });
  }

  program(file: string, script: string): string {
    this.write(file, `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(this.folder, file), 0o755);
    return path.join(this.folder, file);
  }

  commit(message = "work"): string {
    this.git("add", "-A");
    this.git("commit", "-q", "--allow-empty", "-m", message);
    return this.head();
  }

  head(): string {
    return this.git("rev-parse", "HEAD").trim();
  }

  /** Files of a commit with their content. */
  tree(commit: string): Record<string, string> {
    const names = this.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit);
    return Object.fromEntries(
      names
        .split("\0")
        .filter((name) => name !== "")
        .map((name) => [name, this.git("show", `${commit}:${name}`)]),
    );
  }

  /** All that a snapshot must leave as it is: index to the byte, HEAD, branches, stash, status. */
  state(): Record<string, unknown> {
    const gitDir = this.git("rev-parse", "--absolute-git-dir").trim();
    const index = path.join(gitDir, "index");
    return {
      index: existsSync(index) ? readFileSync(index).toString("base64") : null,
      head: readFileSync(path.join(gitDir, "HEAD"), "utf8"),
      refs: this.git("for-each-ref")
        .split("\n")
        .filter((line) => !line.includes("refs/sextant/")),
      status: this.git("--no-optional-locks", "status", "--porcelain=v2", "-z", "--ignored"),
    };
  }

  async open(isTrusted = true, folder = "."): Promise<Repository> {
    const repository = await openRepository(path.join(this.folder, folder), { isTrusted });
    if (repository === null) throw new Error("no repository");
    return repository;
  }
}

const folders: string[] = [];

/** A folder that is gone after the suite; see `removeFolders`. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sextant-git-")));
  folders.push(folder);
  return folder;
}

export function createRepository(...initArgs: string[]): TestRepository {
  const repository = new TestRepository(temporaryFolder());
  repository.git("init", "-q", "-b", "main", ...initArgs);
  return repository;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
