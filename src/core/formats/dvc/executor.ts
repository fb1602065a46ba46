import * as z from "zod";

/** `.dvc/tmp/exps/run/<revision>/<revision>.run` (dvc/repo/experiments/executor/base.py). */
const schema = z.object({
  baseline_rev: z.string(),
  location: z.string().catch(""),
  root_dir: z.string(),
  dvc_dir: z.string().catch(".dvc"),
  name: z.string().nullish(),
  status: z.number().catch(0),
});

export interface Executor {
  readonly baseline: string;
  /** Where its files are while it runs, absolute. */
  readonly rootDir: string;
  /** Path of its `.dvc` folder in there. */
  readonly dvcDir: string;
  readonly name: string;
  readonly isInWorkspace: boolean;
  readonly state: "waiting" | "running" | "ended" | "failed";
}

/** Null for what is not (or not yet wholly) such a file. */
export function parseExecutor(text: string): Executor | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return null;
  const { baseline_rev, location, root_dir, dvc_dir, name, status } = parsed.data;
  return {
    baseline: baseline_rev,
    rootDir: root_dir,
    dvcDir: dvc_dir,
    name: name ?? "",
    isInWorkspace: location === "workspace",
    state: stateOf(status),
  };
}

/** 0 pending, 1 preparing, 2 running, 3 success, 4 failed, 5 cancelled, 6 finished. */
function stateOf(status: number): Executor["state"] {
  if (status === 2) return "running";
  if (status < 2) return "waiting";
  return status === 4 ? "failed" : "ended";
}
