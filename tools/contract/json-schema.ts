/** From a schema to JSON Schema (2020-12), as OpenAPI 3.1 has it. What no keyword can say stays with the server. */
import { base, isOptional, nameOf, type SchemaNode } from "./schema-node.ts";

export type JsonSchema = { [key: string]: unknown };

/** Collects what has a name of its own: it is described once, and referred to. */
export class JsonSchemas {
  readonly named: Record<string, JsonSchema> = {};

  /** A schema, as what comes in is held against it, or as what goes out looks. */
  of(node: SchemaNode): JsonSchema {
    const name = nameOf(node);
    if (name === undefined) return this.#plain(node);
    if (!(name in this.named)) {
      // A name that is being described stands for itself.
      this.named[name] = {};
      this.named[name] = this.#plain(node);
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  #plain(node: SchemaNode): JsonSchema {
    const [first, ...steps] = node.pipe ?? [];
    if (!first || first === node) return this.#bare(node);
    const schema = this.of(first);
    const limits: JsonSchema = {};
    for (const step of steps) {
      // After it comes another value than the one that was sent.
      if (step.type === "transform") break;
      Object.assign(limits, limitOf(step, base(first)));
    }
    return "$ref" in schema && Object.keys(limits).length > 0
      ? { allOf: [schema], ...limits }
      : { ...schema, ...limits };
  }

  #bare(node: SchemaNode): JsonSchema {
    const { type, wrapped, item, entries, value, options, literal } = node;
    if (wrapped && type === "nullable") return { anyOf: [this.of(wrapped), { type: "null" }] };
    if (wrapped) return node.default === undefined ? this.of(wrapped) : { ...this.of(wrapped), default: node.default };
    if (item) return { type: "array", items: this.of(item) };
    if (entries) return this.#object(entries, type === "loose_object");
    if (value) return { type: "object", additionalProperties: this.of(value) };
    if (type === "picklist") return { type: "string", enum: options };
    if (type === "literal") return { const: literal };
    if (type === "union" || type === "variant")
      return { anyOf: (options ?? []).flatMap((option) => (typeof option === "object" ? [this.of(option)] : [])) };
    if (type === "string" || type === "number" || type === "boolean" || type === "null") return { type };
    return {};
  }

  #object(entries: Record<string, SchemaNode>, isOpen: boolean): JsonSchema {
    const required = Object.keys(entries).filter((key) => entries[key] && !isOptional(entries[key]));
    return {
      type: "object",
      properties: Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, this.of(entry)])),
      ...(required.length > 0 && { required }),
      ...(isOpen && { additionalProperties: true }),
    };
  }
}

function limitOf({ type, requirement }: SchemaNode, { type: of }: SchemaNode): JsonSchema {
  const isList = of === "array";
  switch (type) {
    case "integer":
    case "safe_integer":
      return { type: "integer" };
    case "min_value":
      return { minimum: requirement };
    case "max_value":
      return { maximum: requirement };
    case "min_length":
      return { [isList ? "minItems" : "minLength"]: requirement };
    case "max_length":
      return { [isList ? "maxItems" : "maxLength"]: requirement };
    case "regex":
      return requirement instanceof RegExp ? { pattern: requirement.source } : {};
    default:
      return {};
  }
}

/** Everything that a value passes, pipes in pipes included. */
const stepsOf = (node: SchemaNode): SchemaNode[] =>
  node.pipe ? node.pipe.flatMap((step) => (step.pipe ? stepsOf(step) : [step])) : [node];

/** A part of an address or of a query travels as text; what it stands for is a number where digits become one. */
export function textSchema(node: SchemaNode): JsonSchema {
  const steps = stepsOf(isOptional(node) && node.wrapped ? node.wrapped : node);
  const isOf = (of: string) => steps.some(({ type }) => type === of);
  if (isOf("array")) return { type: "string", description: "with commas between" };
  const areDigits = steps.some(
    ({ requirement }) => requirement instanceof RegExp && requirement.source.includes("\\d"),
  );
  if (!isOf("transform") || !(areDigits || isOf("number"))) return { type: "string" };
  return { type: "integer", ...(node.default !== undefined && { default: Number(node.default) }) };
}
