import { runCommand } from "../commands.ts";

/** The command that starts Python 3 here, if any. */
export async function findPython(): Promise<string | undefined> {
  for (const command of ["python3", "python", "py"]) {
    try {
      const version = await runCommand(command, ["-c", "import sys; print(sys.version_info[0])"]);
      if (version.trim() === "3") return command;
    } catch {
      // Not on PATH, or a stand-in that only offers to install it: try the next name.
    }
  }
  return undefined;
}
