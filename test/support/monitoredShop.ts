import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/**
 * A project with data to watch: orders as CSV and Parquet, in the second of which buyers are older
 * and a model of returns fails in one country; requests to a service that became slow; and logs of
 * an assistant that got another model.
 */
export class MonitoredShop {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<MonitoredShop> {
    const shop = new MonitoredShop(await mkdtemp(path.join(tmpdir(), "sextant-shop-")));
    await mkdir(path.join(shop.folder, "data"));
    const before = orders(1, false);
    const now = orders(2, true);
    await shop.#write("data/orders-march.csv", before);
    await shop.#write("data/orders-april.csv", now);
    await shop.#write("data/requests-march.jsonl", requests(3, 1));
    await shop.#write("data/requests-april.jsonl", requests(4, 1.8));
    await shop.#write("data/assistant-march.jsonl", conversations(5, "gpt-4o-mini"));
    await shop.#write("data/assistant-april.jsonl", conversations(6, "gpt-4o"));
    await shop.#toParquet("data/orders-march");
    await shop.#toParquet("data/orders-april");
    await shop.#write("sextant.yaml", config);
    return shop;
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #write(name: string, text: string): Promise<void> {
    await writeFile(path.join(this.folder, name), text);
  }

  async #toParquet(name: string): Promise<void> {
    const file = path.join(this.folder, name);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`COPY (FROM '${file}.csv') TO '${file}.parquet' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
  }
}

const config = `monitors:
  returns:
    description: The model that says which orders will be sent back
    reference: data/orders-march.csv
    current: data/orders-april.csv
    target: returned
    prediction: predicted
    probability: probability
    positive: true
    time: ordered_at
    performance:
      metrics: [accuracy, roc_auc, f1]
      chunk: { period: day }
    validate:
      - column: amount
        min: 0
      - column: country
        in: [DE, FR, IT, ES]
    alerts:
      - when: performance.accuracy < 0.9
        message: The model misjudges too many orders
        severity: error
  checkout-service:
    description: The service that takes orders
    reference: data/requests-march.jsonl
    current: data/requests-april.jsonl
    health:
      columns: { time: time, latency: latency_ms, status: status, resources: [cpu, memory_mb] }
    alerts:
      - when: health.errorRate > 1%
        message: Customers see errors
  assistant:
    description: Answers customers' questions
    reference: data/assistant-march.jsonl
    current: data/assistant-april.jsonl
    llm:
      format: opentelemetry
`;

/** Numbers from 0 to 1, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function normalNumbers(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function pick<T>(items: readonly T[], random: () => number, fallback: T): T {
  return items[Math.floor(random() * items.length)] ?? fallback;
}

function timeOf(month: number, share: number): string {
  const start = Date.UTC(2026, month - 1, 1);
  return new Date(start + Math.floor(share * 28 * 86_400_000)).toISOString();
}

function orders(seed: number, isLater: boolean): string {
  const random = randomNumbers(seed);
  const normal = normalNumbers(random);
  const count = 3000;
  const lines = Array.from({ length: count }, (_, index) => {
    const country = pick(
      isLater ? ["DE", "FR", "IT", "PT"] : ["DE", "FR", "IT", "ES"],
      random,
      "DE",
    );
    const age = 38 + 11 * normal() + (isLater ? 6 : 0);
    const amount = Math.exp(3.6 + 0.7 * normal());
    const items = 1 + Math.floor(random() * random() * 9);
    const score = 0.09 * (38 - age) + 0.5 * (items - 2) + 0.35 * normal();
    const failing = isLater && country === "PT";
    const returned = failing ? random() < 0.5 : score > 0;
    const probability = 1 / (1 + Math.exp(-3 * score));
    const coupon =
      random() < (isLater ? 0.35 : 0.1) ? "" : pick(["none", "spring", "loyal"], random, "none");
    const time = timeOf(isLater ? 4 : 3, index / count);
    return [
      time,
      country,
      age.toFixed(1),
      amount.toFixed(2),
      items,
      coupon,
      returned,
      probability > 0.5,
      probability.toFixed(4),
    ].join(",");
  });
  const names = "ordered_at,country,age,amount,items,coupon,returned,predicted,probability";
  return `${names}\n${lines.join("\n")}\n`;
}

function requests(seed: number, slowness: number): string {
  const random = randomNumbers(seed);
  const normal = normalNumbers(random);
  const count = 4000;
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      time: timeOf(slowness > 1 ? 4 : 3, index / count),
      route: pick(["/cart", "/pay", "/order"], random, "/cart"),
      latency_ms: Number((slowness * Math.exp(4 + 0.5 * normal())).toFixed(2)),
      status: random() < 0.004 * slowness ** 3 ? 503 : 200,
      cpu: Number(Math.min(1, 0.35 * slowness + 0.05 * normal()).toFixed(3)),
      memory_mb: Math.round(900 + 60 * normal()),
    }),
  );
  return `${lines.join("\n")}\n`;
}

const questions = [
  "Where is my parcel?",
  "Can I send back shoes that I wore once?",
  "Which size fits a waist of 82 cm?",
  "I was charged twice for order 4711.",
  "Do you deliver to Portugal?",
];
const answers = [
  "It left our warehouse this morning and should arrive within two days.",
  "Shoes can be sent back within 30 days when they were not worn outside.",
  "A medium fits a waist from 78 to 84 cm.",
  "I am sorry about that. The second payment was returned to your card.",
  "Yes, within four to six working days.",
];

function conversations(seed: number, model: string): string {
  const random = randomNumbers(seed);
  const isLater = model === "gpt-4o";
  const count = 600;
  const lines = Array.from({ length: count }, (_, index) => {
    const question = pick(questions, random, "");
    const said =
      isLater && random() < 0.15
        ? "I'm sorry, but I can't help with that."
        : pick(answers, random, "");
    const leaked = isLater && random() < 0.03 ? " Write to ada.lovelace@example.org." : "";
    const failed = random() < 0.01;
    return JSON.stringify({
      timestamp: timeOf(isLater ? 4 : 3, index / count),
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": model,
      "gen_ai.usage.input_tokens": 180 + Math.floor(random() * 60),
      "gen_ai.usage.output_tokens": (isLater ? 70 : 30) + Math.floor(random() * 25),
      "gen_ai.response.finish_reasons": [random() < 0.03 ? "length" : "stop"],
      "gen_ai.response.time_to_first_chunk": Number((0.2 + 0.2 * random()).toFixed(3)),
      "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: question }] }],
      "gen_ai.output.messages": [
        { role: "assistant", parts: [{ type: "text", content: said + leaked }] },
      ],
      duration_ms: Math.round((isLater ? 2400 : 1100) * (0.6 + random())),
      ...(failed ? { "error.type": "rate_limit" } : {}),
    });
  });
  return `${lines.join("\n")}\n`;
}
