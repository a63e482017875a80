/** Reading a frame: a request, or a refusal with the reference by which its sender knows it. */
import { ChannelRequest, parse, parseJson, refusal, type Refusal } from "../../../protocol/index.ts";

export type Frame =
  | { ok: true; value: ChannelRequest; ref: string | undefined }
  | { ok: false; refusal: Refusal; ref: string | undefined };

/** Each type's own schema: to look through the variants of the union takes longer than to check one of them. */
const SCHEMAS = new Map<unknown, (typeof ChannelRequest.options)[number]>(
  ChannelRequest.options.map((option) => [option.entries.type.literal, option]),
);

export function readFrame(raw: string | ArrayBuffer, maxBytes: number): Frame {
  if (typeof raw !== "string") return { ok: false, refusal: refusal("unknown_frame"), ref: undefined };
  // A UTF-16 unit takes one to three bytes: only near the limit are they counted.
  if (raw.length > maxBytes || (raw.length * 3 > maxBytes && new TextEncoder().encode(raw).byteLength > maxBytes)) {
    return { ok: false, refusal: refusal("too_large"), ref: undefined };
  }
  const json = parseJson(raw);
  if (!json.ok) return { ...json, ref: undefined };
  const ref = refOf(json.value);
  const schema = SCHEMAS.get((json.value as { type?: unknown } | null)?.type);
  if (!schema) return { ok: false, refusal: refusal("unknown_frame"), ref };
  return { ...parse(schema, json.value), ref };
}

function refOf(frame: unknown): string | undefined {
  if (typeof frame !== "object" || frame === null) return undefined;
  const { ref, id } = frame as { ref?: unknown; id?: unknown };
  const named = ref ?? id;
  return typeof named === "string" ? named.slice(0, 40) : undefined;
}
