import type { IncomingMessage } from "node:http";
import { parseTolerantJson } from "../../core/formats/text/tolerantJson.ts";
import { asFields, type RequestFields } from "../../core/tracking/requestFields.ts";
import { trackingError } from "../../core/tracking/trackingErrors.ts";

/** The body as text. Rejects, without having read the rest, when it is longer than `maxBytes`. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let byteCount = 0;
    request.on("data", (chunk: Buffer) => {
      byteCount += chunk.length;
      if (byteCount <= maxBytes) chunks.push(chunk);
      else {
        request.pause();
        reject(tooLarge(maxBytes));
      }
    });
    request.on("end", () => resolve(textOf(chunks)));
    request.on("error", reject);
    request.on("close", () => reject(trackingError("BAD_REQUEST", "The request was broken off.")));
  });
}

/** The fields of a JSON body; none for an empty one. */
export function parseBody(body: string, contentType: string | undefined): RequestFields {
  if (body === "") return {};
  if (contentType === undefined || !/^application\/json\b/i.test(contentType)) {
    throw trackingError(
      "BAD_REQUEST",
      "Bad Request. Content-Type must be one of ['application/json'].",
    );
  }
  const value = parseTolerantJson(body);
  if (value !== undefined) return asFields(value);
  throw trackingError("BAD_REQUEST", "The body of the request is not valid JSON.");
}

/** The fields of a query string; a name that comes more than once has a list. */
export function parseQuery(query: string): RequestFields {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const known = fields.get(name);
    if (known === undefined) fields.set(name, value);
    else fields.set(name, [...(Array.isArray(known) ? known : [known]), value]);
  }
  return Object.fromEntries(fields);
}

function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  if (first === undefined) return "";
  return (chunks.length === 1 ? first : Buffer.concat(chunks)).toString("utf8");
}

function tooLarge(maxBytes: number): Error {
  return trackingError(
    "REQUEST_TOO_LARGE",
    `The body of the request is larger than the limit of ${maxBytes} bytes.`,
  );
}
