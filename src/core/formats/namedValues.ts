import * as z from "zod";

/**
 * An object whose keys come from outside, as names of parameters and tags do. `z.record` leaves out
 * a key called "__proto__"; here it is a name like any other.
 */
export function namedValues<T>(value: z.ZodType<T>) {
  return z.unknown().transform((raw, context): Record<string, T> => {
    const values: Record<string, T> = {};
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
      context.addIssue({ code: "custom", message: "Invalid input: expected an object" });
      return values;
    }
    for (const [key, item] of Object.entries(raw)) {
      const parsed = value.safeParse(item);
      if (parsed.success) setNamed(values, key, parsed.data);
      else context.addIssue({ code: "custom", message: describeFault(parsed.error), path: [key] });
    }
    return values;
  });
}

/** Sets a property of the object's own, whatever its name. */
export function setNamed<T>(record: Record<string, T>, key: string, value: T): void {
  if (key !== "__proto__") record[key] = value;
  else
    Object.defineProperty(record, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function describeFault(error: z.ZodError): string {
  return error.issues[0]?.message ?? "Invalid input";
}
