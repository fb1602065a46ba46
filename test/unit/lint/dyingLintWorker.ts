import { parentPort } from "node:worker_threads";

/** The thread that lints, but it ends when a string says so. */
parentPort?.on("message", (message: { readonly text?: string | null }) => {
  if (message.text === "end") process.exit(1);
});
await import("../../../src/platform/lint/lintWorker.ts");
