import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { background } from "../../base/async.ts";
import { AppError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import {
  lintWorkerDataSchema,
  toLintWorkerSchema,
  type FromLintWorker,
  type LintReplies,
  type LintRequest,
  type LintWorkerData,
  type ToLintWorker,
} from "./lintMessages.ts";
import { LintService } from "./lintService.ts";
import { PipelineStates } from "./pipelineStates.ts";
import { answerLanguage } from "../../core/lint/language/answer.ts";

/** After so long it is looked whether something was typed meanwhile. */
const sliceMs = 4;

/**
 * The thread that lints a project. What is typed is taken in as it comes; files are linted in
 * between, those of editors first.
 */
class LintThread {
  readonly #port: MessagePort;
  readonly #log: Log;
  readonly #service: Promise<LintService>;
  readonly #states: PipelineStates;
  #isRunning = false;
  #waiting: (() => void)[] = [];

  constructor(port: MessagePort, data: LintWorkerData) {
    this.#port = port;
    this.#log = createPortLog(port);
    this.#service = LintService.open({ ...data, log: this.#log });
    this.#states = new PipelineStates({
      root: data.root,
      log: this.#log,
      onDidHash: () => this.#post({ kind: "hashed" }),
    });
    background(this.#begin(), "linting", this.#log);
    port.on("message", (raw: unknown) => {
      const parsed = toLintWorkerSchema.safeParse(raw);
      if (parsed.success) this.#take(parsed.data);
      else this.#log.error(`dropped an invalid message: ${parsed.error.message}`);
    });
  }

  async #begin(): Promise<void> {
    const service = await this.#service;
    this.#run(service);
  }

  #take(message: ToLintWorker): void {
    const work = message.kind === "ask" ? this.#reply(message) : this.#hear(message);
    background(work, message.kind, this.#log);
  }

  async #hear(news: Exclude<ToLintWorker, { kind: "ask" }>): Promise<void> {
    const service = await this.#service;
    const { path, version } = news;
    if (news.kind === "setText") service.setText(path, version, news.text);
    else if (!service.changeText(path, version, news.changes)) {
      this.#post({ kind: "textNeeded", path });
    }
    this.#run(service);
  }

  async #reply({ id, request }: Extract<ToLintWorker, { kind: "ask" }>): Promise<void> {
    try {
      const service = await this.#service;
      const value = await this.#answer(service, request);
      this.#post({ kind: "reply", id, value });
      this.#run(service);
    } catch (error) {
      const code = AppError.is(error) ? error.code : "internal";
      this.#post({ kind: "failure", id, error: { code, message: describeError(error) } });
      if (code === "internal") this.#log.error(`${request.kind}: ${stackOf(error)}`);
    }
  }

  async #answer(
    service: LintService,
    request: LintRequest,
  ): Promise<LintReplies[LintRequest["kind"]]> {
    switch (request.kind) {
      case "refresh":
        await service.refresh(request.paths);
        this.#states.forget();
        return null;
      case "settle":
        await this.#settled(service);
        return null;
      case "paths":
        return service.paths;
      case "language":
        return answerLanguage(service.project, request.question);
      case "suppress":
        return service.suppress(request);
      case "pipeline":
        return this.#states.view(service.project, request.scope);
    }
  }

  async #settled(service: LintService): Promise<void> {
    if (!service.hasPending) return;
    this.#run(service);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Lints in slices until nothing is left; messages come in between. */
  #run(service: LintService): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const slice = (): void => {
      this.#lintSome(service);
      if (service.hasPending) setImmediate(slice);
      else {
        this.#isRunning = false;
        for (const resolve of this.#waiting.splice(0)) resolve();
      }
    };
    setImmediate(slice);
  }

  /** A file that fails is a bug of ours: it is logged, and the others go on. */
  #lintSome(service: LintService): void {
    try {
      const files = service.lintPending(sliceMs);
      if (files.length > 0) this.#post({ kind: "found", files: [...files] });
    } catch (error) {
      this.#log.error(`linting: ${stackOf(error)}`);
    }
  }

  #post(message: FromLintWorker): void {
    this.#port.postMessage(message);
  }
}

function createPortLog(port: MessagePort): Log {
  const say = (level: "error" | "warn" | "info" | "debug") => (message: string) =>
    port.postMessage({ kind: "log", level, message } satisfies FromLintWorker);
  return { error: say("error"), warn: say("warn"), info: say("info"), debug: say("debug") };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (parentPort !== null) new LintThread(parentPort, lintWorkerDataSchema.parse(workerData));
