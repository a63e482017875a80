/**
 * PLACE as it is, with what an import and an archive are measured beside, in the same D1: rows put in, a thousand a request (`/__insert`), and
 * rows given out as lines of JSON in one answer (`/__lines`).
 */
import worker from "../../../worker/index.ts";

export * from "../../../worker/index.ts";

const INSERT = `INSERT INTO messages (key, id, rev, author, at, body, meta)
  SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6 FROM json_each(?1)`;
const PAGE = `SELECT key, id, rev, author, at, body, meta FROM messages WHERE key > ?1 ORDER BY key LIMIT 5000`;

export default {
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === "/__lines") return new Response(lines(env.DB));
    if (pathname !== "/__insert") return worker.fetch(request, env, context);
    await env.DB.prepare(INSERT)
      .bind(await request.text())
      .run();
    return new Response(null, { status: 204 });
  },
} satisfies ExportedHandler<Env>;

/** A page with each pull: a slow reader holds it back. */
function lines(d1: D1Database): ReadableStream<Uint8Array> {
  const utf8 = new TextEncoder();
  let after = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { results } = await d1.prepare(PAGE).bind(after).all<{ key: number }>();
      const last = results.at(-1);
      if (!last) return controller.close();
      after = last.key;
      controller.enqueue(utf8.encode(results.map((row) => `${JSON.stringify(row)}\n`).join("")));
    },
  });
}
