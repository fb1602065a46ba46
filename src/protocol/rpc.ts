import * as z from "zod/mini";
import { toDisposable, type Disposable } from "../base/disposables.ts";
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
  const { port, local, remote, onFault, timeoutMs = 30_000 } = options;
  const handlers = options.handlers as Readonly<Record<string, (body: unknown) => unknown>>;
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let isClosed = false;

  const subscription = port.onMessage((raw) => {
    const message = parse(wireMessage, raw, "message", onFault);
    if (message === undefined) return;
    if (message.kind === "reply") settle(message);
    else if (message.kind === "request") void answer(message);
    else receive(message);
  });

  function parseBody(name: string, body: unknown): { readonly body: unknown } | undefined {
    const spec = Object.hasOwn(local, name) ? local[name] : undefined;
    if (spec === undefined) {
      onFault(`dropped a message of unknown name "${name}"`);
      return undefined;
    }
    const parsed = parse(spec.body, body, name, onFault);
    return parsed === undefined ? undefined : { body: parsed };
  }

  async function answer(message: Extract<WireMessage, { kind: "request" }>): Promise<void> {
    const { id, name } = message;
    const parsed = parseBody(name, message.body);
    if (parsed === undefined) {
      const error = { code: "invalid-message", message: `invalid request "${name}"` };
      reply({ kind: "reply", id, ok: false, error });
      return;
    }
    try {
      const body = await handlers[name]?.(parsed.body);
      reply({ kind: "reply", id, ok: true, body });
    } catch (error) {
      onFault(`${name}: ${describeError(error)}`, error);
      const code = AppError.is(error) ? error.code : "internal";
      reply({ kind: "reply", id, ok: false, error: { code, message: describeError(error) } });
    }
  }

  function reply(message: Extract<WireMessage, { kind: "reply" }>): void {
    if (!isClosed) port.send(message);
  }

  function receive(message: Extract<WireMessage, { kind: "event" }>): void {
    const parsed = parseBody(message.name, message.body);
    if (parsed === undefined) return;
    try {
      handlers[message.name]?.(parsed.body);
    } catch (error) {
      onFault(`${message.name}: ${describeError(error)}`, error);
    }
  }

  function settle(message: Extract<WireMessage, { kind: "reply" }>): void {
    const waiting = pending.get(message.id);
    if (waiting === undefined) return;
    pending.delete(message.id);
    clearTimeout(waiting.timer);
    if (!message.ok) {
      waiting.reject(new AppError(message.error.code, message.error.message));
      return;
    }
    const schema = remote[waiting.name]?.reply;
    const body = schema && parse(schema, message.body, `reply to ${waiting.name}`, onFault);
    if (body === undefined) {
      waiting.reject(new AppError("invalid-message", `invalid reply to "${waiting.name}"`));
    } else waiting.resolve(body);
  }

  function request(name: string, body: unknown): Promise<unknown> {
    if (isClosed) return Promise.reject(closedError(name));
    return new Promise((resolve, reject) => {
      const id = nextId++;
      const timer = setTimeout(() => {
        pending.delete(id);
        reject(new AppError("rpc-timeout", `no answer to "${name}" within ${timeoutMs} ms`));
      }, timeoutMs);
      pending.set(id, { name, resolve, reject, timer });
      port.send({ kind: "request", id, name, body });
    });
  }

  return {
    request: request as Rpc<Remote>["request"],
    notify(name, body) {
      if (!isClosed) port.send({ kind: "event", name, body });
    },
    dispose: toDisposable(() => {
      isClosed = true;
      subscription.dispose();
      for (const [, waiting] of pending) {
        clearTimeout(waiting.timer);
        waiting.reject(closedError(waiting.name));
      }
      pending.clear();
    }).dispose,
  };
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
  onFault(`dropped an invalid ${label}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
  return undefined;
}
