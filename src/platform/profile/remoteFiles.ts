import { randomUUID } from "node:crypto";
import { AppError, CancelledError, describeError } from "../../base/errors.ts";
import type { DataEngine } from "./dataEngine.ts";

/**
 * Data that do not lie on this machine. Reading them is for those who allow it: DuckDB downloads an
 * extension for it once, and asks the storage with the credentials that the machine has for it.
 */

interface Storage {
  readonly extensions: readonly string[];
  /** Run once the extensions are there. */
  readonly setup: readonly string[];
}

const plain: Storage = { extensions: ["httpfs"], setup: [] };
const storages: Readonly<Record<string, Storage>> = {
  http: plain,
  https: plain,
  hf: plain,
  gs: plain,
  gcs: plain,
  r2: plain,
  s3: {
    extensions: ["httpfs", "aws"],
    setup: ["CREATE OR REPLACE SECRET storage (TYPE s3, PROVIDER credential_chain)"],
  },
  az: {
    extensions: ["azure"],
    setup: ["CREATE OR REPLACE SECRET storage (TYPE azure, PROVIDER credential_chain)"],
  },
  abfss: {
    extensions: ["azure"],
    setup: ["CREATE OR REPLACE SECRET storage (TYPE azure, PROVIDER credential_chain)"],
  },
};

export function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
}

/** Nothing tells whether a remote file is the one that was read before: it is read again. */
export function remoteState(): string {
  return `remote-${randomUUID()}`;
}

/**
 * Lets the engine read what is remote among the paths. Rejects with AppErrors
 * `data-network-not-allowed`, `data-unknown-storage`, `data-network-failed`.
 */
export async function allowRemote(
  engine: Pick<DataEngine, "execute">,
  paths: readonly string[],
  isAllowed: boolean,
): Promise<void> {
  const remote = paths.filter(isRemote);
  const [first] = remote;
  if (first === undefined) return;
  if (!isAllowed) {
    throw new AppError(
      "data-network-not-allowed",
      `${first} is not on this machine, and Sextant uses no network unless it is told to. Allow it with \`--allow-network\` or in the settings, or download the data.`,
    );
  }
  for (const scheme of new Set(remote.map((path) => schemeOf(path)))) {
    const storage = Object.hasOwn(storages, scheme) ? storages[scheme] : undefined;
    if (storage === undefined) {
      throw new AppError(
        "data-unknown-storage",
        `Data at ${scheme}:// cannot be read. Addresses may begin with ${Object.keys(storages).join("://, ")}://; download the data otherwise.`,
      );
    }
    await load(engine, storage, scheme);
  }
}

function schemeOf(path: string): string {
  return path.slice(0, path.indexOf("://")).toLowerCase();
}

async function load(
  engine: Pick<DataEngine, "execute">,
  { extensions, setup }: Storage,
  scheme: string,
): Promise<void> {
  try {
    for (const name of extensions) {
      await engine.execute(`INSTALL ${name}`);
      await engine.execute(`LOAD ${name}`);
    }
    for (const statement of setup) await engine.execute(statement);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    throw new AppError(
      "data-network-failed",
      `DuckDB could not be made ready to read ${scheme}:// (${describeError(error)}) Its extensions ${extensions.join(" and ")} are downloaded once: check that this machine is online, and has credentials for the storage.`,
      { cause: error },
    );
  }
}
