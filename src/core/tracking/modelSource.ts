import { invalidParameter } from "./trackingErrors.ts";
import { normalizePosixPath, validateLength, limits } from "./validation.ts";

/** What `models:/…` names: a logged model, or a version of a registered one. */
export type ModelUri =
  | { readonly kind: "logged"; readonly id: string }
  | { readonly kind: "version"; readonly name: string; readonly version: number }
  | { readonly kind: "stage"; readonly name: string; readonly stage: string }
  | { readonly kind: "alias"; readonly name: string; readonly alias: string };

export interface SplitUri {
  /** In small letters; "" for a plain path. */
  readonly scheme: string;
  /** Behind `//`; "" where there is none. */
  readonly authority: string;
  readonly path: string;
}

/** A URI's parts, as Python's `urlparse` takes it apart. */
export function splitUri(uri: string): SplitUri {
  const [, scheme = "", rest = uri] = /^([a-z][a-z\d+.-]*):(.*)$/is.exec(uri) ?? [];
  const [, authority = "", behind = rest] = /^\/\/([^/?#]*)(.*)$/s.exec(rest) ?? [];
  return { scheme: scheme.toLowerCase(), authority, path: behind.replace(/[?#].*$/s, "") };
}

/** Undefined for what is not a well-formed `models:/…`. */
export function parseModelUri(uri: string): ModelUri | undefined {
  const path = /^models:(?:\/\/[^/?#]*)?\/+([^?]*)/is.exec(uri)?.[1] ?? "";
  const [name = "", suffix, ...more] = path.split("/");
  if (name.trim() === "" || more.length > 0) return undefined;
  if (suffix === undefined) return parseSinglePart(name);
  if (suffix.trim() === "") return undefined;
  if (/^\d+$/.test(suffix)) return { kind: "version", name, version: Number(suffix) };
  if (suffix.toLowerCase() === "latest") return { kind: "alias", name, alias: "latest" };
  return { kind: "stage", name, stage: suffix };
}

function parseSinglePart(part: string): ModelUri | undefined {
  const at = part.lastIndexOf("@");
  if (at < 0) return { kind: "logged", id: part };
  const alias = part.slice(at + 1);
  return alias.trim() === "" ? undefined : { kind: "alias", name: part.slice(0, at), alias };
}

/** The run or the logged model that a version says it comes from. */
export interface SourceOwner {
  /** The field of the request that names it. */
  readonly field: "run_id" | "model_id";
  readonly id: string;
  /** Where its artifacts are; undefined when it is not known. */
  readonly artifactUri: string | undefined;
}

/**
 * Throws for a source that is not its owner's: a local path or a proxied artifact must lie in the
 * folder of the run or model that the request names, and no path may climb.
 */
export function checkModelSource(source: string, owner: SourceOwner): void {
  if (isLocal(source)) {
    if (isWithin(source, owner.artifactUri)) return;
    throw invalidLocalSource(source, owner);
  }
  checkPlainPath(source);
  switch (splitUri(source).scheme) {
    case "runs":
      if (!isOfRun(source, owner)) throw invalidSource(source, owner.field);
      break;
    case "models":
      if (!isOfModel(source, owner)) throw invalidSource(source, "model_id");
      break;
    default:
      if (isProxied(source) && !isWithin(source, owner.artifactUri)) {
        throw invalidSource(source, owner.field);
      }
  }
}

function isOfRun(source: string, owner: SourceOwner): boolean {
  const { authority, path } = splitUri(source);
  const runId = path.split("/").find(Boolean);
  return authority === "" && owner.field === "run_id" && runId === owner.id;
}

/** A version of a registered model is anyone's. */
function isOfModel(source: string, owner: SourceOwner): boolean {
  const uri = parseModelUri(source);
  if (uri === undefined || splitUri(source).authority !== "") return false;
  return uri.kind !== "logged" || (owner.field === "model_id" && uri.id === owner.id);
}

export function invalidSource(source: string, field: SourceOwner["field"]): Error {
  return invalidParameter(
    `Invalid model version source: '${source}'. The ${field} request parameter must identify the` +
      " resource that contains the source.",
  );
}

function invalidLocalSource(source: string, { field }: SourceOwner): Error {
  return invalidParameter(
    `Invalid model version source: '${source}'. To use a local path as a model version source, the` +
      ` ${field} request parameter has to be specified and the local path has to be contained within` +
      ` the artifact directory of the run specified by the ${field}.`,
  );
}

/** Repeated unquoting is quadratic in the length: a source is checked for it before. */
export function validateSourceLength(source: string): void {
  validateLength(source, "source", limits.modelSource);
}

function isLocal(uri: string): boolean {
  const { scheme } = splitUri(uri);
  return scheme === "" || scheme === "file" || /^[a-z]:[\\/]/i.test(uri);
}

function isProxied(uri: string): boolean {
  const { scheme, path } = splitUri(uri);
  if (scheme === "mlflow-artifacts") return true;
  const isHttp = scheme === "http" || scheme === "https";
  return isHttp && fullyUnquoted(path).includes("api/2.0/mlflow-artifacts/artifacts");
}

function checkPlainPath(source: string): void {
  const plain = fullyUnquoted(source.replaceAll("+", " "));
  const path = splitUri(plain).path.replace(/\/+$/, "").replaceAll(/\/+/g, "/");
  const climbs = plain.split("/").includes("..") || path.includes("\0");
  if (!climbs && path.startsWith("/") && normalizePosixPath(path) === path) return;
  throw invalidParameter(
    `Invalid model version source: '${source}'. If supplying a source as an http, https, local file` +
      " path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without" +
      " relative path references present. Please provide an absolute path.",
  );
}

/** True when `uri` is in, or is, the folder that `root` names; both may be plain paths. */
function isWithin(uri: string, root: string | undefined): boolean {
  if (root === undefined) return false;
  const [inner, outer] = [normalizedParts(uri), normalizedParts(root)];
  const isSamePlace = inner.place === outer.place && outer.parts.length > 0;
  return isSamePlace && outer.parts.every((part, index) => inner.parts[index] === part);
}

function normalizedParts(uri: string): {
  readonly place: string;
  readonly parts: readonly string[];
} {
  const { scheme, authority, path } = splitUri(uri);
  const parts = normalizePosixPath(fullyUnquoted(path)).split("/").filter(Boolean);
  const plainScheme = scheme === "file" ? "" : scheme;
  return { place: `${plainScheme}//${authority.toLowerCase()}`, parts };
}

function fullyUnquoted(text: string): string {
  let known = text;
  for (;;) {
    const next = known.replaceAll(/(?:%[\da-f]{2})+/gi, unquoted);
    if (next === known) return known;
    known = next;
  }
}

/** Bytes that are no UTF-8 are left as they are. */
function unquoted(bytes: string): string {
  try {
    return decodeURIComponent(bytes);
  } catch {
    return bytes;
  }
}
