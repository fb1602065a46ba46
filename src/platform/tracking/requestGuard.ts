import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export type Refusal = "foreign-host" | "cross-origin" | "wrong-secret";

/** What is behind the secret in a request's URL, or why the request is refused. */
export type Admission =
  { readonly rest: string; readonly refusal?: undefined } | { readonly refusal: Refusal };

/**
 * Lets in who knows the secret. A page in a browser cannot: it would name its origin, and a host
 * name that was pointed at this machine is not one of ours.
 */
export class RequestGuard {
  readonly #prefix: Buffer;

  /** `prefix` is the path that every request starts with, the secret in it. */
  constructor(prefix: string) {
    this.#prefix = Buffer.from(prefix, "latin1");
  }

  admit(request: IncomingMessage): Admission {
    if (!isLoopbackName(request.headers.host)) return { refusal: "foreign-host" };
    if (request.headers.origin !== undefined) return { refusal: "cross-origin" };
    const url = request.url ?? "";
    const { length } = this.#prefix;
    const given = Buffer.from(url.slice(0, length), "latin1");
    const isRight = given.length === length && timingSafeEqual(given, this.#prefix);
    const rest = url.slice(length);
    const isWhole = rest === "" || rest.startsWith("/") || rest.startsWith("?");
    return isRight && isWhole ? { rest } : { refusal: "wrong-secret" };
  }
}

/** The port may be another one: a tunnel may stand between. */
function isLoopbackName(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host);
}
