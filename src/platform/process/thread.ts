import { Worker } from "node:worker_threads";
import type * as z from "zod";
import type { Disposable } from "../../base/disposables.ts";
import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import type { Log } from "../../base/logging.ts";
import type { ThreadMessage } from "./threadMessages.ts";

/** A thread that dies more often than this within a minute is not started again. */
const maxRestarts = 3;
const restartWindowMs = 60_000;

export interface ThreadOptions<News> {
  /** The bundled worker. */
  readonly path: string;
  /** What it is given, asked for at each start. */
  readonly data: () => unknown;
  /** As in "the index thread". */
  readonly name: string;
  /** Above it the thread ends and is started again, instead of taking the machine's memory. */
  readonly maxHeapMb?: number;
  readonly log: Log;
  readonly schema: z.ZodType<News | ThreadMessage>;
  readonly receive: (news: News) => void;
  /** What those are told who wait for an answer when it dies. */
  readonly createDeath: () => AppError;
  /** It died; everything that was asked is refused. */
  readonly onDidDie: () => void;
  /** Its successor is started. */
  readonly onDidRestart: () => void;
}

interface Pending {
  readonly message: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A worker thread that answers questions, and is started again when it dies. */
export class Thread<News extends { readonly kind: string }> implements Disposable {
  readonly #options: ThreadOptions<News>;
  readonly #pending = new Map<number, Pending>();
  readonly #deaths: number[] = [];
  #worker: Worker | undefined;
  #isDisposed = false;
  #nextId = 1;

  constructor(options: ThreadOptions<News>) {
    this.#options = options;
    this.#worker = this.#start();
  }

  post(message: unknown): void {
    this.#worker?.postMessage(message);
  }

  /** `toMessage`: the question with the number that its answer will have. */
  ask(toMessage: (id: number) => unknown): Promise<unknown> {
    if (this.#isDisposed) return Promise.reject(new CancelledError());
    const worker = this.#worker;
    if (worker === undefined) return Promise.reject(this.#options.createDeath());
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const message = toMessage(id);
      this.#pending.set(id, { message, resolve, reject });
      worker.postMessage(message);
    });
  }

  /** Goes on in a new thread, which is asked what the one before has not answered. */
  replace(): void {
    const before = this.#worker;
    this.#worker = this.#start();
    if (before !== undefined) this.#end(before);
    for (const { message } of this.#pending.values()) this.#worker.postMessage(message);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#rejectAll(() => new CancelledError());
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker !== undefined) this.#end(worker);
  }

  #start(): Worker {
    const { path, data, schema, name, log, maxHeapMb } = this.#options;
    const worker = new Worker(path, {
      workerData: data(),
      ...(maxHeapMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
    });
    worker.unref();
    worker.on("message", (raw: unknown) => {
      const parsed = schema.safeParse(raw);
      if (parsed.success) this.#receive(parsed.data);
      else log.error(`dropped an invalid message of ${name}: ${parsed.error.message}`);
    });
    worker.on("error", (error) => log.error(`${name} failed`, error));
    worker.on("exit", () => {
      if (this.#worker === worker) this.#restart();
    });
    return worker;
  }

  #end(worker: Worker): void {
    worker.removeAllListeners("message");
    worker.terminate().catch((error: unknown) => {
      const { name, log } = this.#options;
      log.error(`ending ${name}: ${describeError(error)}`, error);
    });
  }

  #receive(message: News | ThreadMessage): void {
    if (!isThreadMessage(message)) {
      this.#options.receive(message);
      return;
    }
    switch (message.kind) {
      case "log":
        this.#options.log[message.level](message.message);
        return;
      case "reply":
        this.#take(message.id)?.resolve(message.value);
        return;
      case "failure":
        this.#take(message.id)?.reject(new AppError(message.error.code, message.error.message));
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #restart(): void {
    const { name, log, createDeath, onDidDie, onDidRestart } = this.#options;
    this.#worker = undefined;
    this.#rejectAll(createDeath);
    onDidDie();
    const now = Date.now();
    this.#deaths.push(now);
    if (this.#deaths.filter((time) => now - time < restartWindowMs).length > maxRestarts) {
      log.error(`${name} keeps failing and is not started again`);
      return;
    }
    log.warn(`${name} ended; it is started again`);
    this.#worker = this.#start();
    onDidRestart();
  }

  #rejectAll(createError: () => Error): void {
    for (const { reject } of this.#pending.values()) reject(createError());
    this.#pending.clear();
  }
}

function isThreadMessage(message: { readonly kind: string }): message is ThreadMessage {
  return message.kind === "reply" || message.kind === "failure" || message.kind === "log";
}
