/** Reading a request's body: JSON only, its bytes counted as they arrive, then held against a schema. */
import type { GenericSchema, InferOutput } from "valibot";
import { FRAME_MAX_BYTES, parse, parseJson } from "../protocol/index.ts";
import type { AppContext } from "./hono-env.ts";
import { Refused } from "./refused.ts";

/** @throws Refused: `not_json`, `too_large`, `malformed`, or what the schema says. */
export async function readBody<const S extends GenericSchema>(
  c: AppContext,
  schema: S,
  maxBytes = FRAME_MAX_BYTES,
): Promise<InferOutput<S>> {
  if (!/^application\/json(;|$)/iu.test(c.req.header("content-type") ?? "")) throw new Refused("not_json");
  const json = parseJson(await readText(c.req.raw.body, maxBytes));
  if (!json.ok) throw new Refused(json.refusal);
  const body = parse(schema, json.value);
  if (!body.ok) throw new Refused(body.refusal);
  return body.value;
}

/** @throws Refused when the query is not what the schema says. */
export function readQuery<const S extends GenericSchema>(c: AppContext, schema: S): InferOutput<S> {
  const query = parse(schema, c.req.query());
  if (!query.ok) throw new Refused(query.refusal);
  return query.value;
}

async function readText(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<string> {
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
