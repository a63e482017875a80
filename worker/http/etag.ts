/** A mark of what an answer holds (RFC 9110, section 8.8.3), and 304 for who has it already: they pay for nothing but the question. */
import type { AppContext } from "../hono-env.ts";

/** The answer with its `etag`; without its body, and with 304, where the asker named it. */
export async function withEtag(c: AppContext, answer: Response): Promise<Response> {
  const bytes = await answer.arrayBuffer();
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  // Weak: it says that the answer means the same, and proxies on the way may pack it.
  const etag = `W/"${Buffer.from(digest).subarray(0, 12).toString("base64url")}"`;
  const headers = new Headers(answer.headers);
  headers.set("etag", etag);
  if (!isNamed(c.req.header("if-none-match"), etag)) return new Response(bytes, { status: answer.status, headers });
  headers.delete("content-type");
  return new Response(null, { status: 304, headers });
}

function isNamed(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//u, "");
  return header.trim() === "*" || header.split(",").some((tag) => opaque(tag) === opaque(etag));
}
