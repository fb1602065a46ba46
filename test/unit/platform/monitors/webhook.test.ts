import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sendWebhook, webhookMessage } from "../../../../src/platform/monitors/webhook.ts";
import { createReport } from "../../monitors/createReport.ts";

let server: Server;
let received: string[];
let status: number;
let address: string;

beforeEach(async () => {
  received = [];
  status = 200;
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      received.push(`${request.method ?? ""} ${request.headers["content-type"] ?? ""} ${body}`);
      response.writeHead(status, { location: "http://127.0.0.1:1/" }).end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/secret`;
});

afterEach(() => {
  server.close();
});

const message = webhookMessage(createReport({}), []);

test("the message is posted as JSON", async () => {
  await sendWebhook(address, message);
  expect(received).toEqual([`POST application/json ${JSON.stringify(message)}`]);
  expect(message).toMatchObject({ version: 1, monitor: "m", alerts: [] });
});

test.each([500, 302])("status %s is told without the address's secret", async (code) => {
  status = code;
  const sending = sendWebhook(address, message);
  await expect(sending).rejects.toMatchObject({ code: "webhook-failed" });
  await expect(sending).rejects.not.toThrow(/secret/);
});

test.each([
  "http://example.com/x",
  "ftp://localhost/x",
  "nonsense",
  "http://127.0.0.1.example.com",
])("%s is not called", async (target) => {
  await expect(sendWebhook(target, message)).rejects.toMatchObject({ code: "webhook-refused" });
});

test("a call that is cancelled is cancelled", async () => {
  await expect(sendWebhook(address, message, AbortSignal.abort())).rejects.toThrow("cancelled");
});
