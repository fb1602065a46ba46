import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import * as z from "zod";
import { AppError } from "../../base/errors.ts";
import type { Run } from "../../core/runs/run.ts";
import { showInformation } from "../notifications.ts";
import type { Project } from "../project.ts";
import type { Services } from "../services.ts";
import { requireTrust } from "../trust.ts";
import { defineCommand, runSelectionShape } from "./command.ts";
import { executeCommand } from "./executeCommand.ts";
import { cannotStop } from "./outsideRuns.ts";
import { chooseRuns } from "./runTargets.ts";

/** How long a polite stop may take before the user is offered the firm one. */
const patienceMs = 2000;

/** Stops runs: politely, so that scripts can save what they have, or at once. */
export const stopRunCommand = defineCommand({
  id: "sextant.runs.stop",
  argument: z.object({ ...runSelectionShape, isFirm: z.boolean().optional() }),
  async run(services, argument) {
    requireTrust();
    const { project, runs } = await chooseRuns(services, argument, {
      placeholder: vscode.l10n.t("Which runs are to be stopped?"),
      outside: cannotStop,
      isMany: true,
      isOffered: ({ status }) => status === "running" || status === "queued",
      nothing: vscode.l10n.t("No run is running."),
    });
    const isFirm = argument.isFirm ?? false;
    const results = await Promise.allSettled(
      runs.map((run) => stopOne(services, { project, run, isFirm })),
    );
    const failure = results.find((result) => result.status === "rejected");
    if (failure !== undefined) {
      if (runs.length === 1) throw failure.reason;
      throw new AppError(
        "stop-failed",
        vscode.l10n.t("Not every run could be stopped; the log says more."),
        { cause: failure.reason },
      );
    }
    return runs.map((run) => run.id);
  },
});

interface StopOne {
  readonly project: Project;
  readonly run: Run;
  readonly isFirm: boolean;
}

async function stopOne(services: Services, { project, run, isFirm }: StopOne): Promise<void> {
  const { root } = project;
  const stopping = services.launcher.stop({ root, runId: run.id }, { isFirm });
  if (!isFirm) {
    const waiting = new AbortController();
    const patience = delay(patienceMs, "late" as const, { signal: waiting.signal });
    patience.catch(() => undefined);
    const first = await Promise.race([stopping.then(() => "ended" as const), patience]);
    waiting.abort();
    if (first === "late") services.inBackground("offer to stop now", offerFirm(root, run));
  }
  await stopping;
}

async function offerFirm(root: string, { id, name }: Run): Promise<void> {
  const stopNow = vscode.l10n.t("Stop Now");
  const chosen = await showInformation(
    vscode.l10n.t("{0} was asked to stop and is taking its time.", name),
    stopNow,
  );
  if (chosen === stopNow) {
    await executeCommand("sextant.runs.stop", { root, runIds: [id], isFirm: true });
  }
}
