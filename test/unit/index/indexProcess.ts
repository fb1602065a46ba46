// One of the many processes of manyProcesses.test.ts: `writer <root> <run> <count>` appends points
// and brings the index up to date after each tenth; `reader <root> <count>` refreshes until it
// sees so many points, then tells their number.
import { RunJournal } from "../../../src/platform/runs/runJournal.ts";
import { runPaths } from "../../../src/platform/runs/project.ts";
import { RunIndex } from "../../../src/platform/index/runIndex.ts";

const [role = "", root = "", ...rest] = process.argv.slice(2);
const index = RunIndex.open(root);

function write(runId: string, count: number): void {
  const journal = new RunJournal(runPaths(root, runId).journal);
  for (let step = 0; step < count; step++) {
    journal.append({ type: "metrics", step, time: 1e12 + step, metrics: { loss: step } });
    if (step % 10 === 0) index.refresh();
  }
  journal.dispose();
}

function countPoints(): number {
  return index.runs().reduce((sum, run) => sum + (run.metrics["loss"]?.count ?? 0), 0);
}

function readUntil(count: number): void {
  const timer = setInterval(() => {
    index.refresh();
    const seen = countPoints();
    if (seen < count) return;
    clearInterval(timer);
    index.close();
    process.send?.(seen, undefined, undefined, () => process.exit(0));
  }, 20);
}

if (role === "writer") {
  write(rest[0] ?? "", Number(rest[1]));
  index.close();
  process.exit(0);
} else readUntil(Number(rest[0]));
