import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

export interface ServerAccess {
  /** Of the `Authorization` header; null for none. */
  readonly authorization: string | null;
  /** False only where MLFLOW_TRACKING_INSECURE_TLS asks for it. */
  readonly verifiesCertificate: boolean;
  /** Certificates to trust beside the usual ones, PEM. */
  readonly certificate: string | null;
}

/**
 * What MLflow's own client would send to a server: name and password of the environment, else those
 * of `~/.mlflow/credentials`, else a token (mlflow/utils/rest_utils.py: a password comes first).
 */
export function readServerAccess(env: Env): ServerAccess {
  const saved = readCredentials(env);
  const user = env["MLFLOW_TRACKING_USERNAME"] ?? saved.user;
  const password = env["MLFLOW_TRACKING_PASSWORD"] ?? saved.password;
  const token = env["MLFLOW_TRACKING_TOKEN"] ?? "";
  const insecure = (env["MLFLOW_TRACKING_INSECURE_TLS"] ?? "").toLowerCase();
  return {
    authorization: authorizationOf(user ?? "", password ?? "", token),
    verifiesCertificate: insecure !== "true" && insecure !== "1",
    certificate: readCertificate(env["MLFLOW_TRACKING_SERVER_CERT_PATH"] ?? ""),
  };
}

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}

function authorizationOf(user: string, password: string, token: string): string | null {
  if (user !== "" && password !== "") return basicAuthorization(user, password);
  return token === "" ? null : `Bearer ${token}`;
}

interface Credentials {
  readonly user?: string;
  readonly password?: string;
}

function readCredentials(env: Env): Credentials {
  const home = env["HOME"] ?? env["USERPROFILE"] ?? os.homedir();
  let text: string;
  try {
    text = readFileSync(path.join(home, ".mlflow", "credentials"), "utf8").slice(0, 65_536);
  } catch {
    return {};
  }
  const values = readSection(text, "mlflow");
  const user = values.get("mlflow_tracking_username");
  const password = values.get("mlflow_tracking_password");
  return {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
}

/** One section of an INI file, with names in lower case, as Python's configparser has them. */
function readSection(text: string, name: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let isWanted = false;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[(.*)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) isWanted = section === name;
    const [, key, value = ""] = /^([^#;=:[\s][^=:]*)[=:](.*)$/.exec(line) ?? [];
    if (isWanted && key !== undefined) values.set(key.trim().toLowerCase(), value.trim());
  }
  return values;
}

function readCertificate(file: string): string | null {
  if (file === "") return null;
  try {
    return readFileSync(file, "utf8");
  } catch {
    // A bundle that is missing: the connection fails with the reason, as MLflow's would.
    return null;
  }
}
