import { pipelineShape } from "./schema.ts";
import type { MapShape, Shape } from "./shape.ts";

interface JsonSchema {
  readonly [key: string]: unknown;
}

/**
 * The JSON Schema of `dvc.yaml` for YAML extensions, which would else take the one that SchemaStore
 * publishes: that one refuses what DVC takes and takes what it refuses. Ours describes the keys and
 * refuses nothing: what is wrong is told once, by the rules, which know more than a schema can say.
 */
export function renderDvcSchema(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "DVC pipeline",
    description: "Keys of dvc.yaml. It refuses nothing: Sextant checks the file.",
    ...toSchema(pipelineShape),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function toSchema(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case "map":
      return mapSchema(shape);
    case "list":
      return { items: toSchema(shape.items) };
    case "either":
      return merge(shape.shapes.map(toSchema));
    case "choice":
      return merge(shape.choices.map((choice) => mapSchema(choice.shape)));
    default:
      return {};
  }
}

function mapSchema({ keys, entries }: MapShape): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(keys).map(([key, { shape, summary }]) => [
      key,
      { description: summary, ...toSchema(shape) },
    ]),
  );
  return {
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(entries !== undefined && { additionalProperties: toSchema(entries) }),
  };
}

/** Without types, what is said of mappings and of lists does not get in each other's way. */
function merge(schemas: readonly JsonSchema[]): JsonSchema {
  const properties = Object.assign(
    {},
    ...schemas.map((schema) => schema["properties"] ?? {}),
  ) as JsonSchema;
  const merged: JsonSchema = Object.assign({}, ...schemas) as JsonSchema;
  return Object.keys(properties).length > 0 ? { ...merged, properties } : merged;
}
