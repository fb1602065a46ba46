import * as z from "zod/mini";
import type { Disposable } from "../base/disposables.ts";
import { AppError, describeError } from "../base/errors.ts";

/**
 * Typed requests and events over a message port, used by both ends with the tables swapped.
 *
 * Invariants (tested): a throwing handler gives an error reply; a pending request ends on reply,
 * disposal or timeout; an invalid message is reported with the place of the fault and dropped; a
 * reply that nobody waits for is ignored.
 */

export interface MessagePort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
}

interface RequestSpec {
  readonly body: z.ZodMiniType;
  readonly reply?: z.ZodMiniType;
}
export type MessageTable = Readonly<Record<string, RequestSpec>>;

type Body<S extends RequestSpec> = z.infer<S["body"]>;
type Reply<S extends RequestSpec> = S["reply"] extends z.ZodMiniType ? z.infer<S["reply"]> : never;
type RequestName<T extends MessageTable> = {
  [K in keyof T]: T[K]["reply"] extends z.ZodMiniType ? K : never;
}[keyof T] &
  string;
type EventName<T extends MessageTable> = Exclude<keyof T & string, RequestName<T>>;

/** Requests must be answered, events may be. */
export type Handlers<T extends MessageTable> = {
  readonly [K in RequestName<T>]: (body: Body<T[K]>) => Promise<Reply<T[K]>> | Reply<T[K]>;
} & { readonly [K in EventName<T>]: (body: Body<T[K]>) => void };

export interface Rpc<Remote extends MessageTable> extends Disposable {
  /** Rejects with an AppError: what the other end answered, `rpc-timeout`, or `rpc-closed`. */
  request<K extends RequestName<Remote>>(name: K, body: Body<Remote[K]>): Promise<Reply<Remote[K]>>;
  notify<K extends EventName<Remote>>(name: K, body: Body<Remote[K]>): void;
}

export interface RpcOptions<Local extends MessageTable, Remote extends MessageTable> {
  readonly port: MessagePort;
  readonly local: Local;
  readonly remote: Remote;
  readonly handlers: Handlers<Local>;
  /** Told of messages that were dropped and of handlers that failed. */
  readonly onFault: (message: string, error?: unknown) => void;
  readonly timeoutMs?: number;
}

const wireMessage = z.union([
  z.object({ kind: z.literal("request"), id: z.number(), name: z.string(), body: z.unknown() }),
  z.object({ kind: z.literal("event"), name: z.string(), body: z.unknown() }),
  z.object({ kind: z.literal("reply"), id: z.number(), ok: z.literal(true), body: z.unknown() }),
  z.object({
    kind: z.literal("reply"),
    id: z.number(),
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string() }),
  }),
]);
type WireMessage = z.infer<typeof wireMessage>;

interface Pending {
  readonly name: string;
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly timer: Timer;
}

// Both the browser and Node have timers; neither's types may be used in this layer.
type Timer = object & { readonly brand?: "timer" };
declare function setTimeout(callback: () => void, ms: number): Timer;
declare function clearTimeout(timer: Timer): void;

export function createRpc<Local extends MessageTable, Remote extends MessageTable>(
  options: RpcOptions<Local, Remote>,
): Rpc<Remote> {
  const endpoint = new Endpoint(options, options.handlers);
  return {
    request: (name, body) => endpoint.request(name, body) as Promise<Reply<Remote[typeof name]>>,
    notify: (name, body) => endpoint.notify(name, body),
    dispose: () => endpoint.dispose(),
  };
}

type UntypedHandlers = Readonly<Record<string, (body: unknown) => unknown>>;
type EndpointOptions = Omit<RpcOptions<MessageTable, MessageTable>, "handlers">;
type RequestMessage = Extract<WireMessage, { kind: "request" }>;
type EventMessage = Extract<WireMessage, { kind: "event" }>;
type ReplyMessage = Extract<WireMessage, { kind: "reply" }>;

/** One end of the conversation, without the types that `createRpc` puts around it. */
class Endpoint implements Disposable {
  readonly #options: EndpointOptions;
  readonly #handlers: UntypedHandlers;
  readonly #pending = new Map<number, Pending>();
  readonly #subscription: Disposable;
  #nextId = 1;
  #isClosed = false;

  constructor(options: EndpointOptions, handlers: UntypedHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#subscription = options.port.onMessage((raw) => this.#take(raw));
  }

  request(name: string, body: unknown): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(closedError(name));
    const { port, timeoutMs = 30_000 } = this.#options;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new AppError("rpc-timeout", `no answer to "${name}" within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#pending.set(id, { name, resolve, reject, timer });
      port.send({ kind: "request", id, name, body });
    });
  }

  notify(name: string, body: unknown): void {
    this.#send({ kind: "event", name, body });
  }

  dispose(): void {
    this.#isClosed = true;
    this.#subscription.dispose();
    for (const waiting of this.#pending.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(closedError(waiting.name));
    }
    this.#pending.clear();
  }

  #send(message: WireMessage): void {
    if (!this.#isClosed) this.#options.port.send(message);
  }

  #take(raw: unknown): void {
    if (this.#isClosed) return;
    const message = parse(wireMessage, raw, "message", this.#options.onFault);
    if (message === undefined) return;
    if (message.kind === "reply") this.#settle(message);
    else if (message.kind === "request") void this.#answer(message);
    else this.#receive(message);
  }

  async #answer({ id, name, body }: RequestMessage): Promise<void> {
    const known = this.#parseBody(name, body);
    if (known === undefined) {
      const error = { code: "invalid-message", message: `invalid request "${name}"` };
      this.#send({ kind: "reply", id, ok: false, error });
      return;
    }
    try {
      const answer = await known.handler(known.body);
      this.#send({ kind: "reply", id, ok: true, body: answer });
    } catch (error) {
      this.#options.onFault(`${name}: ${describeError(error)}`, error);
      const code = AppError.is(error) ? error.code : "internal";
      const message = describeError(error);
      this.#send({ kind: "reply", id, ok: false, error: { code, message } });
    }
  }

  #receive({ name, body }: EventMessage): void {
    const known = this.#parseBody(name, body);
    if (known === undefined) return;
    try {
      known.handler(known.body);
    } catch (error) {
      this.#options.onFault(`${name}: ${describeError(error)}`, error);
    }
  }

  #settle(message: ReplyMessage): void {
    const waiting = this.#pending.get(message.id);
    if (waiting === undefined) return;
    this.#pending.delete(message.id);
    clearTimeout(waiting.timer);
    if (!message.ok) {
      waiting.reject(new AppError(message.error.code, message.error.message));
      return;
    }
    const { remote, onFault } = this.#options;
    const schema = remote[waiting.name]?.reply;
    const body = schema && parse(schema, message.body, `reply to ${waiting.name}`, onFault);
    if (body === undefined) {
      waiting.reject(new AppError("invalid-message", `invalid reply to "${waiting.name}"`));
    } else waiting.resolve(body);
  }

  /** The handler and the parsed body of a message; nothing for one that has to be dropped. */
  #parseBody(name: string, body: unknown) {
    const { local, onFault } = this.#options;
    const spec = Object.hasOwn(local, name) ? local[name] : undefined;
    const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : undefined;
    if (spec === undefined || handler === undefined) {
      onFault(`dropped a message of unknown name "${name}"`);
      return undefined;
    }
    const parsed = parse(spec.body, body, name, onFault);
    return parsed === undefined ? undefined : { handler, body: parsed };
  }
}

function closedError(name: string): AppError {
  return new AppError("rpc-closed", `"${name}" has no answer: the other end is gone`);
}

function parse<S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  label: string,
  onFault: RpcOptions<MessageTable, MessageTable>["onFault"],
): z.infer<S> | undefined {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  onFault(`dropped an invalid ${label}${place}: ${issue?.message ?? "unreadable"}`);
  return undefined;
}
