/** What a program of somebody else's sends: whatever it is, counted as it arrives. */
import type { Sent } from "../../protocol/foreign/incoming.ts";
import type { AppContext } from "../hono-env.ts";
import { Refused } from "../refused.ts";
import { readText } from "./body.ts";

/** @throws Refused `too_large`, `not_text`, `malformed` */
export async function readSent(c: AppContext, maxBytes: number): Promise<Sent> {
  const contentType = c.req.header("content-type") ?? "";
  const event = c.req.header("x-github-event");
  if (!/^multipart\/form-data/iu.test(contentType))
    return { contentType, event, body: await readText(c.req.raw.body, maxBytes) };
  return { event, ...(await readParts(c, contentType, maxBytes)) };
}

/** Discord's senders put files beside the JSON. */
async function readParts(c: AppContext, contentType: string, maxBytes: number): Promise<Omit<Sent, "event">> {
  const bytes = await readBytes(c.req.raw.body, maxBytes);
  const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData().catch(() => {
    // What is no form is its sender's mistake, and they are told.
    throw new Refused("malformed");
  });
  const fields = [...form.entries()];
  const files = fields.flatMap(([, value]) => (typeof value === "string" ? [] : [(value as File).name]));
  const payload = fields.find(([name, value]) => name === "payload_json" && typeof value === "string")?.[1];
  const plain = Object.fromEntries(fields.filter(([, value]) => typeof value === "string"));
  const body = typeof payload === "string" ? payload : JSON.stringify({ content: "", ...plain });
  return { contentType: "application/json", body, files };
}

async function readBytes(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Refused("too_large");
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
