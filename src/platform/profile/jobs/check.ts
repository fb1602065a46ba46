import { AppError, CancelledError, describeError } from "../../../base/errors.ts";
import type { DataProfile } from "../../../core/drift/profile/profile.ts";
import { collectReport } from "../../../core/monitors/collectReport.ts";
import { withExpectedBands } from "../../../core/monitors/historyBands.ts";
import type { Monitor } from "../../../core/monitors/monitor.ts";
import type { MonitorReport } from "../../../core/monitors/monitorReport.ts";
import type { ReportParts } from "../../../core/monitors/reportFigures.ts";
import type { ValidationReport } from "../../../core/validation/validationReport.ts";
import type { DataEngine } from "../dataEngine.ts";
import type { CheckJob, JobContext } from "../dataJobs.ts";
import { openTable } from "../openTable.ts";
import { profileSource, type SourceProfileOptions } from "../profileSource.ts";
import { runCompare } from "./compare.ts";
import { runHealth } from "./health.ts";
import { runLlm } from "./llm.ts";
import { runPerformance } from "./performance.ts";
import { runValidation } from "./validate.ts";

/**
 * Everything that a monitor has, one part after another. A part that fails is a problem of the
 * report; the others are done all the same. Rejects with the first part's AppError where none could
 * be done, and with AppError `monitor-empty` where there is nothing to do.
 */
export async function runCheck(
  job: CheckJob,
  engine: DataEngine,
  context: JobContext,
): Promise<MonitorReport> {
  const started = Date.now();
  const parts = new Parts(context);
  const { monitor, reference, history } = job;
  const done: ReportParts = {
    performance:
      monitor.performance &&
      (await parts.run("The performance", () => runPerformance(job, engine, context))),
    drift:
      reference && comparesRows(monitor)
        ? await parts.run("Drift", () =>
            runCompare({ ...job, kind: "compare", reference, test: null }, engine, context),
          )
        : null,
    validation:
      monitor.validate.length > 0
        ? await parts.run("The rules about the data", () => validate(job, engine, context))
        : null,
    health:
      monitor.health &&
      (await parts.run("The system's health", async () => {
        const report = await runHealth(job, engine, context);
        return report && withExpectedBands(report, "health", history);
      })),
    llm:
      monitor.llm &&
      (await parts.run("The log of the language model", async () => {
        const report = await runLlm(job, engine, context);
        return report && withExpectedBands(report, "llm", history);
      })),
  };
  if (Object.values(done).every((part) => part === null)) throw parts.nothingDone(job);
  return collectReport({
    monitor: monitor.name,
    checkedAt: new Date(job.settings.now).toISOString(),
    durationMs: Date.now() - started,
    parts: done,
    problems: parts.problems,
  });
}

/**
 * Whether rows of current are compared as data. The log of a language model is texts and times,
 * which its own figures say all about, unless columns of it are named.
 */
function comparesRows({ llm, columns }: Monitor): boolean {
  return llm === null || llm.source !== null || columns.include !== null;
}

class Parts {
  readonly problems: string[] = [];
  readonly #context: JobContext;
  #firstError: AppError | null = null;

  constructor(context: JobContext) {
    this.#context = context;
  }

  /** Null where it failed; cancellation ends the whole check. */
  async run<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      if (AppError.is(error)) {
        this.#firstError ??= error;
        this.problems.push(`${what} could not be checked: ${error.message}`);
      } else {
        const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.#context.log("error", `${what} could not be checked: ${detail}`);
        this.problems.push(
          `${what} could not be checked because of a fault in Sextant: ${describeError(error)}`,
        );
      }
      return null;
    }
  }

  nothingDone({ monitor }: CheckJob): AppError {
    if (this.#firstError) return this.#firstError;
    const [problem] = this.problems;
    if (problem !== undefined) return new AppError("check-failed", problem);
    return new AppError(
      "monitor-empty",
      `The monitor ${monitor.name} has nothing to check. Give it a \`reference\` to compare with, a \`target\` and a \`prediction\`, or rules in \`validate\`.`,
    );
  }
}

/** With the same bins as the comparison has: its profile is in the cache then. */
async function validate(
  job: CheckJob,
  engine: DataEngine,
  context: JobContext,
): Promise<ValidationReport | null> {
  const { current, reference, monitor, settings } = job;
  if (current.kind === "profile") {
    return runValidation(job, engine, { profile: current.profile, openTable: null }, context);
  }
  const { types } = monitor.columns;
  const options: SourceProfileOptions = {
    settings,
    types,
    isMasked: monitor.maskCategories,
    context,
  };
  const like = await profileLike(reference, engine, options);
  const profile = await profileSource(engine, current, { ...options, like });
  const open = () => openTable(engine, current, { settings, types });
  return runValidation(job, engine, { profile, openTable: open }, context);
}

/** A reference that cannot be read is a problem of the comparison, not of the rules. */
async function profileLike(
  reference: CheckJob["reference"],
  engine: DataEngine,
  options: SourceProfileOptions,
): Promise<DataProfile | null> {
  if (reference?.kind !== "files") return reference?.profile ?? null;
  try {
    return await profileSource(engine, reference, options);
  } catch (error) {
    if (AppError.is(error)) return null;
    throw error;
  }
}
