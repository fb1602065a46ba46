import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder with files, removed at the end of the test. */
export class LintFolder {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), "sextant-lint-")));

  constructor(files: Readonly<Record<string, string | Buffer>> = {}) {
    this.write(files);
  }

  write(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(this.at(name)), { recursive: true });
      writeFileSync(this.at(name), content);
    }
  }

  at(name: string): string {
    return path.join(this.root, name);
  }

  /** Runs git in it; what `args` add is tracked afterwards. */
  git(...args: readonly string[]): void {
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      cwd: this.root,
      stdio: "ignore",
    });
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
