import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import type { Alert } from "../../core/monitors/alert.ts";
import type { MonitorReport } from "../../core/monitors/monitorReport.ts";

const timeoutMs = 10_000;

/** What a webhook is told: a public format, only ever added to. */
export interface WebhookMessage {
  readonly version: 1;
  readonly monitor: string;
  readonly verdict: MonitorReport["verdict"];
  readonly reason: string;
  readonly checkedAt: string;
  readonly alerts: readonly Pick<Alert, "key" | "kind" | "severity" | "message" | "firstSeen">[];
}

export function webhookMessage(report: MonitorReport, told: readonly Alert[]): WebhookMessage {
  const { monitor, verdict, reason, checkedAt } = report;
  const alerts = told.map(({ key, kind, severity, message, firstSeen }) => ({
    key,
    kind,
    severity,
    message,
    firstSeen,
  }));
  return { version: 1, monitor, verdict, reason, checkedAt, alerts };
}

/**
 * Tells an address that the user configured. Only https, or http on this machine; no redirects, no
 * credentials. Rejects with AppError `webhook-refused` or `webhook-failed`, which name the host
 * only: the rest of such an address is often a secret.
 */
export async function sendWebhook(
  address: string,
  message: WebhookMessage,
  signal?: AbortSignal,
): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !isAllowed(url)) {
    throw new AppError(
      "webhook-refused",
      `The webhook of ${message.monitor} was not called: only https addresses, or http ones of this machine, are. Change \`webhook\` in sextant.yaml.`,
    );
  }
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "sextant" },
      body: JSON.stringify(message),
      redirect: "error",
      credentials: "omit",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    await response.body?.cancel();
    if (!response.ok) throw failed(url, `it answered with status ${response.status}`);
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    if (AppError.is(error)) throw error;
    const reason = limit.aborted
      ? `it did not answer within ${timeoutMs / 1000} seconds`
      : describeFetchError(error);
    throw failed(url, reason, error);
  }
}

function isAllowed({ protocol, hostname }: URL): boolean {
  if (protocol === "https:") return true;
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === "http:" && isLoopback;
}

function failed(url: URL, reason: string, cause?: unknown): AppError {
  const sentence = `The webhook at ${url.host} was not told: ${reason}.`;
  return new AppError("webhook-failed", sentence, cause === undefined ? {} : { cause });
}

/** `fetch` says only that it failed; why is in its cause. */
function describeFetchError(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return describeError(cause ?? error);
}
