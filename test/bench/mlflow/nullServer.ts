/**
 * The least a server can do: reads each request, stores nothing, answers with the same text. What
 * a client takes against it is the client's own time. Prints its port.
 */
import { createServer } from "node:http";

const run = {
  info: { run_id: "null", run_uuid: "null", experiment_id: "0", status: "RUNNING", start_time: 1 },
  data: {},
};
const created = JSON.stringify({ run });

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const text = request.url?.endsWith("/runs/create") === true ? created : "{}";
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") process.stdout.write(`${address?.port ?? 0}\n`);
});
