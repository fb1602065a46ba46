import { invalidParameter } from "./trackingErrors.ts";

/**
 * The fields of a request in protobuf's JSON form: numbers may be strings, an absent string reads
 * as "", unknown fields are ignored. The error texts are those of MLflow's server, which scripts
 * and tests compare with.
 */
export type RequestFields = Readonly<Record<string, unknown>>;

const apiDocs = "See the API docs for more information about request parameters.";

export function missingField(name: string): Error {
  return invalidParameter(`Missing value for required parameter '${name}'. ${apiDocs}`);
}

/** The whole body; throws for anything but a JSON object. */
export function asFields(value: unknown): RequestFields {
  if (isFields(value)) return value;
  throw invalidParameter("The body of the request must be a JSON object.");
}

export function isFields(value: unknown): value is RequestFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string, or undefined when it is absent or null. */
export function optionalString(fields: RequestFields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw wrongType(name, value);
  return value;
}

/** A string that is there and not empty. */
export function requiredString(fields: RequestFields, name: string): string {
  const value = optionalString(fields, name);
  if (value === undefined || value === "") throw missingField(name);
  return value;
}

/** `run_id`, or the older `run_uuid`. */
export function requiredRunId(fields: RequestFields): string {
  const value = optionalString(fields, "run_id") ?? optionalString(fields, "run_uuid");
  if (value === undefined || value === "") throw missingField("run_id");
  return value;
}

/** An int64: a number, or a string of digits. */
export function optionalInteger(fields: RequestFields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const number = parseInteger(value);
  if (number === undefined) throw wrongType(name, value);
  return number;
}

export function requiredInteger(fields: RequestFields, name: string): number {
  const value = optionalInteger(fields, name);
  if (value === undefined) throw missingField(name);
  return value;
}

/** A double: a number, or a string: a number's text, "NaN", "Infinity" or "-Infinity". */
export function requiredDouble(fields: RequestFields, name: string): number {
  const value = fields[name];
  if (typeof value === "number") return value;
  if (value === undefined || value === null) throw missingField(name);
  const number = typeof value === "string" ? parseDouble(value) : undefined;
  if (number === undefined) throw wrongType(name, value);
  return number;
}

/** The items of a repeated field; none when it is absent. */
export function optionalList(fields: RequestFields, name: string): readonly unknown[] {
  const value = fields[name];
  if (value === undefined || value === null) return noItems;
  if (!Array.isArray(value)) throw wrongType(name, value);
  return value;
}

/** A repeated string field; a query string that holds it once gives a bare string. */
export function optionalStrings(fields: RequestFields, name: string): readonly string[] {
  const value = fields[name];
  if (typeof value === "string") return [value];
  return optionalList(fields, name).map((item) => {
    if (typeof item !== "string") throw wrongType(name, value);
    return item;
  });
}

/** Items of a repeated message, each an object. */
export function optionalMessages(fields: RequestFields, name: string): readonly RequestFields[] {
  return optionalList(fields, name).map((item) => {
    if (!isFields(item)) throw wrongType(name, item);
    return item;
  });
}

/** MLflow's text for a value that cannot be; `reason` is a sentence or "". */
export function invalidValue(path: string, value: unknown, reason = ""): Error {
  const shown = asciiJson(value);
  const end = reason === "" ? "" : `: ${reason}`;
  return invalidParameter(
    end === ""
      ? `Invalid value ${shown} for parameter '${path}' supplied.`
      : `Invalid value ${shown} for parameter '${path}' supplied${end}`,
  );
}

const noItems: readonly unknown[] = [];

/** Absent reads as false; a query string has it as text. */
export function optionalBoolean(fields: RequestFields, name: string): boolean {
  const value = fields[name];
  if (value === undefined || value === null || value === false || value === "false") return false;
  if (value === true || value === "true") return true;
  throw wrongType(name, value);
}

/** MLflow's text for a value of a wrong type, or a number that is too large. */
export function wrongType(name: string, value: unknown): Error {
  const shown = asciiJson(value);
  const hint = `Hint: Value was of type '${pythonType(value)}'.`;
  return invalidParameter(
    `Invalid value ${shown} for parameter '${name}' supplied:  ${hint} ${apiDocs}`,
  );
}

/** Python's `json.dumps`: everything beyond ASCII is escaped; long values are cut. */
function asciiJson(value: unknown): string {
  const json = JSON.stringify(value ?? null).slice(0, 1000);
  return json.replace(/[\u0080-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function pythonType(value: unknown): string {
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "object":
      return value === null ? "NoneType" : "dict";
    default:
      return "NoneType";
  }
}

function parseInteger(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
  if (typeof value !== "string" || !/^[+-]?\d{1,19}$/.test(value.trim())) return undefined;
  return Number(value);
}

function parseDouble(text: string): number | undefined {
  if (text === "NaN") return NaN;
  if (text === "Infinity") return Infinity;
  if (text === "-Infinity") return -Infinity;
  const trimmed = text.trim();
  const number = Number(trimmed);
  return trimmed === "" || Number.isNaN(number) ? undefined : number;
}
