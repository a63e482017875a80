/** Reading what a request carries: a JSON body, its bytes counted as they arrive, then held against a schema; and the query. */
import type { GenericSchema, InferOutput } from "valibot";
import { FRAME_MAX_BYTES, parse, parseJson } from "../../protocol/index.ts";
import type { AppContext } from "../hono-env.ts";
import { Refused } from "../refused.ts";
import { because } from "../../protocol/reasons.ts";

/**
 * What a write carries is an object, also where the route asks for nothing: a list, a text or a number is refused and never taken
 * for an empty one. Read before anything is looked up, but for a body that may be large.
 * @throws Refused: `too_large`, `not_text`, `malformed`, `invalid`
 */
export async function takeBody(c: AppContext): Promise<void> {
  if (!c.req.raw.body) return;
  const text = await readText(c.req.raw.body, FRAME_MAX_BYTES);
  if (text !== "") c.set("body", objectIn(text));
}

/**
 * @param maxBytes of a body that was not taken before
 * @throws Refused: `not_json`, `too_large`, `not_text`, `malformed`, `invalid`, or what the schema says.
 */
export async function readBody<const S extends GenericSchema>(
  c: AppContext,
  schema: S,
  maxBytes = FRAME_MAX_BYTES,
): Promise<InferOutput<S>> {
  if (!isJson(c)) throw new Refused("not_json");
  const body = c.get("body") ?? objectIn(c.req.raw.bodyUsed ? "" : await readText(c.req.raw.body, maxBytes));
  const parsed = parse(schema, body);
  if (!parsed.ok) throw new Refused(parsed.refusal);
  return parsed.value;
}

const isJson = (c: AppContext) => /^application\/json(;|$)/iu.test(c.req.header("content-type") ?? "");

function objectIn(text: string): object {
  const json = parseJson(text);
  if (!json.ok) throw new Refused(json.refusal);
  const { value } = json;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refused("invalid", because("no_object"));
  return value;
}

/** @throws Refused when the query is not what the schema says. */
export function readQuery<const S extends GenericSchema>(c: AppContext, schema: S): InferOutput<S> {
  const query = parse(schema, c.req.query());
  if (!query.ok) throw new Refused(query.refusal);
  return query.value;
}

/** Parts of the address. @throws Refused `not_found`: what can be no such part is the address of nothing. */
export function readParams(
  c: AppContext,
  schemas: Readonly<Record<string, GenericSchema<string, unknown>>> = {},
): Record<string, unknown> {
  const params: Record<string, unknown> = c.req.param();
  for (const [name, schema] of Object.entries(schemas)) {
    const read = parse(schema, params[name]);
    if (!read.ok) throw new Refused("not_found");
    params[name] = read.value;
  }
  return params;
}

/** @throws Refused `too_large`, `not_text` */
export async function readText(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<string> {
  if (!body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let bytes = 0;
  let text = "";
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new Refused("too_large");
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof Refused) throw error;
    // Bytes that are no UTF-8, or a request that broke off: the asker's.
    throw new Refused("not_text");
  }
}
