/** A valibot schema as something to walk: what it is made of, without what it does. */
import type { GenericSchema } from "valibot";
import * as protocol from "../../protocol/index.ts";

export interface SchemaNode {
  type: string;
  wrapped?: SchemaNode;
  item?: SchemaNode;
  value?: SchemaNode;
  entries?: Record<string, SchemaNode>;
  options?: readonly (SchemaNode | string | number)[];
  literal?: string | number | boolean;
  default?: unknown;
  pipe?: readonly SchemaNode[];
  /** Of a step in a pipe: how many, how large, which pattern. */
  requirement?: unknown;
}

/** valibot types a schema by what it does; what it is made of is there, and typed nowhere. */
export const nodeOf = (schema: GenericSchema): SchemaNode => schema as unknown as SchemaNode;

/** `MessageSchema` is called `Message`, `PostBody` as it is. */
const NAMES = new Map<object, string>(
  Object.entries(protocol as Record<string, unknown>).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && "~standard" in value
      ? [[value, name.replace(/Schema$/u, "")] as const]
      : [],
  ),
);
/** The name that `protocol/` gives to an object's schema; a text or a number is said as what it is. */
export function nameOf(node: SchemaNode): string | undefined {
  return isObject(base(node)) ? NAMES.get(node) : undefined;
}

/** What a pipe begins with. */
export const base = (node: SchemaNode): SchemaNode =>
  node.pipe?.[0] && node.pipe[0] !== node ? base(node.pipe[0]) : node;
export const isOptional = ({ type }: SchemaNode) => ["optional", "exact_optional", "undefinedable"].includes(type);
const isObject = ({ type }: SchemaNode) => ["object", "loose_object", "strict_object", "variant"].includes(type);

/** A schema in short, as in `{channels: ListedChannel[], reachedEnd}`: a field of a plain value stands by its name alone. */
export function inShort(node: SchemaNode): string {
  const name = nameOf(node);
  if (name !== undefined) return name;
  const { type, wrapped, item, entries, value, options, literal } = base(node);
  if (wrapped) return type === "nullable" ? `${inShort(wrapped)} | null` : inShort(wrapped);
  if (item) return `${inShort(item)}[]`;
  if (entries) {
    const more = type === "loose_object" ? ["…"] : [];
    return `{${[...Object.entries(entries).map(([key, entry]) => fieldInShort(key, entry)), ...more].join(", ")}}`;
  }
  if (value) return `{[key]: ${inShort(value)}}`;
  if (type === "picklist") return (options ?? []).map((option) => JSON.stringify(option)).join(" | ");
  if (type === "literal") return JSON.stringify(literal);
  return type;
}

function fieldInShort(key: string, entry: SchemaNode): string {
  const mark = isOptional(entry) ? "?" : "";
  const said = inShort(entry);
  return ["string", "number", "boolean"].includes(said) ? `${key}${mark}` : `${key}${mark}: ${said}`;
}
